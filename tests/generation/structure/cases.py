"""A report with one or two variations of a table in a rendering, and the verdict on its reading.

What a page cannot tell is not asked for: no variation takes the header away from columns that
another one moved, added or dropped, or from numbers of which the labels stand behind them; no row
loses a cell, and the table no column, where one was added, so that there are as many as in the form
(`_UNKNOWABLE`); and where a page shows a cell as empty that was merged with its neighbour, empty is
a right answer too (`Sheet.shown`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from gouji.extraction.report import Report
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, State
from tests.generation.figures import Printed
from tests.generation.layouts import sections
from tests.generation.printing import page_of
from tests.generation.structure import columns, disclosure, disputes, parts, rows
from tests.generation.structure.drawn import KINDS, drawn_as
from tests.generation.structure.renderings import DUMPS, RENDERINGS, Block
from tests.generation.structure.sheet import (
    Sheet,
    disclosure_sheet,
    disputes_sheet,
    requests_sheet,
)

_YEAR = 2023
_ABSENT = "absent"

_CHANGES: dict[str, tuple[columns.Change, ...]] = {
    "requests": (
        *columns.DROPPED, *columns.ADDED, *columns.ORDERS, *columns.HEADERS, *columns.HEADERS_LOST,
        *columns.CELLS, *rows.ADDED, *rows.CHANGED,
    ),
    "disputes": (*disputes.ORDERS, *disputes.COLUMNS, *disputes.ROWS),
    "disclosure": (*disclosure.ORDERS, *disclosure.COLUMNS, *disclosure.ROWS),
}  # fmt: skip
"""In the order in which they are done."""


def _pairs(
    some: Iterable[Callable[..., object]], others: Iterable[Callable[..., object]]
) -> set[frozenset[str]]:
    return {frozenset((one.__name__, other.__name__)) for one, other in product(some, others)}


_NARROW = (columns.organisations_dropped, columns.applicants_dropped, columns.organisations_in_one)
_BY_BLOCKS = (
    disputes.one_row_a_block, disputes.one_row_a_result, disputes.three_small_tables,
    disputes.rows_and_columns_interchanged, disputes.header_torn, disputes.middle_header_lost,
)  # fmt: skip
_MOVED = (*columns.ORDERS, *columns.ADDED, *columns.DROPPED, rows.other_order_on_the_next_page)
_UNKNOWABLE = (
    _pairs(columns.HEADERS_LOST, (*_MOVED, *columns.HEADERS))
    | _pairs((rows.cells_lost, parts.upper_and_lower_narrower),
             (*columns.ADDED, rows.labels_with_totals))
    | _pairs(columns.DROPPED, (columns.empty_column,))
    | _pairs((disputes.cells_lost,), disputes.COLUMNS)
    | _pairs(columns.HEADERS_LOST, (rows.labels_behind,))
    | _pairs(_BY_BLOCKS, (*disputes.ORDERS, *disputes.COLUMNS, *_BY_BLOCKS, disputes.last_year))
)  # fmt: skip
_IMPOSSIBLE = (
    _pairs(_NARROW, (*columns.DROPPED, *columns.ORDERS, *columns.HEADERS, *columns.CELLS,
                     *columns.ADDED, *parts.PARTS))
    | _pairs((rows.labels_behind,), (*parts.NEED_LABELS_IN_FRONT, *rows.CHANGED))
    | _pairs((rows.cells_lost,), parts.PARTS)
    | _pairs((columns.header_cell_of_two,), columns.DROPPED)
    | _pairs((disputes.block_dropped,), (*disputes.ORDERS, *disputes.COLUMNS))
    | _pairs((disputes.cells_lost,), _BY_BLOCKS)
    | _pairs((disputes.result_dropped, disputes.result_dropped_in_each_block),
             (*disputes.ORDERS, *disputes.COLUMNS))
    | _pairs((disclosure.rows_and_columns_interchanged,),
             (disclosure.cell_lost, disclosure.sections_beside))
    | _pairs((disclosure.sections_beside,),
             (*disclosure.COLUMNS, disclosure.cell_lost, disclosure.headings_lost))
    | _pairs(disclosure.COLUMNS, disclosure.COLUMNS)
)  # fmt: skip
_MOVED_LEFT = frozenset(
    ("requests upper_and_lower_narrower", "requests upper_and_lower_unlabelled")
)
_UNKNOWABLE_IN = {
    **dict.fromkeys(("page_one_grid", "xlsx", "xlsx_unmerged", "xlsx_one_grid"), _MOVED_LEFT),
    "pdftotext": frozenset((
        "disclosure sections_beside", "disclosure cells_empty",
        "requests organisations_lead", "requests labels_behind",
    )),
}  # fmt: skip
"""On one sheet a second page that lacks columns stands in the wrong ones below the first header.

Plain `pdftotext` goes by height and gives the numbers of narrow columns in any order, so that table
四 is not printed by it: a number may stand behind the next label, labels and numbers come in turns
whichever is first, and a header whose organisations lead looks like that of the form.
"""
VARIATIONS: dict[str, tuple[str, columns.Change | parts.Parting]] = {
    f"{table} {change.__name__}": (table, change)
    for table, changes in {**_CHANGES, "requests": _CHANGES["requests"] + parts.PARTS}.items()
    for change in changes
}
"""Table and change by name."""


def fits(one: str, other: str) -> bool:
    """Whether two variations of one table can stand on one page that still tells its figures."""
    pair = frozenset((one.split()[1], other.split()[1]))
    both = one.split()[0] == other.split()[0] and len(pair) > 1
    parted = sum(VARIATIONS[name][1] in parts.PARTS for name in (one, other))
    return both and parted < 2 and pair not in _UNKNOWABLE and pair not in _IMPOSSIBLE


def two_of_one_table(rng: random.Random, names: Sequence[str] = tuple(VARIATIONS)) -> list[str]:
    """The first of `names`, and any other that fits it; the first alone where none does."""
    one = rng.choice(names)
    able = [other for other in VARIATIONS if fits(one, other)]
    return [one, *rng.sample(able, min(1, len(able)))]


@dataclass(frozen=True)
class Case:
    """A file, the figures on it by table, and what is shown in the place of some."""

    name: str
    data: bytes
    truth: dict[str, dict[CellKey, Printed]]
    shown: dict[str, dict[CellKey, Printed]]


def make(seed: int, names: Sequence[str], rendering: str, kind: str | None = None) -> Case | None:
    """The report of `seed`; None where the rendering cannot print such tables."""
    rng = random.Random(f"{seed} {sorted(names)} {rendering}")
    drawn = drawn_as(kind or rng.choice(list(KINDS)), seed)
    drawn.year = _YEAR
    page = page_of(drawn)
    sheets = {
        "disclosure": [disclosure_sheet(page, drawn.form)],
        "requests": [requests_sheet(page)],
        "disputes": [disputes_sheet(page)],
    }
    for name in sorted(names, key=list(VARIATIONS).index):
        table, change = VARIATIONS[name]
        [sheet] = sheets[table]
        made = change(sheet, rng)
        if made is not None:
            sheets[table] = made
    varied = {VARIATIONS[name][0] for name in names}
    several = not names or "one_grid" in rendering or rendering == "interleaved"
    several = rng.random() < 0.4 or several
    shown = {table: own for table, own in sheets.items() if several or table in varied}
    if rendering == "pdftotext":
        shown.pop("disputes", None)
    blocks = _blocks(page, shown)
    if _UNKNOWABLE_IN.get(rendering, frozenset()).intersection(names):
        return None
    how = {**RENDERINGS, **DUMPS}[rendering]
    ragged = any(isinstance(block, Sheet) and block.is_ragged for block in blocks)
    if how.whole and ragged:
        return None
    printed = how.print(blocks, rng)
    truth: dict[str, dict[CellKey, Printed]] = {}
    instead: dict[str, dict[CellKey, Printed]] = {}
    for table, own in shown.items():
        truth[table] = {key: value for sheet in own for key, value in sheet.truth().items()}
        instead[table] = {key: value for sheet in own for key, value in sheet.shown.items()}
    data = printed.encode() if isinstance(printed, str) else printed
    return Case(f"report.{how.extension}", data, truth, instead)


def _blocks(page, sheets: dict[str, list[Sheet]]) -> list[Block]:
    places = {"@2": "disclosure", "@3": "requests", "@4": "disputes"}
    found: list[Block] = []
    for text in sections(page, ["@2"], ["@3"], ["@4"]):
        found += sheets.get(places[text], []) if text in places else [text]
    return found


def judged(case: Case, report: Report) -> tuple[Counter[str], list[str]]:
    """Cells that are exact, open and wrong, and the wrong ones in words."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for table, reading in report.tables.items():
        for key, cell in reading.cells().items():
            true = case.truth.get(table, {}).get(key, _ABSENT)
            either = [true, *(v for k, v in case.shown.get(table, {}).items() if k == key)]
            found = _verdict(cell, key, either)
            counts[found] += 1
            if found == "wrong":
                wrong.append(f"{table}.{key.item}.{key.column}: {cell} for {true!r}")
    return counts, wrong


def _verdict(cell: CellValue, key: CellKey, either: Sequence[Printed]) -> str:
    if cell.state is State.MISSING or not cell.state.is_certain:
        return "open"
    if cell.state is State.REPORTED:
        right = cell.value in [true for true in either if isinstance(true, int)]
    else:
        # A total that a page has no column for says as much as one that is left empty.
        absent = key.column == "total" and _ABSENT in either
        right = absent or any(true != _ABSENT and not isinstance(true, int) for true in either)
    return "exact" if right else "wrong"
