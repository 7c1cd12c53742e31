"""`gouji check --show`: the tables as they were read, with the cells to look at marked.

Marks are characters, so that they survive a pipe and a terminal without colours; colours only
repeat them. Where the terminal is too narrow for the column labels, letters stand for them and are
explained below; where it is too narrow for a table, each row is a line.

What does not belong here: the words for states and failures (`as_text`).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from string import ascii_uppercase
from typing import TYPE_CHECKING

from gouji.checking.examine import Checked
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Item, Unit
from gouji.forms.values import CellValue, Number, State
from gouji.reconciliation.localization.search import Localization
from gouji.reconciliation.status import CELL_RULES, DOMAIN_RULE

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

AMBIGUOUS, UNREADABLE, MISSING, FAILING, SUSPECT = "?", "#", "…", "!", "*"
NOT_IN_FORM = "·"

_STYLES = {
    SUSPECT: "bold white on red",
    FAILING: "bold red",
    AMBIGUOUS: "bold yellow",
    UNREADABLE: "bold yellow",
    MISSING: "yellow",
    NOT_IN_FORM: "dim",
}
_LEGEND = {
    SUSPECT: (
        "很可能有误：改这些格即可勾稽；唯一解释时，箭头后为应有之数",
        "a suspect: changing such cells makes the table tie; where there is one way, after the "
        "arrow what it must be",
    ),
    FAILING: ("在一个不相符的算式中", "part of an edit that fails"),
    AMBIGUOUS: (
        "读不准属于哪一格或是什么意思（列出可能的数，空 为空白）",
        "not certain which cell it belongs to or what it means (the numbers it may be; "
        "“empty” for none)",
    ),
    UNREADABLE: ("读不出来", "cannot be read"),
    MISSING: ("表式有此格，文件中没有", "the form has this cell, the document does not"),
    NOT_IN_FORM: ("表式没有此格", "the form has no such cell"),
}
_DRAWN_IN_PIPE = 100
_LEAST_LABEL = 12
_MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class _Shown:
    """One cell: what it says, and the mark that decides its colour."""

    text: str
    mark: str = ""


_Row = tuple[Item, str, Sequence[_Shown]]


def show(checked: Checked, lang: str) -> None:
    """Print the readable tables of one file to standard output; nothing where there are none."""
    tables = [
        (reading, _cells(checked, reading, lang))
        for name, reading in checked.report.tables.items()
        if checked.judgement.tables[name].readable
    ]
    if not tables:
        return
    console = _console()
    for reading, cells in tables:
        table = catalogue.tables()[reading.table]
        console.print(_text(f"《{table.zh}》" if lang == "zh" else table.en, "bold"))
        for part in _drawn(reading, cells, lang, console.width):
            console.print(part)
    used = {shown.mark for _, cells in tables for shown in cells.values()}
    for mark in (one for one in _LEGEND if one in used):
        said = _LEGEND[mark][0 if lang == "zh" else 1]
        console.print(_text(f" {mark} ", _STYLES[mark]).append(f" {said}", "default"))
    console.print()


def _console() -> Console:
    from rich.console import Console

    found = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    if found.is_terminal or "COLUMNS" in found._environ:
        return found
    return Console(file=sys.stdout, highlight=False, width=_DRAWN_IN_PIPE)


def _cells(checked: Checked, reading: TableReading, lang: str) -> dict[CellKey, _Shown]:
    table = catalogue.tables()[reading.table]
    figures = {figure.key: figure for figure in reading.figures}
    failing = _failing(checked, reading)
    proposed = _suspects(checked.localized.get(reading.table))
    shown: dict[CellKey, _Shown] = {}
    for key in table.cells(reading.form):
        one = _shown(figures.get(key), lang)
        if key in proposed:
            new = proposed[key]
            arrow = "" if new is None else f"→{new}"
            one = _Shown(f"{one.text}{SUSPECT}{arrow}", SUSPECT)
        elif key in failing and not one.mark:
            one = _Shown(f"{one.text}{FAILING}", FAILING)
        shown[key] = one
    return shown


def _failing(checked: Checked, reading: TableReading) -> set[CellKey]:
    """The cells of the edits that fail and that nobody has accepted."""
    found: set[CellKey] = set()
    failed = {
        (one.rule_id, one.scope)
        for one in checked.judgement.failures
        if one.table == reading.table and not checked.judgement.decision_on(one)
    }
    for rule_id, scope in failed:
        if rule_id == DOMAIN_RULE:
            _, item, column = scope.split(".")
            found.add(CellKey(item, column))
    for edit in catalogue.all_edits(reading.table, reading.form):
        if (edit.rule_id, edit.scope) in failed and edit.rule_id not in CELL_RULES:
            found.update((*edit.lhs, *edit.rhs))
    return found


def _suspects(found: Localization | None) -> dict[CellKey, int | None]:
    """Cells that some solution changes, with what it must be where there is only one way."""
    if found is None:
        return {}
    solutions = found.solutions
    suspects = [cell for one in solutions for cell in one.cells if not cell.doubt]
    return {
        CellKey(cell.item, cell.column): cell.proposed if len(solutions) == 1 else None
        for cell in suspects
    }


def _shown(figure: Figure | None, lang: str) -> _Shown:
    if figure is None:
        return _Shown(MISSING, MISSING)
    cell = figure.cell
    if cell.state is State.REPORTED:
        return _Shown(_number(cell.value))
    if cell.state is State.BLANK:
        return _Shown("")
    if cell.state is State.DASH:
        return _Shown(_plain(figure.raw) or "-")
    if cell.state is State.AMBIGUOUS:
        return _Shown(f"{_candidates(cell, figure.raw, lang)}{AMBIGUOUS}", AMBIGUOUS)
    mark = UNREADABLE if cell.state is State.UNREADABLE else MISSING
    return _Shown(mark, mark)


def _candidates(cell: CellValue, raw: str, lang: str) -> str:
    if not cell.candidates:
        return _plain(raw)[:_LEAST_LABEL]
    empty = "空" if lang == "zh" else "empty"
    said = [empty if one is None else _number(one) for one in cell.candidates]
    more = ["…"] if len(said) > _MOST_CANDIDATES else []
    return "/".join([*said[:_MOST_CANDIDATES], *more])


# --- drawing -------------------------------------------------------------------------------------


def _drawn(
    reading: TableReading, cells: Mapping[CellKey, _Shown], lang: str, width: int
) -> Iterator[RenderableType]:
    """The table as wide as it may be, and what its letters mean where it has some."""
    table = catalogue.tables()[reading.table]
    items = [item for item in table.items if reading.form in item.columns]
    there = {key.column for key in cells}
    columns = [column for column in table.columns if column.id in there]
    rows = [
        (
            item,
            _in_yuan(item.label(reading.form, lang), item.unit, lang),
            [
                cells.get(CellKey(item.id, column.id), _Shown(NOT_IN_FORM, NOT_IN_FORM))
                for column in columns
            ],
        )
        for item in items
    ]
    heads = [
        _in_yuan(column.zh if lang == "zh" else column.en, column.unit, lang) for column in columns
    ]
    contents = [max(_wide(row[n].text) for _, _, row in rows) for n in range(len(columns))]
    # Chinese can be broken anywhere; two characters a line still read well.
    least = [4 if lang == "zh" else max(map(_wide, head.split())) for head in heads]
    widths = [max(pair) for pair in zip(contents, least, strict=True)]
    if _room(widths, width) >= _LEAST_LABEL:
        yield _grid(heads, widths, rows)
    elif _room(contents, width) >= _LEAST_LABEL:
        letters = list(ascii_uppercase[: len(heads)])
        yield _grid(letters, contents, rows)
        pairs = (f"{letter} {head}" for letter, head in zip(letters, heads, strict=True))
        yield _text("; ".join(pairs) if lang == "en" else "；".join(pairs), "dim")
    else:
        yield from _lines(heads, rows, lang)


def _in_yuan(label: str, unit: Unit | None, lang: str) -> str:
    if unit is not Unit.YUAN:
        return label
    return f"{label}（元）" if lang == "zh" else f"{label} (yuan)"


def _room(widths: Sequence[int], width: int) -> int:
    """What is left for the labels: each column has a border and a space on either side."""
    return width - sum(size + 3 for size in widths) - 4


def _grid(heads: Sequence[str], widths: Sequence[int], rows: Sequence[_Row]) -> RenderableType:
    from rich import box
    from rich.table import Table as Drawn

    drawn = Drawn(box=box.SQUARE, show_lines=False, pad_edge=True)
    drawn.add_column("", overflow="fold", min_width=_LEAST_LABEL)
    for head, size in zip(heads, widths, strict=True):
        drawn.add_column(_text(head), justify="right", overflow="fold", width=size)
    group = None
    for item, label, row in rows:
        if item.group != group and drawn.row_count:
            drawn.add_section()
        group = item.group
        drawn.add_row(_text(label), *(_text(one.text, _STYLES.get(one.mark, "")) for one in row))
    return drawn


def _lines(heads: Sequence[str], rows: Sequence[_Row], lang: str) -> Iterator[RenderableType]:
    """Each row as its label and the cells that say something."""
    empty, comma = ("（空）", "，") if lang == "zh" else ("(empty)", ", ")
    for _, label, row in rows:
        line = _text(f"{label}：" if lang == "zh" else f"{label}: ", "bold")
        told = [
            (head, one)
            for head, one in zip(heads, row, strict=True)
            if one.text and one.mark != NOT_IN_FORM
        ]
        for number, (head, one) in enumerate(told):
            line.append(comma if number else "")
            line.append(f"{head}\N{NO-BREAK SPACE}")
            line.append(one.text, _STYLES.get(one.mark))
        if not told:
            line.append(empty)
        yield line


def _text(text: str, style: str = "") -> Text:
    """Text that is not read as markup."""
    from rich.text import Text

    return Text(text, style=style)


def _number(value: Number | None) -> str:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    return str(value)


def _plain(text: str) -> str:
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).strip()


@cache
def _wide(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
