"""Aligns the printed rows of a table with the items of the form, in form order.

Labels anchor rows; rows that lost their label are placed by order alone, and only where the number
of such rows equals the number of items between two anchors. Anything else is left unplaced and
reported, never guessed. The anchors are the heaviest increasing sequence of labelled rows, so that
header words and stray labels out of order cannot pull a row away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from gouji.documents.reasons import Reason
from gouji.extraction.figures.aligning.labels import (
    Hit,
    count_numbered,
    holds_number,
    names_two,
    patterns,
)
from gouji.extraction.figures.aligning.long_runs import is_summed, split_block
from gouji.extraction.figures.aligning.row_labels import (
    ends_before,
    group_labels,
    has_more,
    holds_counts,
    is_of_other_text,
    items_named,
    items_of_group,
)
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.turns import is_unlabelled, take_turns
from gouji.extraction.numbers import is_unread_number
from gouji.forms.model import Table

_VALUE_WEIGHT = 10
_FEWEST_GRID_ROWS = 5
_MOST_REPEATED = 2
_TWO = 2
_MOST_LABELS = 2


REPEATED = Reason(
    "table_repeated",
    "同一份文件里此表出现不止一次，且数字不同，不能确定以哪一个为准",
    "the table is printed more than once with different numbers; which one counts is not certain",
)


@dataclass(slots=True)
class Alignment:
    """Item number -> row, and what stays open.

    `blank` items have a label and as many empty lines as cells; `bare` ones a label alone;
    `lacking` ones too, though in this layout something would stand there for empty cells;
    `unplaced` rows hold numbers that no item could be given, and `contested` are the items they may
    belong to; `leading` ones are a number or two before the first label. `repeated`: several items
    are printed twice with different numbers, so there is more than one table. `twice`: items of
    which two full rows are. `crowded`: items whose loose numbers follow a run of labels, any of
    which may own them; `shared`: several labels stand before the numbers of several rows. `order`:
    where each row stands, by its identity. `doubled`: how many labels stand before as many cells as
    two rows have.
    """

    placed: dict[int, Row] = field(default_factory=dict)
    by_order: set[int] = field(default_factory=set)
    blank: set[int] = field(default_factory=set)
    bare: set[int] = field(default_factory=set)
    lacking: set[int] = field(default_factory=set)
    contested: set[int] = field(default_factory=set)
    unplaced: list[Row] = field(default_factory=list)
    leading: list[Row] = field(default_factory=list)
    repeated: bool = False
    twice: set[int] = field(default_factory=set)
    crowded: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)
    order: dict[int, int] = field(default_factory=dict)
    doubled: int = 0

    @property
    def first(self) -> Row | None:
        """Of the rows that were given to an item the one that stands first."""
        return min(self.placed.values(), key=lambda row: self.order[id(row)], default=None)

    @property
    def settled(self) -> bool:
        """True where each label that was found has its row, and no row is left over."""
        return not (
            self.by_order
            or self.blank
            or self.bare
            or self.lacking
            or self.contested
            or self.unplaced
            or self.leading
            or self.crowded
        )

    @property
    def named(self) -> set[int]:
        """The items of which a label or a row was found."""
        return self.placed.keys() | self.blank | self.bare | self.lacking


class _Node(NamedTuple):
    position: int
    item: int
    weight: int
    row: Row | None
    has_number: bool = False
    spaced: bool = False
    lacks: bool = False


def align(table: Table, printed: Sequence[Row], wanted: Sequence[int]) -> Alignment:
    """Aligns printed rows with the items of `table` whose numbers are in `wanted` (form order)."""
    allowed = set(wanted)
    parts = [split_block(row, len(table.columns)) for row in printed]
    rows = [part for found in parts for part in found]
    split = {id(found[0]): found for found in parts if len(found) > 1}
    valued = {id(row) for row in rows if row.has_values}
    in_grids = sum(row.grid_row is not None and id(row) in valued for row in rows)
    strays: set[int] = set()
    if in_grids >= _FEWEST_GRID_ROWS:
        strays.update(id(row) for row in rows if id(row) in valued and _is_stray(row))
    nodes: list[_Node] = []
    crowded: set[int] = set()
    shared: set[int] = set()
    for position, row in enumerate(rows):
        named = [hit for hit in items_named(table, row) if hit.item in allowed]
        has_values = id(row) in valued
        if row.grid_row is None and has_values and _follow_each_other(named, wanted):
            crowded.add(named[-1].item)
        if named and has_values and any(map(names_two, row.pieces)):
            shared.add(named[-1].item)
        parts_of_it = split.get(id(row), ())
        if (
            named
            and parts_of_it
            and (
                len(named) > 1
                or _names_more(table, row.pieces)
                or not all(map(is_summed, parts_of_it))
            )
        ):
            shared.add(named[-1].item)
        for number, hit in enumerate(named):
            is_last = number == len(named) - 1
            owns = is_last and bool(row.tokens) and id(row) not in strays
            owns = owns and not holds_counts(row.pieces[hit.piece])
            owns = owns and not ends_before(table, row.pieces[hit.piece + 1 :], hit.item)
            lists = row.grid_row is not None and not has_values and len(named) > _MOST_LABELS
            owns = owns and not lists
            weight = _VALUE_WEIGHT if owns and has_values else (2 if owns else 1)
            number_inside = holds_number(row.pieces[hit.piece]) or (
                has_more(table, row.pieces, hit)
                if is_last
                else any(map(is_unread_number, row.pieces[hit.piece + 1 : named[number + 1].piece]))
            )
            spaced = is_last and _is_spaced(row, len(table.columns))
            owner = row if owns else None
            lacks = (lists or _lacks(row, spaced=spaced)) if is_last else row.spaced
            lacks = lacks or (is_last and _is_unread(rows[position + 1 : position + 2]))
            nodes.append(_Node(position, hit.item, weight, owner, number_inside, spaced, lacks))
    chain = _heaviest_increasing(nodes)
    repeated = _repeated(nodes)
    doubled = sum(len(found) == _TWO for found in parts)
    result = Alignment(
        repeated=len(repeated) > _MOST_REPEATED, crowded=crowded, shared=shared, doubled=doubled
    )
    result.twice = {
        item for item, found in repeated.items() if _count_full(found, len(table.columns)) > 1
    }
    result.order = {id(row): position for position, row in enumerate(rows)}
    for node in chain:
        if node.row is not None:
            result.placed[node.item] = node.row
    result.unplaced.extend(row for row in rows if id(row) in strays)
    apart = {id(row) for found in split.values() if not all(map(is_summed, found)) for row in found}
    candidates = [row for row in rows if id(row) not in strays]
    _fill_gaps(table, result, chain, nodes, candidates, rows, wanted, apart)
    _take_back_groups(table, result)
    return result


def _take_back_groups(table: Table, result: Alignment) -> None:
    """Rows behind the label of a group alone are its sums, where other groups have one too."""
    groups = group_labels(table.id)
    if not any(row.pieces and row.pieces[-1] in groups for row in result.unplaced):
        return
    for item in sorted(result.by_order):
        row = result.placed[item]
        if row.pieces and row.pieces[-1] in groups:
            del result.placed[item]
            result.by_order.discard(item)
            result.contested.add(item)
            result.unplaced.append(row)


def _names_more(table: Table, pieces: Sequence[str]) -> bool:
    """True where the numbers of several items stand in the labels, or several on one line."""
    return sum(map(count_numbered, pieces)) > 1 or any(
        sum(pattern.search(piece) is not None for pattern in patterns(table.id)) > 1
        for piece in pieces
    )


def _follow_each_other(named: Sequence[Hit], wanted: Sequence[int]) -> bool:
    """True where the last labels of a run are neighbours in the form, more than two of them."""
    if len(named) <= _MOST_LABELS:
        return False
    last = [hit.item for hit in named[-_MOST_LABELS - 1 :]]
    place = {item: n for n, item in enumerate(wanted)}
    steps = [place[b] - place[a] for a, b in pairwise(last)]
    return all(step == 1 for step in steps)


def _is_unread(below: Sequence[Row]) -> bool:
    """True for a row that begins with a number that cannot be read: the label above has it."""
    return any(row.pieces and is_unread_number(row.pieces[0]) for row in below)


def _repeated(nodes: Sequence[_Node]) -> dict[int, list[Row]]:
    """The items that own several rows with different numbers, and those rows."""
    owned: dict[int, list[Row]] = {}
    for node in nodes:
        if node.row is not None:
            owned.setdefault(node.item, []).append(node.row)
    several = {item: rows for item, rows in owned.items() if len(rows) > 1}
    different = {
        item: {row.raw: row for row in rows if row.has_values} for item, rows in several.items()
    }
    return {item: list(rows.values()) for item, rows in different.items() if len(rows) > 1}


def _count_full(rows: Sequence[Row], width: int) -> int:
    """How many rows have all their cells; in a grid empty ones count."""
    return sum(
        len([t for t in row.tokens if t.is_value or row.grid_row is not None]) >= width
        for row in rows
    )


def _heaviest_increasing(nodes: list[_Node]) -> list[_Node]:
    """The chain in form order that weighs most; of several, the one that comes first."""
    if all(node.item < following.item for node, following in pairwise(nodes)):
        return nodes
    best: list[int] = []
    previous: list[int] = []
    ends: dict[int, int] = {}  # item -> the first node with which its heaviest chain ends
    for at, node in enumerate(nodes):
        link, weight = -1, 0
        for item, end in ends.items():
            if item < node.item and (best[end], -end) > (weight, -link):
                link, weight = end, best[end]
        best.append(node.weight + weight)
        previous.append(link)
        if node.item not in ends or best[at] > best[ends[node.item]]:
            ends[node.item] = at
    chain: list[_Node] = []
    at = max(range(len(nodes)), key=best.__getitem__, default=-1)
    while at >= 0:
        chain.append(nodes[at])
        at = previous[at]
    return chain[::-1]


def _fill_gaps(
    table: Table,
    result: Alignment,
    chain: list[_Node],
    nodes: list[_Node],
    candidates: Sequence[Row],
    rows: Sequence[Row],
    wanted: Sequence[int],
    apart: Collection[int],
) -> None:
    """Places unlabelled rows between anchors, and names the items that stay open.

    `apart`: rows of one line, of which some do not sum: none of them is placed by order.
    """
    anchors = [node for node in chain if node.row is not None]
    labelled = {node.item for node in chain if node.row is None}
    spaced = {node.item for node in chain if node.row is None and node.spaced}
    numbered = {node.item for node in chain if node.row is None and node.has_number}
    lacking = {node.item for node in chain if node.row is None and node.lacks} if anchors else set()
    anchored = {id(node.row) for node in anchors}
    named = {id(node.row): node.item for node in nodes if node.row is not None}
    elsewhere = set(named.values())
    free = {id(row) for row in candidates if row.has_values} - anchored
    if not (free or labelled):
        return
    bounds = [(-1, -1), *((n.position, n.item) for n in anchors), (len(rows), wanted[-1] + 1)]
    for (start, low), (end, high) in pairwise(bounds):
        loose = [row for row in rows[start + 1 : end] if id(row) in free]
        if not loose and not labelled:
            continue
        open_items = [item for item in wanted if low < item < high]
        enclosed = start >= 0 and end < len(rows)
        labels = {n.position: n.item for n in chain if n.row is None and start < n.position < end}
        in_turns = list(labels.values()) == open_items and take_turns(
            labels, [result.order[id(row)] for row in loose if is_unlabelled(row)], first=start < 0
        )
        targets = open_items if enclosed or in_turns else items_of_group(table, open_items, loose)
        fits = len(loose) == len(targets) and all(
            (named[id(row)] == item if id(row) in named else item not in elsewhere)
            and not (id(row) in apart or is_of_other_text(table, row, item))
            for item, row in zip(targets, loose, strict=True)
        )
        if loose and fits:
            for item, row in zip(targets, loose, strict=True):
                result.placed[item] = row
                result.by_order.add(item)
        elif loose and (start >= 0 or any(not _is_stray(row) for row in loose)):
            result.contested.update(open_items)
            result.unplaced.extend(loose)
        else:
            result.leading.extend(loose)
            for item in labelled.intersection(open_items):
                state = result.lacking if item in lacking else result.bare
                state = result.blank if item in spaced else state
                (result.contested if item in numbered else state).add(item)


def _is_spaced(row: Row, width: int) -> bool:
    """A label followed by just the empty lines that a row of empty cells leaves."""
    return not row.tokens and sum(row.blanks) in (width, 2 * width)


def _lacks(row: Row, *, spaced: bool) -> bool:
    """A label without cells, or with fewer empty lines than a row of empty cells leaves."""
    fewer = row.spaced and not row.tokens and not row.torn and not row.last and sum(row.blanks) > 0
    return row.lacks_cells or (fewer and not spaced)


def _is_stray(row: Row) -> bool:
    """A number or two on loose lines beside rows of a grid: no row, but a cell that got away."""
    return row.grid_row is None and sum(token.is_value for token in row.tokens) <= 2
