"""Stretches of text in which pipes tell the cells: rows of Markdown, or a pipe behind each cell.

Converters put pipes between cells, behind each, around a row, alone on a line, and fill up short
rows with them: what an empty piece between two pipes is depends on which of these a stretch shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gouji.documents.joining import join_lines
from gouji.documents.model import Block, Locator, Paragraph
from gouji.documents.plain.inline import unmarked
from gouji.documents.plain.rows import sheets
from gouji.documents.plain.ruled import Line, Row

_RULE = re.compile(r"\s*+(?:\|\s*+)?:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+(?:\|\s*+)?")
_RULE_BETWEEN = re.compile(r"\s*(?:\|\s*:?-{3,}:?\s*)+\|\s*")
_RULE_BETWEEN_CELLS = re.compile(r"\s*:?-{3,}:?(?:\|:?-{3,}:?)+\s*")
_RULE_OF_ONE = re.compile(r"\s*:?-{3,}:?\s*")
_RULE_OF_ONE_PIPED = re.compile(r"\s*\|\s*:?-{3,}:?\s*\|\s*")
_BEHIND_VALUE = r"(?:(?<=[\d/—-] \|)|(?<=\d[一-鿿] \|)|(?<=(?:[万亿]元|次[)）]) \|))"
_FILLED_UP = re.compile(rf"{_BEHIND_VALUE} \|{{2,}}$")
"""Behind a value, what a converter puts for columns in which a row has no cells: no empty ones."""
_ENDS_FILLED_UP = re.compile(r"\S \|{2,}\s*$")
_FILLED_UP_BY_ONE = re.compile(rf"{_BEHIND_VALUE} \|$")
_EMPTY_INSIDE = re.compile(r"[^|\s]\s*\|\s*\|\s*[^|\s]")
_FILLER = re.compile(r"\s*\|(\s*\|)+\s*")
_UNLED_ROW = re.compile(r"\s*[^|\s][^|]*\|.*\|\s*")
_HEADING = re.compile(r"\s*(?:#+\s*)?[一二三四五六七八]、.*情况\s*")
_NUMERIC = re.compile(
    r"\s*[-+增减]?[增加减少]*[\d０-９][\d０-９.,，]*\s*+(?:(?:万元|元|万|件)\s*+)?"
)
_PAGE_NUMBER = re.compile(r"\s*(?:[-–—－]+\s*\d{1,3}\s*[-–—－]+|第\s*\d{1,3}\s*页)\s*")
_WIDEST = 15
_FEW_PIPES = 2


def piped_blocks(lines: list[Line], start: int) -> tuple[int, list[Block]]:
    """The stretch that a line with a pipe begins: where it ends, and its blocks."""
    return _read(lines, start, _is_rows)


def pipes_below(lines: list[Line], start: int) -> tuple[int, list[Block]]:
    """The stretch that begins with a line above a pipe alone, which never holds rows."""
    return _read(lines, start, lambda _: False)


def _read(
    lines: list[Line], start: int, is_rows: Callable[[list[Line]], bool]
) -> tuple[int, list[Block]]:
    end = _pipes_end(lines, start)
    region = lines[start:end]
    if _opens_rows(region):
        return end, list(_pipe_grids(_joined_rows(region)))
    return end, list(_pipe_grids(region) if is_rows(region) else _pipe_cells(region))


def is_rule_of_one(lines: list[Line], position: int) -> bool:
    """True for the rule of a Markdown table of which the first row has one cell."""
    around = [text for _, text in lines[max(0, position - 1) : position + 2]]
    return (
        len(around) > _FEW_PIPES
        and _RULE_OF_ONE.fullmatch(around[1]) is not None
        and bool(around[0].strip())
        and "|" not in around[0]
        and "|" in around[2]
    )


def _pipes_end(lines: list[Line], start: int) -> int:
    """One past the last line of a stretch in which lines with pipes keep coming.

    Up to four lines may stand between two lines with pipes: a cell broken over lines, or the
    heading between two tables. A Markdown stretch ends with its last consecutive row.
    """
    last = start
    rows = _cells(lines[start][1]) if "|" in lines[start][1] else []
    reach = 1 if len(rows) > 1 and lines[start][1].lstrip().startswith("|") else 14
    position = start + 1
    while position < len(lines) and position - last <= reach:
        line = lines[position][1]
        if "|" in line:
            last = position
        elif len(line.strip()) > 60:
            break
        position += 1
    return last + 1


def _cells(line: str, *, led: bool = True, between: bool = False) -> list[str]:
    """The cells of a line; `led`: a pipe in front opens the row, else each pipe ends a cell.

    `between`: a pipe stands between two cells and nowhere else.
    """
    body = _FILLED_UP.sub("", line.strip())
    if between:
        pass
    elif not led:
        body = body.removesuffix("|")
    elif body.startswith("|"):
        body = body.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in body.split("|")]


def _is_rows(region: list[Line]) -> bool:
    """True where most lines with pipes hold several filled cells, or one between empty ones.

    Or below the rule of a Markdown table of one column.
    """
    if len(region) > 1 and _RULE_OF_ONE_PIPED.fullmatch(region[1][1]):
        return True
    piped = [line for _, line in region if "|" in line and not _FILLER.fullmatch(line)]
    return sum(map(_is_row, piped)) * 2 > len(piped)


def _is_row(line: str) -> bool:
    if _RULE.fullmatch(line) or sum(bool(cell) for cell in _cells(line)) > 1:
        return True
    body = line.strip()
    return body[0] == "|" == body[-1] and body.count("|") > _FEW_PIPES


def _opens_rows(region: list[Line]) -> bool:
    """True where a pipe alone on its line opens each row, and each cell ends with a pipe.

    Such a pipe can also be an empty cell; then some row would begin with a number.
    """
    texts = [line.strip() for _, line in region if "|" in line]
    ended = sum(text.endswith("|") and text[0] != "|" for text in texts)
    if texts[0] != "|" or not ended > texts.count("|") > 1:
        return False
    rows = [_cells(line, led=False) for _, line in _joined_rows(region) if "|" in line]
    return all(len(row) >= _WIDEST or not _NUMERIC.fullmatch(row[0]) for row in rows)


def _joined_rows(region: list[Line]) -> list[Line]:
    """Such rows, each on one line; lines behind the last pipe of a row stand for themselves.

    No row is empty: of two pipes that follow each other the first is an empty cell at its end.
    """
    joined: list[Line] = []
    row: list[Line] = []
    for number, line in [*region, (0, "|")]:
        if _PAGE_NUMBER.fullmatch(line):
            joined.append((number, line))
        elif line.strip() == "|":
            end = max((i for i, (_, text) in enumerate(row) if "|" in text), default=-1) + 1
            if number and not row and joined and "|" in joined[-1][1]:
                joined[-1] = (joined[-1][0], f"{joined[-1][1]} |")
            elif end:
                joined.append((row[0][0], join_lines(text.strip() for _, text in row[:end])))
            joined += row[end:]
            row = []
        else:
            row.append((number, line))
    return joined


def _pipe_grids(region: list[Line]) -> Iterator[Block]:
    """Rows of cells; a Markdown rule line starts a new table with the row before it."""
    rows: list[Row] = []
    led = not any(_UNLED_ROW.fullmatch(line) for _, line in region)
    between = any(_RULE_BETWEEN_CELLS.fullmatch(line) for _, line in region)
    filled_up = not led and _fills_up(region)
    for position, (number, line) in enumerate(region):
        if is_rule_of_one(region, position):
            continue
        if _RULE.fullmatch(line) and "|" in line:
            if len(rows) > 1:
                yield from sheets(rows[:-1])
                rows = rows[-1:]
        elif "|" in line:
            if filled_up:
                line = _FILLED_UP_BY_ONE.sub("", line.strip())
            rows.append((number, _cells(line, led=led, between=between)))
        elif line.strip():
            yield from sheets(rows)
            rows = []
            yield Paragraph(unmarked(line), Locator(line=number))
    yield from sheets(rows)


def _fills_up(region: list[Line]) -> bool:
    """True where pipes fill up rows, and no empty cell stands between others: they are left out."""
    texts = [line for _, line in region]
    return any(map(_ENDS_FILLED_UP.search, texts)) and not any(map(_EMPTY_INSIDE.search, texts))


def _pipe_cells(region: list[Line]) -> Iterator[Paragraph]:
    """One paragraph for each cell that a pipe ends; two pipes in a row make an empty one."""
    pending: list[Line] = []
    for number, line in region:
        if _PAGE_NUMBER.fullmatch(line):
            yield Paragraph(line.strip(), Locator(line=number))
            continue
        if _FILLER.fullmatch(line) or _RULE_BETWEEN.fullmatch(line):
            yield from _cell_paragraphs(pending)
            pending = []
            continue
        pieces = line.split("|")
        for piece in pieces[:-1]:
            if piece.strip():
                pending.append((number, piece.strip()))
            yield from (
                _cell_paragraphs(pending) if pending else [Paragraph("", Locator(line=number))]
            )
            pending = []
        if pieces[-1].strip():
            pending.append((number, pieces[-1].strip()))
    yield from _cell_paragraphs(pending)


def _cell_paragraphs(pending: list[Line]) -> Iterator[Paragraph]:
    """The lines of one cell joined; a heading or a number does not run into the next line."""
    joined: list[Line] = []
    for number, text in pending:
        if joined and (_NUMERIC.fullmatch(joined[-1][1]) or _HEADING.fullmatch(joined[-1][1])):
            yield Paragraph("".join(t for _, t in joined), Locator(line=joined[0][0]))
            joined = []
        joined.append((number, unmarked(text)))
    if joined:
        yield Paragraph("".join(t for _, t in joined), Locator(line=joined[0][0]))
