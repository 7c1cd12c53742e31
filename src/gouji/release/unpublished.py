"""Pages of a candidate that the gate did not let out, so that people can read why.

The same pages that a release would have had, and an index with the reasons, in
`<home>/unpublished/<content_hash>/`. Nothing here is published, and nothing reads it back but
people: whether the gate is open says the stored verdict alone.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from gouji.release.content import candidate_files
from gouji.release.index import INDEX, withheld_tables
from gouji.release.page import Markup, both, page, table
from gouji.release.pages import write_pages
from gouji.release.verdict import Verdict

FOLDER = "unpublished"
KEPT = 5
"""The pages of so many candidates are kept, the newest ones."""


def pages_of(home: Path, content_hash: str) -> Path:
    """Where the pages on that content are, if there are any."""
    return home / FOLDER / content_hash


def newest_pages(home: Path) -> Path | None:
    """The folder that was written last, None where there is none."""
    folders = _newest_first(home)
    return folders[0] if folders else None


def write_unpublished(home: Path, candidate: Path, verdict: Verdict) -> Path:
    """Write the pages of a candidate that was refused, and forget those of long ago.

    Returns:
        The folder.

    Raises:
        CandidateError: the candidate is incomplete. OSError: the home cannot be written.
    """
    models = candidate_files(candidate)
    folder = pages_of(home, verdict.content_hash)
    draft = folder.with_name(f".{folder.name}")
    for left in (draft, folder):
        shutil.rmtree(left, ignore_errors=True)
    draft.mkdir(parents=True)
    pages = write_pages(models, draft)
    withheld = withheld_tables(models["mart_withheld_reports"], pages)
    (draft / INDEX).write_bytes(page("没有发布 not published", [_why(verdict), withheld]))
    draft.replace(folder)
    for old in _newest_first(home)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def forget_unpublished(home: Path, content_hash: str) -> None:
    """Remove the pages of a content that was refused once and is not any more."""
    shutil.rmtree(pages_of(home, content_hash), ignore_errors=True)


def _why(verdict: Verdict) -> Markup:
    reasons = zip(verdict.reasons_zh, verdict.reasons_en, strict=False)
    judged = both(f"判定时间 {verdict.judged_at}", f"content {verdict.content_hash}")
    state = f"{verdict.verdict}{' (strict)' if verdict.strict else ''}"
    return Markup(
        f"<p>{judged}</p>"
        + table(
            ("原因 reason",),
            [(both(zh, en),) for zh, en in reasons],
            f"关口未通过 the gate is shut: {state}",
        )
    )


def _newest_first(home: Path) -> list[Path]:
    folders = [one for one in (home / FOLDER).glob("*") if not one.name.startswith(".")]
    return sorted(folders, key=lambda one: one.stat().st_mtime, reverse=True)
