"""Reads table 四 where it is not one row of fifteen cells.

Offices print three small tables, one row for each kind of case, or one line for each result. What
all these share is that the name of a block stands before (or at the head of) its numbers, so a
number is placed where exactly one block is named for it; anything else is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.columns import (
    Slot,
    names_added,
    names_two_totals,
    place_exactly,
)
from gouji.extraction.figures.aligning.labels import column_patterns
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.summing import is_sum
from gouji.extraction.numbers import parse_cell
from gouji.forms.values import Number

Cell = tuple[int, int]
"""Block 0..2 and result 0..4."""

BY_NAME = "placed by the name of its block"
_RESULTS = 5
_DIRECT = re.compile(r"未经(?:行政)?复议|直接(?:起诉|诉讼|提起)")
_AFTER = re.compile(r"(?<!未)(?<!未经)(?:经(?:行政)?)?复议后")
_RECONSIDERATION = re.compile(r"行政复议|^复议$")
_LITIGATION = re.compile(r"诉讼")
_ALONE = re.compile(
    r"[^一-鿿]*(?:项目|类别|类型|事项)?(?:结果|其他|尚未|总计|合计|维持|纠正|审结|未)+[^一-鿿]*$"
)
_WHOLE = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_WHOLE_NAME = re.compile("|".join(_WHOLE))
"""Also where a name is on two lines, if all of it stands before the next one."""
_HALVES = re.compile(r"(?:结果|维持|纠正|其他|尚未|审结|总计|总(?!计)|(?<!总)计){3,}")
"""A line of a header that has come apart: first or second halves of the names of results."""
_HALF = (re.compile(r"其他|尚未"), re.compile(r"维持|纠正|审结"))
_IN_ORDER = re.compile(r"(?:其他尚未)*|(?:维持纠正审结)*")
_BOTH = re.compile(r"复议.*诉讼.*情况")
"""The heading of the section, which names no part of the table."""
_OTHER = re.compile(r"项目|类别|类型|事项|序号|占比?|比例?|年度|[一-鿿]+率|同比|备注")
_AMONG_OTHERS = re.compile(r"占比|比例|同比|备注|(?:诉讼|复议)总")
"""Where a line of a text holds several names."""
_LABELS = re.compile(r"(?:项目|类别|类型|事项|序号)(?=行政复议)")
_LONGEST_NAME = 30
_FEW_NAMED = 2


def block_of(piece: str) -> int | None:
    """The one block that a folded label names, None for several or none."""
    if len(piece) > _LONGEST_NAME:
        return None
    direct, after = bool(_DIRECT.search(piece)), bool(_AFTER.search(piece))
    if direct or after:
        return None if direct and after else 1 if direct else 2
    named = _RECONSIDERATION.search(piece) and not _LITIGATION.search(piece)
    return 0 if named else None


def blocks_named(pieces: Sequence[str]) -> list[int]:
    """The blocks that label pieces name, in printed order, each once."""
    return list(dict.fromkeys(block for p in pieces if (block := block_of(p)) is not None))


def by_block(rows: Sequence[Row]) -> dict[Cell, Slot] | None:
    """Cells of blocks that are printed one after another; None where a number stays open.

    `rows` are all rows of the region. Each row of five cells belongs to the block named last, and
    several names before it leave it open.
    """
    found: dict[Cell, Slot] = {}
    pending: list[int] = []
    names: list[str] = []
    for row in rows:
        pending = list(dict.fromkeys([*pending, *blocks_named(row.pieces)]))
        names += row.pieces
        if not row.tokens or not (row.has_values or pending):
            continue
        slots = place_exactly(row, _RESULTS) if _is_block_row(row) else None
        if slots is None and not row.has_values:
            continue
        if slots is None or len(pending) != 1 or (pending[0], 0) in found or came_apart(row, slots):
            return None
        if row.on_several_lines and not _names_in_order(names):
            return None
        for result, slot in enumerate(slots):
            found[(pending[0], result)] = slot if slot.note else slot._replace(note=BY_NAME)
        pending, names = [], []
    return found or None


def _is_block_row(row: Row) -> bool:
    return len(row.tokens) >= _RESULTS or any(row.blanks)


def by_line(rows: Sequence[Row]) -> dict[Cell, Slot] | None:
    """Cells of a vertical layout: a line for each result, with a column for each named block.

    A line with one number belongs to the block named last; a line with one number for each of the
    named blocks takes them in their order.
    """
    found: dict[Cell, Slot] = {}
    named: list[int] = []
    used = False
    for row in rows:
        pieces = _parted(row.pieces)
        blocks = blocks_named(pieces)
        if blocks:
            named = blocks if used else list(dict.fromkeys([*named, *blocks]))
            used = False
        result = _result_of(pieces)
        if not row.has_values:
            continue
        values = row.tokens if len(row.tokens) == len(named) else _filled(row)
        if result is None or not named or len(values) != len(named):
            return None
        for block, token in zip(named, values, strict=True):
            if (block, result) in found:
                return None
            found[(block, result)] = Slot(None if token.is_empty else token, note=BY_NAME)
        used = True
    return found if len(found) > 1 else None


def _parted(pieces: Sequence[str]) -> list[str]:
    """Pieces in which a result stands behind the name of its block (行政复议-结果维持) as two."""
    found: list[str] = []
    for piece in pieces:
        name, _, result = piece.rpartition("-" if "-" in piece else ":")
        parts = [name, result] if name and _ALONE.match(result) else [piece]
        found.extend(parts)
    return found


def _filled(row: Row) -> list[Token]:
    return [token for token in row.tokens if not token.is_empty]


def _result_of(pieces: Sequence[str]) -> int | None:
    """The result that the last piece names, where no other piece of the row names one."""
    named = results_named(pieces)
    return named[0] if len(named) == 1 and results_named(pieces[-1:]) == named else None


def results_named(pieces: Sequence[str]) -> list[int]:
    """The results that pieces of a header name, in printed order."""
    patterns = column_patterns("disputes")
    found: list[int] = []
    for piece in pieces:
        if _ALONE.match(piece):
            named = [
                (match.start(), index)
                for index, pattern in enumerate(patterns)
                for match in pattern.finditer(piece)
            ]
            # A whole header may stand in one piece, of several blocks too.
            in_order = sorted(named) if len(named) > _FEW_NAMED else named[:1]
            found.extend(index for _, index in in_order)
    return found


def _names_in_order(pieces: Sequence[str]) -> bool:
    """True where pieces name the results of a block in the order of the form, or none of them.

    Not where lines of several names were taken one after the other: then numbers were as well.
    """
    named = list(dict.fromkeys(results_named(pieces)))
    return named in ([], list(range(_RESULTS)))


def is_reordered(pieces: Sequence[str]) -> bool:
    """True where a header names the five results of a block in another order than the form."""
    torn = [p for p in pieces if _HALVES.fullmatch(p) and not any(n in p for n in _WHOLE[:-1])]
    if len(torn) > 1:  # sorted by height: only what stands on one line stands from left to right
        return not all(
            _IN_ORDER.fullmatch("".join(half.findall(p))) for p in torn for half in _HALF
        )
    whole = [_WHOLE.index(name) for name in _WHOLE_NAME.findall("".join(pieces))]
    return _changes_order(results_named(pieces)) or _changes_order(whole)


def _changes_order(named: Sequence[int]) -> bool:
    whole = len(named) % _RESULTS == 0
    starts = range(0, len(named) if whole else _RESULTS, _RESULTS)
    blocks = [named[start : start + _RESULTS] for start in starts]
    return any(len(set(block)) == _RESULTS and block != sorted(block) for block in blocks)


def blocks_changed_places(rows: Sequence[Row]) -> bool:
    """True where the header of fifteen cells names the blocks in another order than the form."""
    pieces = [piece for row in rows for piece in row.pieces if not names_the_section(piece)]
    if {"行政", "复议"} <= set(pieces):  # the name of the first block, in two pieces
        pieces = ["行政复议", *(piece for piece in pieces if piece != "复议")]
    head = "|".join(pieces)
    direct, after = _DIRECT.search(head), _AFTER.search(head)
    if direct and after and after.start() < direct.start():
        return True
    rest = _DIRECT.sub("", _AFTER.sub("", head))
    return 0 <= rest.find("诉讼") < rest.find("复议")


def changed_places(rows: Sequence[Row], slots: Sequence[Slot]) -> bool:
    """True where lines were shuffled: two neighbours of fifteen numbers may have changed places.

    So it is where the header of loose lines has come apart, the blocks do not sum, and all of them
    would if two neighbours stood the other way round.
    """
    blocks = len(slots) // _RESULTS
    named = results_named([piece for row in rows for piece in row.pieces])
    if any(row.grid_row for row in rows) or named == [*range(_RESULTS)] * blocks:
        return False
    values = [parse_cell(slot.token.text).value if slot.token else 0 for slot in slots]
    numbers = [value or 0 for value in values]
    if blocks_tie(numbers):
        return False
    if totals_stand_elsewhere(numbers):
        return True
    pairs = range(len(numbers) - 1)
    return any(
        blocks_tie([*numbers[:n], numbers[n + 1], numbers[n], *numbers[n + 2 :]]) for n in pairs
    )


def totals_stand_elsewhere(numbers: Sequence[Number]) -> bool:
    """True where no block sums to its last number, and all with numbers sum to another one."""
    blocks = [numbers[n : n + _RESULTS] for n in range(0, len(numbers) - _RESULTS + 1, _RESULTS)]
    filled = [block for block in blocks if sum(map(bool, block)) > _FEW_NAMED]
    return bool(filled) and any(
        all(2 * block[result] == sum(block) for block in filled) for result in range(_RESULTS - 1)
    )


def came_apart(row: Row, slots: Sequence[Slot]) -> bool:
    """True where two lines run on without what parts cells here, and the blocks do not sum.

    One of them may be the rest of a number, and the count right because another cell was lost.
    """
    return row.run_on and not sums_tie(slots)


def sums_tie(slots: Sequence[Slot]) -> bool:
    """True where each block of five sums to its last cell."""
    values = [parse_cell(slot.token.text).value if slot.token else 0 for slot in slots]
    return blocks_tie([value or 0 for value in values])


def is_the_window(rows: Sequence[Row], row: Row, slots: Sequence[Slot]) -> bool:
    """True where the fifteen cells of a longer row are those with numbers, or their blocks sum.

    Otherwise an empty one may be that of a label, or a number that of an added column.
    """
    if len(row.tokens) <= len(slots):
        return True
    if all(slot.token for slot in slots) and not any(map(_has_added, rows)):
        return True
    values = [parse_cell(slot.token.text).value if slot.token else 0 for slot in slots]
    numbers = [value or 0 for value in values]
    return any(numbers) and blocks_tie(numbers)


def _has_added(row: Row) -> bool:
    """True for a row of the header with a share, last year or a sum beside the results."""
    own = row.grid_row is not None and names_added(row.grid_row)
    return own or len(results_named(row.pieces)) % _RESULTS != 0


def names_other_columns(rows: Sequence[Row]) -> bool:
    """True where a column is named that the form does not have: of labels, shares, last year.

    合计 beside 总计 is one over all blocks.
    """
    pieces = [piece for row in rows for piece in row.pieces]
    return names_two_totals(pieces) or any(
        _OTHER.fullmatch(piece)
        or _LABELS.match(piece)
        or (len(piece) <= _LONGEST_NAME and _AMONG_OTHERS.search(piece))
        for piece in pieces
    )


def names_the_section(piece: str) -> bool:
    """True for the heading of the section, which names no part of the table."""
    return _BOTH.search(piece) is not None


def blocks_tie(numbers: Sequence[Number]) -> bool:
    """True where each block of five numbers ends in the sum of its others."""
    starts = range(0, len(numbers) - _RESULTS + 1, _RESULTS)
    return all(is_sum(numbers[start : start + _RESULTS]) for start in starts)
