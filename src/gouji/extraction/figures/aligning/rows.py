"""Turns the elements of one region into rows: label pieces and value cells.

A row's `slots` are its value cells in order, `None` standing for an empty one. Whether their
number can be trusted differs by layout, so a row says where each blank came from; deciding which
column a slot is belongs to `gouji.extraction.figures.aligning.columns`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.documents.model import NOWHERE, Locator
from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.numbers import looks_like_value

_FEWEST_ON_LINE = 2
_FEWEST_FULL = 2
_HEADING = re.compile(r"^[一二三四五六]、.*情况$")
"""Empty lines before the heading of a section are its own, no cells."""


@dataclass(slots=True)
class Row:
    """One row of a table as printed.

    pieces: folded label texts. tokens: value cells, explicit empty ones included. blanks: for loose
    lines, how many surplus empty lines stand before each token, and last behind them all.
    grid_row: where the row came from, if from a grid. torn: a page ends inside or right behind the
    row, so that empty lines there are not cells. last: nothing follows that parts the empty lines
    behind the row from those of the page. run_on: two numbers stand on neighbouring lines without
    the empty line that parts cells here. spaced: empty lines part the cells of this layout,
    so that an empty cell leaves more of them. above: the text on the line above a row of a table in
    text, which may be the first line of its label. parted: its numbers had run together. lead: the
    number in front of the labels of a row of a grid.
    """

    pieces: list[str] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    grid_row: GridRow | None = None
    locator: Locator = NOWHERE
    torn: bool = False
    last: bool = False
    run_on: bool = False
    spaced: bool = False
    above: str = ""
    parted: bool = False
    lead: Token | None = None

    @property
    def has_gaps(self) -> bool:
        """True where a printed cell is empty."""
        return any(token.is_empty for token in self.tokens)

    @property
    def has_values(self) -> bool:
        """True where a number or a dash is printed."""
        for token in self.tokens:  # noqa: SIM110 (asked many times of each row)
            if token.folded and looks_like_value(token.folded):
                return True
        return False

    @property
    def on_several_lines(self) -> bool:
        """True for loose cells of which each stands on its line: a number that strays may join."""
        return self.grid_row is None and len({token.locator.line for token in self.tokens}) > 1

    @property
    def lacks_cells(self) -> bool:
        """True where nothing at all is printed for the cells, not even that they are empty."""
        return not self.tokens and (
            self.grid_row is not None or (self.spaced and not sum(self.blanks))
        )

    @property
    def raw(self) -> str:
        """The printed value cells, for a person."""
        return " | ".join(token.text.strip() for token in self.tokens)


def rows_of(elements: Sequence[Element]) -> list[Row]:
    """The rows of a region in order; label-only stretches are rows without tokens."""
    base = _usual_gap(elements)
    rows: list[Row] = []
    current: Row | None = None
    for index, element in enumerate(elements):
        if isinstance(element, GridRow):
            rows.append(_grid_row(element))
            if not element.certain and index:
                rows[-1].above = _above(rows[-1], elements[index - 1])
            current = None
            continue
        if current is not None and _is_alone(elements, index, current):
            current = None
        previous, current = current, _extended(current, element, base)
        if current is not previous:
            rows.append(current)
    for row in rows:
        row.spaced = base > 0 and row.grid_row is None
        if row.grid_row is None and len(row.blanks) == len(row.tokens):
            row.blanks.append(0)
        if _stands_on_one_line(row):
            row.blanks = [0] * len(row.blanks)
    if rows and rows[-1].grid_row is None and rows[-1].blanks:
        rows[-1].blanks[-1] = 0
        rows[-1].last = True
    return rows


def _above(row: Row, before: Element) -> str:
    """What stands on the line above a row with a label and cells, if it is no row itself."""
    if isinstance(before, GridRow):
        filled = [token for token in before.tokens if token.folded]
        if len(filled) != 1:
            return ""
        before = filled[0]
    if before.is_value or before.folded[-1:].isdigit() or not (row.pieces and row.tokens):
        return ""  # no label: a row that lost cells is one text
    line = row.locator.line
    return before.folded if line is not None and before.locator.line == line - 1 else ""


def _stands_on_one_line(row: Row) -> bool:
    """True for several cells on one line: the empty lines around it are no cells."""
    if row.grid_row is not None or len(row.tokens) < _FEWEST_ON_LINE:
        return False
    return all(token.locator == row.tokens[0].locator for token in row.tokens)


def close_gaps(rows: Sequence[Row], full: Sequence[Row]) -> None:
    """Takes out the empty lines with which a dump sets rows apart: they are no empty cells.

    `full` are the rows that have all their cells printed. If each of them is followed by empty
    lines, those can be no cells; the least of them part rows, and part the others too.
    """
    ended = [row for row in rows if row.grid_row is None and row.tokens and not _ends_open(row)]
    complete = {id(row) for row in full}
    lines = min((row.blanks[-1] for row in ended), default=0)
    if lines and sum(id(row) in complete for row in ended) >= _FEWEST_FULL:
        for row in ended:
            row.blanks[-1] -= lines


def close_lead(row: Row, rows: Sequence[Row]) -> bool:
    """The same for empty lines before the first cell of a row that stands below its header.

    False where rows of the header are set apart too, but by another number of lines (those behind
    the heading of the section are its own).
    """
    lead = row.blanks[0] if row.blanks else 0
    head = (row for row in rows if not row.tokens and not _ends_open(row))
    apart = {sum(one.blanks) for one in head if not _HEADING.match(one.pieces[-1])} - {0}
    if lead and apart:
        if apart != {lead}:
            return False
        row.blanks[0] = 0
    return True


def _ends_open(row: Row) -> bool:
    """True where the lines behind the row are those of a page, a section or the whole text."""
    return row.torn or row.last or not row.blanks


def _is_alone(elements: Sequence[Element], index: int, row: Row) -> bool:
    """A number alone on its line behind a row that stands on one line: of a page, or displaced."""
    token = elements[index]
    if isinstance(token, GridRow) or not token.is_value or len(row.tokens) < _FEWEST_ON_LINE:
        return False
    line = row.tokens[-1].locator
    if row.tokens[0].locator != line or token.locator == line:
        return False
    following = elements[index + 1] if index + 1 < len(elements) else None
    return not isinstance(following, Token) or following.locator != token.locator


def _extended(current: Row | None, token: Token, base: int) -> Row:
    """The row that takes a token of loose lines: the current one, or a new one."""
    if token.torn and current is not None:
        current.torn = True
    surplus = 0 if token.torn else max(0, token.gap - base)
    if token.is_value or token.is_empty:
        row = current or Row(locator=token.locator)
        if row.tokens and token.gap < base and not token.torn:
            row.run_on = row.run_on or row.tokens[-1].locator.line != token.locator.line
        row.tokens.append(token)
        row.blanks.append(surplus)
        return row
    if current is not None and surplus:
        if _HEADING.match(token.folded):
            current.torn = True
        current.blanks.append(surplus)
    row = current or Row(locator=token.locator)
    if row.tokens or (surplus and row.pieces):
        row = Row(locator=token.locator)
    row.pieces.append(token.folded)
    return row


def _usual_gap(elements: Sequence[Element]) -> int:
    """The commonest number of empty lines between two cells: the separator, not an empty cell."""
    gaps = Counter(e.gap for e in elements if isinstance(e, Token) and e.folded)
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else 0


def _grid_row(element: GridRow) -> Row:
    """Label cells lead; the first number, or the first empty cell behind a label, ends them.

    A single number in front of the first label is the serial number of the row, also where empty
    cells stand between.
    """
    pieces: list[str] = []
    tokens: list[Token] = []
    numbers = 0
    lead: Token | None = None
    for token in element.tokens:
        folded = token.folded
        is_value = bool(folded) and looks_like_value(folded)
        if is_value or not folded or numbers > (0 if pieces else 1):
            tokens.append(token)
            numbers += is_value
        else:
            if numbers and not pieces:
                lead = next(one for one in tokens if one.is_value)
            pieces.append(folded)
            tokens.clear()
            numbers = 0
    place = element.tokens[0].locator if element.tokens else Locator()
    return Row(pieces, tokens, [], element, place, lead=lead)
