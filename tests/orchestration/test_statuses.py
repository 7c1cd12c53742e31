"""What became of the reports, as checks show it: counts, the first ones by name, a picture."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import dagster as dg
from lxml import etree

from gouji.reconciliation.status import Status
from orchestration.checks import statuses
from orchestration.display import metadata, plots
from orchestration.resources import Home
from orchestration.serving import links

ORDER = [status.value for status in Status]


def _results(lake: Path, tmp_path: Path) -> dict[str, dg.AssetCheckEvaluation]:
    home = Home(home=str(tmp_path / "h"), source="/none", lake=str(lake), releases="/none")

    @dg.asset(name=statuses.ASSET)
    def stored() -> None: ...

    done = dg.materialize([stored, statuses.report_checks], resources={"home": home})
    return {one.check_name: one for one in done.get_asset_check_evaluations()}


def test_reports_that_do_not_tie_are_named_and_stop_nothing(lake: Path, tmp_path: Path) -> None:
    results = _results(lake, tmp_path)
    withheld, unread = results[statuses.WITHHELD], results[statuses.READABLE]
    assert not withheld.passed
    assert not unread.passed
    assert withheld.severity is dg.AssetCheckSeverity.WARN
    assert (withheld.metadata["withheld"].value, withheld.metadata["reports"].value) == (1, 4)
    (row,) = re.findall(r"\| 2020 \| .*", str(withheld.metadata["first"].value))
    assert f"]({links.ROOT}/{links.REPORTS}/" in row
    assert "2019" in str(unread.metadata["first"].value)
    assert "data:image/svg+xml" in str(withheld.metadata["statuses by year"].value)


def _svg(markdown: str) -> etree._Element:
    found = re.fullmatch(r"!\[.*\]\(data:image/svg\+xml;base64,(.*)\)", markdown)
    assert found is not None
    return etree.fromstring(base64.b64decode(found[1]))


def test_a_bar_is_as_high_as_there_are_reports() -> None:
    counts = {"2020": {"reconciled": 3, "withheld": 1}, "unknown": {"unreadable": 2}}
    picture = _svg(plots.statuses_by_year(counts, ORDER, "title"))
    pieces = picture.xpath("//*[local-name()='rect'][@width='34']/@height")
    assert [float(one) for one in pieces] == [100.5, 33.5, 67.0]
    words = picture.xpath("//*[local-name()='text']/text()")
    assert words == ["reconciled", "withheld", "unreadable", "4", "2020", "2", "?"]


def test_no_reports_no_picture() -> None:
    assert "!" not in plots.statuses_by_year({}, ORDER, "title")


def test_what_a_report_says_is_never_markdown() -> None:
    table = metadata.table(("a",), [("[x](http://h) ![p](q) <img src=x> | `c`",)])
    assert r"\[x\](http://h) !\[p\](q) \<img src=x> \| \`c\`" in table
    assert metadata.link("a]b", "/x") == r"[a\]b](/x)"
