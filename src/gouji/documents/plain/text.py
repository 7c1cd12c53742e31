"""Plain text and Markdown to blocks.

Text dumps of tables keep the cells in one of four ways, and each line tells which:
one cell a line, where an *empty line more than usual* is an empty cell (the gap is kept on the
paragraph); a pipe after each cell or alone between cells (an empty cell becomes a paragraph
without text); several cells a line separated by pipes, tabs or commas, and Markdown tables (they
become a grid whose column positions are not certain, because converters shift them). A table that
is drawn with lines, or written as HTML or as wikis do, is read as one: see
`gouji.documents.plain.drawn`, `.markup` and `.wiki`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from gouji.documents.joining import join_lines
from gouji.documents.model import ABRUPT, Block, Cell, Document, Grid, Locator, Paragraph
from gouji.documents.plain.drawn import drawn_table
from gouji.documents.plain.frames import framed_table
from gouji.documents.plain.inline import unmarked
from gouji.documents.plain.markup import Line as _Line
from gouji.documents.plain.markup import split_tables, table_blocks
from gouji.documents.plain.one_line import table_lines
from gouji.documents.plain.ruled import is_rule, ruled_table
from gouji.documents.plain.separated import is_running_text, separated_table
from gouji.documents.plain.wiki import wiki_table
from gouji.documents.reasons import Unreadable, reason

# The longest reports have a fiftieth of that.
MAX_CHARACTERS = 4_000_000
MAX_CELLS = 200_000

_LINE_ENDS = ("\n", "\r", "\f")
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
_NO_CELL = re.compile(r"nan|NaN|<NA>|Unnamed: \d+")
"""What data frames print for an empty cell, and for a column without a name."""
_HEADING = re.compile(r"\s*(?:#+\s*)?[一二三四五六七八]、.*情况\s*")
_NUMERIC = re.compile(
    r"\s*[-+增减]?[增加减少]*[\d０-９][\d０-９.,，]*\s*+(?:(?:万元|元|万|件)\s*+)?"
)
_PAGE_NUMBER = re.compile(r"\s*(?:[-–—－]+\s*\d{1,3}\s*[-–—－]+|第\s*\d{1,3}\s*页)\s*")
_WIDEST = 15
_FEWEST_NUMBERED = 3
_Row = tuple[int, list[str]]
"""The number of its line, and its cells."""
_FEW_PIPES = 2


def read_text(text: str, format: str = "text") -> Document:
    """Blocks of a text (`format` "text" or "markdown") with 1-based line locators.

    Raises:
        Unreadable: more than `MAX_CHARACTERS`, or lines and separators of more than `MAX_CELLS`.
    """
    cells = sum(text.count(mark) for mark in "\n\r\t|")
    for size, limit in ((len(text), MAX_CHARACTERS), (cells, MAX_CELLS)):
        if size > limit:
            raise Unreadable(reason("text_too_large", size=size, limit=limit))
    metadata = {} if text.endswith(_LINE_ENDS) else dict(ABRUPT)
    return Document(format, tuple(_number_tables(_all_blocks(text))), metadata)


def _all_blocks(text: str) -> Iterator[Block]:
    for lines, is_table in split_tables(text):
        yield from table_blocks(lines) if is_table else _blocks(_with_rows(lines))


def _with_rows(lines: list[_Line]) -> list[_Line]:
    return [(number, one) for number, line in lines for one in table_lines(line)]


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    gap = 0
    position = 0
    while position < len(lines):
        number, line = lines[position]
        if not line.strip() or _is_rule_of_one(lines, position):
            gap += not line.strip()
            position += 1
            continue
        stretch = _stretch(lines, position)
        if stretch is None:
            position += 1
            text = unmarked(line)
            if (not text and "&" not in line) or is_rule(line):  # a tag alone is no empty cell
                continue
            indent = len(line) - len(line.lstrip())
            yield Paragraph(text, Locator(line=number), gap, indent)
        else:
            end, blocks = stretch
            yield from blocks
            position = end
        gap = 0


def _is_rule_of_one(lines: list[_Line], position: int) -> bool:
    """True for the rule of a Markdown table of which the first row has one cell."""
    around = [text for _, text in lines[max(0, position - 1) : position + 2]]
    return (
        len(around) > _FEW_PIPES
        and _RULE_OF_ONE.fullmatch(around[1]) is not None
        and bool(around[0].strip())
        and "|" not in around[0]
        and "|" in around[2]
    )


def _stretch(lines: list[_Line], start: int) -> tuple[int, list[Block]] | None:
    """The table-like stretch that starts here: where it ends and its blocks."""
    line = lines[start][1]
    if (drawn := drawn_table(lines, start)) is not None:
        return drawn[0], [*drawn[1]]
    if "|" in line:
        return _piped(lines, start)
    if (ruled := ruled_table(lines, start)) is not None:
        return ruled[0], [_grid(ruled[1])]
    if (framed := framed_table(lines, start)) is not None:
        return framed[0], list(_sheets(framed[1]))
    if "\t" in line.strip():
        end = start + 1
        while end < len(lines) and "\t" in lines[end][1] and lines[end][1].strip():
            end += 1
        return end, [_grid(_tabbed(lines[start:end]))]
    if "," in line and (separated := separated_table(lines, start)) is not None:
        return separated[0], list(_separated_grids(separated[1]))
    if start + 1 < len(lines) and lines[start + 1][1].strip() == "|":
        end = _pipes_end(lines, start)
        region = lines[start:end]
        if _opens_rows(region):
            return end, list(_pipe_grids(_joined_rows(region)))
        return end, list(_pipe_cells(region))
    return None


def _tabbed(lines: list[_Line]) -> list[_Row]:
    """The cells between tabs, or between two of them where each is followed by another."""
    rows = [(number, text.split("\t")) for number, text in lines]
    several = len(rows) > 1 or all(rows[0][1][::2])
    doubled = several and not any(cell.strip() for _, cells in rows for cell in cells[1::2])
    return [(number, cells[::2]) for number, cells in rows] if doubled else rows


def _piped(lines: list[_Line], start: int) -> tuple[int, list[Block]]:
    """The stretch that a line with a pipe begins."""
    if (wiki := wiki_table(lines, start)) is not None:
        end, rows, html = wiki
        return end, table_blocks(html) if html else list(_sheets(rows))
    end = _pipes_end(lines, start)
    region = lines[start:end]
    if _opens_rows(region):
        return end, list(_pipe_grids(_joined_rows(region)))
    return end, list(_pipe_grids(region) if _is_rows(region) else _pipe_cells(region))


def _pipes_end(lines: list[_Line], start: int) -> int:
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


def _is_rows(region: list[_Line]) -> bool:
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


def _opens_rows(region: list[_Line]) -> bool:
    """True where a pipe alone on its line opens each row, and each cell ends with a pipe.

    Such a pipe can also be an empty cell; then some row would begin with a number.
    """
    texts = [line.strip() for _, line in region if "|" in line]
    ended = sum(text.endswith("|") and text[0] != "|" for text in texts)
    if texts[0] != "|" or not ended > texts.count("|") > 1:
        return False
    rows = [_cells(line, led=False) for _, line in _joined_rows(region) if "|" in line]
    return all(len(row) >= _WIDEST or not _NUMERIC.fullmatch(row[0]) for row in rows)


def _joined_rows(region: list[_Line]) -> list[_Line]:
    """Such rows, each on one line; lines behind the last pipe of a row stand for themselves.

    No row is empty: of two pipes that follow each other the first is an empty cell at its end.
    """
    joined: list[_Line] = []
    row: list[_Line] = []
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


def _pipe_grids(region: list[_Line]) -> Iterator[Block]:
    """Rows of cells; a Markdown rule line starts a new table with the row before it."""
    rows: list[_Row] = []
    led = not any(_UNLED_ROW.fullmatch(line) for _, line in region)
    between = any(_RULE_BETWEEN_CELLS.fullmatch(line) for _, line in region)
    filled_up = not led and _fills_up(region)
    for position, (number, line) in enumerate(region):
        if _is_rule_of_one(region, position):
            continue
        if _RULE.fullmatch(line) and "|" in line:
            if len(rows) > 1:
                yield from _sheets(rows[:-1])
                rows = rows[-1:]
        elif "|" in line:
            if filled_up:
                line = _FILLED_UP_BY_ONE.sub("", line.strip())
            rows.append((number, _cells(line, led=led, between=between)))
        elif line.strip():
            yield from _sheets(rows)
            rows = []
            yield Paragraph(unmarked(line), Locator(line=number))
    yield from _sheets(rows)


def _fills_up(region: list[_Line]) -> bool:
    """True where pipes fill up rows, and no empty cell stands between others: they are left out."""
    texts = [line for _, line in region]
    return any(map(_ENDS_FILLED_UP.search, texts)) and not any(map(_EMPTY_INSIDE.search, texts))


def _sheets(rows: list[_Row]) -> Iterator[Block]:
    """The rows as a grid; those of a data frame as the sheet that it was read from.

    In a sheet the title, headings and running text stand alone in the first cell of a row. Rows of
    one cell each are lines.
    """
    plain = _unnumbered(rows)
    if len(plain) > 1 and all(len(texts) == 1 for _, texts in plain):
        yield from (
            Paragraph("" if _NO_CELL.fullmatch(texts[0]) else unmarked(texts[0]), Locator(line=n))
            for n, texts in plain
        )
        return
    if not any(_NO_CELL.fullmatch(text) for _, texts in plain for text in texts):
        yield from [_grid(plain)] if plain else []
        return
    sheet = [(n, ["" if _NO_CELL.fullmatch(one) else one for one in texts]) for n, texts in plain]
    lead = list(takewhile(lambda row: not any(row[1][1:]), sheet))
    yield from (Paragraph(unmarked(texts[0]), Locator(line=n)) for n, texts in lead if texts[0])
    yield from _separated_grids(sheet[len(lead) :])


def _unnumbered(rows: list[_Row]) -> list[_Row]:
    """The rows without the numbers that pandas prints above the columns and before the rows."""
    if not rows:
        return rows
    head = rows[0][1]
    indexed = not head[0]
    numbers = head[1:] if indexed else head
    if len(numbers) < _FEWEST_NUMBERED or numbers != [str(n) for n in range(len(numbers))]:
        return rows
    body = rows[1:]
    if not indexed:
        return body
    if any(texts[0] != str(n) for n, (_, texts) in enumerate(body)):
        return rows
    return [(number, texts[1:]) for number, texts in body]


def _grid(rows: list[_Row]) -> Grid:
    cells = tuple(
        Cell(
            "" if text == "None" or _NO_CELL.fullmatch(text) else unmarked(text),
            row,
            column,
            locator=Locator(line=number, row=row + 1, column=column + 1),
        )
        for row, (number, texts) in enumerate(rows)
        for column, text in enumerate(texts)
    )
    width = max((len(texts) for _, texts in rows), default=0)
    return Grid(cells, len(rows), width, Locator(line=rows[0][0]), positions_certain=False)


def _separated_grids(rows: list[_Row]) -> Iterator[Block]:
    for alone, group in groupby(rows, key=lambda row: is_running_text(row[1])):
        if alone:
            yield from (Paragraph(unmarked(texts[0]), Locator(line=n)) for n, texts in group)
        else:
            yield _grid(list(group))


def _pipe_cells(region: list[_Line]) -> Iterator[Paragraph]:
    """One paragraph for each cell that a pipe ends; two pipes in a row make an empty one."""
    pending: list[_Line] = []
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


def _cell_paragraphs(pending: list[_Line]) -> Iterator[Paragraph]:
    """The lines of one cell joined; a heading or a number does not run into the next line."""
    joined: list[_Line] = []
    for number, text in pending:
        if joined and (_NUMERIC.fullmatch(joined[-1][1]) or _HEADING.fullmatch(joined[-1][1])):
            yield Paragraph("".join(t for _, t in joined), Locator(line=joined[0][0]))
            joined = []
        joined.append((number, unmarked(text)))
    if joined:
        yield Paragraph("".join(t for _, t in joined), Locator(line=joined[0][0]))


def _number_tables(blocks: Iterator[Block]) -> Iterator[Block]:
    """Gives each grid its 1-based ordinal in the document."""
    ordinal = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        ordinal += 1
        cells = tuple(
            Cell(
                c.text,
                c.row,
                c.column,
                c.rowspan,
                c.colspan,
                Locator(line=c.locator.line, table=ordinal, row=c.row + 1, column=c.column + 1),
            )
            for c in block.cells
        )
        place = Locator(line=block.locator.line, table=ordinal)
        yield Grid(cells, block.n_rows, block.n_columns, place, block.positions_certain)
