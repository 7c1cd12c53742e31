"""Where in the UI a page of a report, a release or a source file is found.

The links are relative to the server that shows Dagster's UI, so that they hold behind any proxy and
under any name. What answers there is `pages`, beside this; under a bare `dagster dev` nothing does.
"""

from __future__ import annotations

from urllib.parse import quote

from gouji.release.index import INDEX
from gouji.release.pages import FOLDER
from gouji.release.report_page import page_name

ROOT = "/gouji"
REPORTS, JUDGED, RELEASES, SOURCE = "reports", "judged", "releases", "source"


def newest_page(report_id: str) -> str:
    """The page of a report, as the last release or the last shut gate has it."""
    return f"{ROOT}/{REPORTS}/{quote(page_name(report_id))}"


def judged_page(content_hash: str, report_id: str) -> str:
    """The page of a report in the content that the gate judged, whether it was published or not."""
    return f"{ROOT}/{JUDGED}/{content_hash}/{FOLDER}/{quote(page_name(report_id))}"


def judged_index(content_hash: str) -> str:
    """What is in the content that the gate judged, what was withheld, and why."""
    return f"{ROOT}/{JUDGED}/{content_hash}/{INDEX}"


def release_index(release_id: str) -> str:
    """The first page of a release."""
    return f"{ROOT}/{RELEASES}/{release_id}/{INDEX}"


def source(path: str, line: int | None = None) -> str:
    """A file of the program that is installed; `path` begins with the name of its package."""
    return f"{ROOT}/{SOURCE}/{quote(path)}" + (f"#L{line}" if line else "")
