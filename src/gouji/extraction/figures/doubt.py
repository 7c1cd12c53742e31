"""Signs that a document as a whole, or the placement of a whole table, cannot be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from gouji.documents.model import NOWHERE
from gouji.documents.reasons import Reason
from gouji.extraction.elements import Element, GridRow, Token, cells_of
from gouji.extraction.figures.aligning.alignment import REPEATED
from gouji.extraction.figures.disputes.blocks import BY_NAME
from gouji.extraction.report import Claim, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, State

DEDUPLICATED = Reason(
    "lines_deduplicated",
    "文件在采集时去掉了重复的行，表中重复的数字已经丢失",
    "repeated lines were removed when the page was collected; "
    "repeated numbers in the tables are lost",
)
LABELS_APART = Reason(
    "labels_apart_from_numbers",
    "行名旁边没有数字，而相邻的表里多出一批数字，不能确定属于哪一行",
    "no numbers stand beside these labels, and too many in the table next to this one: which "
    "belong together is not certain",
)
CUT_BEHIND_LABELS = Reason(
    "cut_behind_labels",
    "只有行名，没有一个数字，而文件到此为止：数字可能在后面丢失的部分里",
    "only labels are left, and the text ends there: their numbers may have stood in what is lost",
)
_FEWEST_LINES = 40
_MOST_BESIDE = 24
"""More numbers than table 二 or table 四 ever holds besides its own."""
_FEWEST_HEADINGS = 3
_ROW_OF_LINES = 7
_PLACED = (State.REPORTED, State.DASH)
_BLOCKS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def is_deduplicated(regions: Sequence[Sequence[Element]]) -> bool:
    """True where not one line of the tables stands twice.

    The printed forms repeat their column headers (信息内容, 结果维持, ...), so a document that
    repeats nothing lost lines.
    """
    lines: list[str] = []
    for region in regions:
        for element in region:
            if isinstance(element, GridRow):
                return False
            if element.folded:
                lines.append(element.text.strip())
    headings = sum(line.startswith("第二十条") for line in lines)
    if len(lines) < _FEWEST_LINES and headings < _FEWEST_HEADINGS:
        return False
    return len(set(lines)) == len(lines)


def doubt_disputes(
    reading: TableReading, claims: Sequence[Claim], *, certain: bool
) -> TableReading:
    """Puts table 四 in doubt as a whole where its position alone tells which cell is which.

    That is so where empty cells leave room for another placement and the prose contradicts this
    one, or where a text dump leaves one of the three blocks empty beside others with numbers and
    no prose confirms it.
    """
    cells = reading.cells()
    if not certain and _is_torn(reading, cells):
        return all_ambiguous(reading, TORN)
    empty = [key for key, cell in cells.items() if cell.state is State.BLANK]
    filled = [key for key, cell in cells.items() if cell.state is State.REPORTED]
    if not empty or not filled:
        return reading
    placed = {
        "reconsiderations": _total(cells, _BLOCKS[:1]),
        "lawsuits": _total(cells, _BLOCKS[1:]),
    }
    stated: dict[str, set[float]] = {}
    for claim in claims:
        if claim.subject in placed and claim.kind == "count" and claim.exact:
            stated.setdefault(claim.subject, set()).add(claim.value)
    against = [
        (subject, values) for subject, values in stated.items() if placed[subject] not in values
    ]
    if against:
        return all_ambiguous(reading, _contradiction(against, placed))
    blank_block = any(
        all(cells[key].state is State.BLANK for key in cells if key.item == b) for b in _BLOCKS
    )
    named = all(f.note == BY_NAME for f in reading.figures if f.cell.state is State.REPORTED)
    if blank_block and not certain and not named and len(stated) < len(placed):
        return all_ambiguous(reading, POSITION_ONLY)
    return reading


def doubt_repeated(
    tables: Mapping[str, TableReading], again: Mapping[str, TableReading]
) -> dict[str, TableReading]:
    """The tables, each in doubt as a whole that stands once more behind them with other numbers."""
    found = dict(tables)
    for name, reading in again.items():
        first = tables[name].cells() if name in tables else {}
        if any(
            cell.state is State.REPORTED
            and key in first
            and first[key].state is State.REPORTED
            and first[key] != cell
            for key, cell in reading.cells().items()
        ):
            found[name] = all_ambiguous(tables[name], REPEATED)
    return found


def doubt_second(
    tables: Mapping[str, TableReading], second: Sequence[Element]
) -> dict[str, TableReading]:
    """The tables, table 三 in doubt where another one begins in `second`, a part of table 四.

    So it is if more numbers stand there that it does not have than table 四 can hold.
    """
    found = dict(tables)
    if "requests" in found:
        own = Counter(figure.raw.strip() for figure in found["requests"].figures)
        tokens = (token for element in second for token in cells_of(element))
        there = Counter(token.text.strip() for token in tokens if token.is_value)
        if (there - own).total() > len(
            catalogue.tables()["disputes"].cells(found["requests"].form)
        ):
            found["requests"] = all_ambiguous(found["requests"], REPEATED)
    return found


def doubt_labels(
    tables: Mapping[str, TableReading],
    parts: Mapping[str, Sequence[Element]],
    cut: Collection[str],
) -> dict[str, TableReading]:
    """The tables; table 三 in doubt where converters printed its numbers far from its labels.

    A label alone is an empty row, but not where the numbers of a whole table stand in the part of
    another one; and where all labels stand alone, not if any number there has no cell, or the
    text ends before one could follow. `parts` holds the elements of each table, `cut` names those
    that the text ends in.
    """
    found = dict(tables)
    reading = tables.get("requests")
    if reading is None or not _has_bare_cells(reading):
        return found
    alone = _is_labels_alone(parts["requests"])
    for name in ("disclosure", "disputes"):
        numbers = _count_values(parts.get(name, ()))
        own = len(tables[name].figures) if name in tables else 0
        if alone and name in tables:
            own = sum(figure.cell.state in _PLACED for figure in tables[name].figures)
        if numbers - own > (0 if alone else _MOST_BESIDE):
            found["requests"] = all_ambiguous(reading, LABELS_APART)
    if alone and cut and not _is_certain(tables.get("disputes")):
        found["requests"] = all_ambiguous(reading, CUT_BEHIND_LABELS)
    return found


def _is_labels_alone(part: Sequence[Element]) -> bool:
    """True where no cell of a table is printed, nor as many empty lines as a row of them leaves."""
    return all(
        isinstance(element, Token)
        and element.folded
        and not element.is_value
        and element.gap < _ROW_OF_LINES
        for element in part
    )


def _is_certain(reading: TableReading | None) -> bool:
    return reading is not None and reading.is_certain


def _has_bare_cells(reading: TableReading) -> bool:
    """True where nothing is printed of some cell: it is empty because its label is there."""
    blank = State.BLANK
    return any(f.locator == NOWHERE for f in reading.figures if f.cell.state is blank)


def _count_values(elements: Sequence[Element]) -> int:
    return sum(
        element.is_value if isinstance(element, Token) else sum(t.is_value for t in element.tokens)
        for element in elements
    )


def _is_torn(reading: TableReading, cells: dict[CellKey, CellValue]) -> bool:
    """True where cells are absent, and others stand where they do not sum."""
    absent = any(not cell.state.is_certain for cell in cells.values())
    return absent and any(
        confront_edit(edit, cells).outcome is Outcome.FAIL
        for edit in catalogue.edits("disputes", reading.form)
    )


TORN = Reason(
    "disputes_torn",
    "表中有的格子没有印出来，其余的数字又对不上，可能整体移位",
    "some cells of the table are not there, and the others do not sum: they may be shifted",
)
POSITION_ONLY = Reason(
    "position_only",
    "一组格子全空，其余有数，数字可能整体移位，正文又没有说明",
    "one block of cells is empty beside others with numbers: they may all be shifted, "
    "and no prose tells",
)


def _total(cells: dict[CellKey, CellValue], blocks: Sequence[str]) -> float:
    values = (cells[CellKey(block, "total")].value for block in blocks)
    return float(sum(value for value in values if value is not None))


def _contradiction(against: Sequence[tuple[str, set[float]]], placed: dict[str, float]) -> Reason:
    names = {
        "reconsiderations": ("行政复议", "reconsiderations"),
        "lawsuits": ("行政诉讼", "lawsuits"),
    }
    zh = "；".join(
        f"正文称{names[s][0]}{'、'.join(f'{v:g}' for v in sorted(values))}件，"
        f"按位置却是{placed[s]:g}件"
        for s, values in against
    )
    en = "; ".join(
        f"the prose states {', '.join(f'{v:g}' for v in sorted(values))} {names[s][1]}, "
        f"by position there are {placed[s]:g}"
        for s, values in against
    )
    return Reason("prose_contradicts_position", zh, en)


def all_ambiguous(reading: TableReading, reason: Reason) -> TableReading:
    """The table with every cell ambiguous, for that reason."""
    figures = tuple(
        figure._replace(cell=CellValue.ambiguous(), note=reason.en) for figure in reading.figures
    )
    return replace(reading, figures=figures, doubt=reason)
