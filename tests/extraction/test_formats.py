"""The same report through every format: the same figures, or left open; never another number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gouji.documents.opening import open_document
from gouji.extraction.reader import read_report
from tests.conftest import in_ci
from tests.generation.converted import missing
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.rewritten import as_html, as_markdown
from tests.generation.scored import converted, originals, score, unexplained
from tests.generation.troubled import make, tally


def by_programs(test: Callable[..., None]) -> Callable[..., None]:
    """A slow test of what is made once, with programs that may be absent."""
    absent = pytest.mark.skipif(bool(missing()) and not in_ci(), reason=f"absent: {missing()}")
    return pytest.mark.slow(absent(test))


FORMS = 15
"""Formats of each report, itself not counted."""


@by_programs
@pytest.mark.parametrize("name", originals())
def test_no_format_gives_another_number(name: str) -> None:
    truth = originals()[name].truth
    made = converted()[name]
    assert len(made) >= FORMS
    for form, file_name, data in made:
        report = read_report(data, file_name)
        assert score(report, truth).wrong == [], form
        assert unexplained(report) == [], form


@by_programs
@pytest.mark.parametrize("form", ["HTML, UTF-8", "HTML, GB18030", "DOCX", "DOC", "XLSX"])
def test_formats_that_state_their_cells_lose_none(form: str) -> None:
    for name, original in originals().items():
        if name.endswith((".html", ".pdf", ".md")):
            [(_, file_name, data)] = [made for made in converted()[name] if made.form == form]
            counts = score(read_report(data, file_name), original.truth).counts
            assert set(counts) == ({"exact"} if data else {"missing"}), name


@pytest.mark.parametrize("spans", [True, False])
def test_markdown_of_a_page(spans: bool) -> None:
    case = make(3, "html")
    written = as_markdown(open_document(case.data, case.name), spans=spans)
    counts, wrong = tally(case, read_report(written.encode(), "a.md"))
    assert (set(counts), wrong) == ({"exact"}, [])


def test_a_text_as_a_page() -> None:
    text = LAYOUTS["tabbed"][1](draw(3))
    assert "<p>三、" in as_html(str(text).encode(), "a.txt")
