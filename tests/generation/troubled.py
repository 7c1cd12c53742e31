"""A random valid report in a layout with troubles on it, and the verdict on how it was read.

`LAYOUTS` and `TROUBLES` are named, so that a case is a seed, a layout and names. Troubles are put
on in one fixed order, whatever order they are named in: numbers and words, then how numbers are
written and where they stand, then lines.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit, is_used
from gouji.forms.values import BLANK, DASH, MISSING, CellValue, State
from tests.generation import layouts, office, pdf
from tests.generation.figures import draw
from tests.generation.layouts_converted import CONVERTED
from tests.generation.printing import Page, True_, page_of
from tests.generation.troubles_form import FORM_TEXTS, FORMS
from tests.generation.troubles_numbers import NUMBERS
from tests.generation.troubles_text import TEXTS
from tests.generation.troubles_words import WORDS

LAYOUTS: dict[str, tuple[str, Callable[[Page], str | bytes]]] = {
    **layouts.LAYOUTS,
    "docx": ("docx", office.as_docx),
    "xlsx": ("xlsx", office.as_xlsx),
    "pdf": ("pdf", pdf.as_pdf),
}
_LINES = ("spaced_lines", "doubled_lines", "dropped_blanks", "one_row_a_line", "spaced_columns")
_TEXT = (*tuple(layouts.LAYOUTS)[:-1], *CONVERTED)
_DRAWN = ("boxed", "grid_tables")
_WITHOUT_STRAYS = (*_DRAWN, "fused_columns", "printed_none", "numbered_frames", "ruled_by_dashes",
                   "comma_separated", "page_layout", "exported_sheet",
                   "tables_on_one_line", "tables_behind_text", "header_moved_left",
                   "printed_frames", "frames_of_commas")  # fmt: skip
_PLACED = (*_DRAWN, "ruled_by_dashes", "exported_sheet", "printed_frames", "frames_of_commas")
_ONE_CELL = ("spaced_lines", "doubled_lines", "dropped_blanks")

# In which layouts a trouble occurs; in all where it is not named.
ONLY_IN = {
    "labels_in_pieces": (*_ONE_CELL, "piped_lines"),
    "one_character_a_line": _LINES,
    "header_in_halves": _ONE_CELL,
    "windows_lines": _TEXT,
    "odd_characters": (*_TEXT, "html"),
    "chrome": _TEXT,
    "deduplicated": (*_ONE_CELL, "piped_lines", "pipe_ended"),
    "empty_lines_dropped": ("spaced_lines", "doubled_lines", "markdown"),
    "empty_lines_halved": ("spaced_lines", "doubled_lines"),
    "digits_on_two_lines": _ONE_CELL,
    "line_lost": _ONE_CELL,
    "printed_twice": _TEXT,
    "cut_short": (*_TEXT, "html"),
    "starts_in_the_middle": _TEXT,
    "one_label_column": ("html", "docx", "xlsx", "pdf"),
    # There each cell has its place, so that a lost one is an empty one.
    "lost_cells": (*(name for name in _TEXT if name not in (*_PLACED, "filled_up")), "html"),
    "lost_labels": (*_TEXT, "html", "docx", "pdf"),
    # Where a layout has no place for a number between the rows, the cell is just empty.
    "displaced_total": tuple(name for name in _TEXT if name not in _WITHOUT_STRAYS),
    "two_years_side_by_side": (*_TEXT, "html"),
    "footers": _TEXT,
    "pasted_as_a_picture": _TEXT,
    "again_with_other_numbers": _TEXT,
}
TROUBLES = (*NUMBERS, *WORDS, *TEXTS)
FORM_TROUBLES = (*FORMS, *FORM_TEXTS)
_ON_PAGES = {**NUMBERS, **WORDS, **FORMS}
_ON_TEXTS = {**FORM_TEXTS, **TEXTS}
# Of these the first in `TROUBLES` counts.
EXCLUDING = (
    ("money_in_cells", "money_in_header", "money_without_unit"),
    ("three_tables", "only_prose"),
    ("blank_totals", "only_ends", "all_blank"),
    ("displaced_total", "line_lost"),  # where the line is that number, the cell is just empty
    ("columns_reordered", "header_shifted", "two_years_side_by_side"),
    ("other_form_in_table_two", "money_in_cells", "money_in_header"),
    ("other_form_in_table_two", "money_without_unit"),
)
# Notations last: what they write is no plain number any more.
_LAST = ("thousands", "counted", "letters_for_zero", "full_width", "split_numbers", "lost_cells",
         "displaced_total", "lost_rows", "page_break", "break_in_group", "columns_reordered",
         "two_years_side_by_side", "rows_of_last_year")  # fmt: skip
_FIRST = ("other_form_in_table_two",)
_ORDER = [
    *_FIRST,
    *(name for name in (*TROUBLES, *FORM_TROUBLES) if name not in (*_FIRST, *_LAST)),
    *_LAST,
]


def occurs(trouble: str, layout: str) -> bool:
    """Whether a trouble can be on a page of this layout."""
    return layout in ONLY_IN.get(trouble, (layout,))


@dataclass(frozen=True)
class Case:
    """A file, and what stands in it."""

    name: str
    data: bytes
    page: Page


def make(seed: int, layout: str, troubles: Iterable[str] = ()) -> Case:
    """The report of `seed` in `layout` with `troubles`; the same arguments, the same bytes."""
    rng = random.Random(f"{seed} {layout}")
    page = page_of(draw(seed))
    chosen = set(troubles)
    for group in EXCLUDING:
        chosen -= set([name for name in group if name in chosen][1:])
    for name in _ORDER:
        if name in chosen and name in _ON_PAGES:
            _ON_PAGES[name](page, rng)
    extension, render = LAYOUTS[layout] if layout in LAYOUTS else CONVERTED[layout]
    printed = render(page)
    if isinstance(printed, str):
        for name in _ON_TEXTS:
            if name in chosen:
                printed = _ON_TEXTS[name](printed, page, rng)
        printed = printed.encode()
    return Case(f"report.{extension}", printed, page)


def verdict(cell: CellValue | None, truth: True_) -> str:
    """exact, wrong, or the state of a cell that was left undecided."""
    if cell is None or not cell.state.is_certain:
        return "missing" if cell is None else cell.state.value
    if cell.state is State.REPORTED:
        same = isinstance(truth, int | Decimal) and cell.value == truth
        return "exact" if same else "wrong"
    return "wrong" if isinstance(truth, int | Decimal) else "exact"


def tally(case: Case, report: Report) -> tuple[Counter[str], list[str]]:
    """Cells by verdict (open ones that were left undecided as "open"), and the wrong ones."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for table, cells in case.page.truth.items():
        read = report.tables[table].cells() if table in report.tables else {}
        left_open = case.page.open.get(table, set())
        for key, truth in cells.items():
            found = verdict(read.get(key), truth)
            if found == "wrong":
                wrong.append(f"{table}.{key.item}.{key.column}: {read[key]} for {truth!r}")
            counts["open" if found not in ("exact", "wrong") and key in left_open else found] += 1
    for table, reading in report.tables.items():
        for key, cell in reading.cells().items():
            if key not in case.page.truth.get(table, {}) and cell.state is State.REPORTED:
                wrong.append(f"{table}.{key.item}.{key.column}: {cell} is not in the form")
                counts["wrong"] += 1
    return counts, wrong


def false_contradictions(case: Case, report: Report) -> list[str]:
    """Sums that are said to fail for certain, and do not fail on the page."""
    found: list[str] = []
    for table, reading in report.tables.items():
        if table not in case.page.truth:
            continue
        read = reading.cells()
        printed = {key: _cell(value) for key, value in case.page.truth[table].items()}
        for edit in catalogue.all_edits(table, reading.form):
            result = confront_edit(edit, read)
            certain = result.outcome is Outcome.FAIL and not result.doubt and is_used(edit, read)
            if certain and confront_edit(edit, printed).outcome is not Outcome.FAIL:
                found.append(f"{edit.rule_id} {edit.scope}: {result.lhs} against {result.rhs}")
    return found


def _cell(printed: True_) -> CellValue:
    if isinstance(printed, int | Decimal):
        return CellValue.reported(printed)
    return {None: BLANK, "no unit": MISSING}.get(printed, DASH)
