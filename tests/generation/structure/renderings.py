"""Prints paragraphs and sheets as a file, in the ways pages, programs and dumps of them look.

What a merged cell leaves in the places that it reaches over differs: nothing, an empty cell, or its
text once more. Where rows lost cells, only layouts that can lose them print the table.
"""

from __future__ import annotations

import csv
import random
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from io import StringIO
from typing import NamedTuple

from gouji.extraction.characters import fold
from gouji.extraction.numbers import looks_like_value
from gouji.forms.model import CellKey
from tests.generation.converted import program
from tests.generation.drawing import ASCII, BOXES, Style, drawing, width
from tests.generation.figures import Printed
from tests.generation.layouts import html_table, texts
from tests.generation.layouts_converted import padded
from tests.generation.office import docx_of, xlsx_of
from tests.generation.pdf import pdf_of
from tests.generation.printing import Table
from tests.generation.structure.sheet import Cell, Line, Sheet

Block = str | Sheet
Rows = list[list[str]]


class Rendering(NamedTuple):
    """`whole`: rows must have one length."""

    extension: str
    print: Callable[[Sequence[Block], random.Random], str | bytes]
    whole: bool = False


# --- rows of texts --------------------------------------------------------------------------------


def _empty(sheet: Sheet) -> Rows:
    return padded(sheet.table())


def _repeated(sheet: Sheet) -> Rows:
    return [[cell.text for cell in line.cells] for line in sheet.lines]


def _own(sheet: Sheet) -> Rows:
    return texts(sheet.table())


def _none(sheet: Sheet) -> Rows:
    return padded(sheet.table(), "None")


# --- lines ----------------------------------------------------------------------------------------


def _tabs(rows: Rows) -> list[str]:
    return ["\t".join(row) for row in rows]


def _commas(rows: Rows) -> list[str]:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().splitlines()


def _spaces(rows: Rows) -> list[str]:
    return [" ".join(cell for cell in row if cell) for row in rows]


def _cells(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row if cell]


def _cells_apart(rows: Rows) -> list[str]:
    """An empty line between cells, one more for an empty one."""
    return [line for row in rows for cell in row for line in (["", cell] if cell else [""])]


def _pipes_apart(rows: Rows) -> list[str]:
    return [line for row in rows for cell in row for line in (cell, "|")]


def _pipe_ended(rows: Rows) -> list[str]:
    return [line for row in rows for line in (*(f"{cell} |".strip() for cell in row), "||")]


def _columns(rows: Rows) -> list[str]:
    """Columns of a terminal, as `pdftotext -layout` keeps them."""
    wide = max(map(len, rows))
    sizes = [
        max([6, *(width(row[n]) for row in rows if n < len(row) and len(row[n]) < 25)]) + 2
        for n in range(wide)
    ]
    lines = []
    for row in rows:
        line = ""
        for cell, size in zip(row, sizes, strict=False):
            room = max(0, size - width(cell))
            before = room // 2 if cell.isdigit() else 0
            line += " " * before + cell + " " * max(1, room - before)
        lines.append(line.rstrip())
    return lines


_LONG = 12
_MISREAD = str.maketrans({"0": "O", "1": "１", "2": "２"})


def _recognised(rows: Rows) -> list[str]:
    """Rows as a recogniser writes them: no empty cells, long labels around their numbers."""
    lines = []
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell]
        values = [looks_like_value(fold(cell)) for cell in filled]
        first = values.index(True) if True in values else 0
        shown = [cell.translate(_MISREAD) if value and at % 3 else cell
                 for cell, value in zip(filled, values, strict=True)]  # fmt: skip
        if first and len(shown) > first + 1 and len(shown[first - 1]) > _LONG:
            label = shown[first - 1]
            half = len(label) // 2
            lines.append(" ".join([*shown[: first - 1], label[:half]]))
            lines += [" ".join(shown[first:]), label[half:]]
        else:
            lines.append(" ".join(shown))
    return lines


def _markdown(rows: Rows) -> list[str]:
    lines = ["| " + " | ".join(" ".join(cell.split()) for cell in row) + " |" for row in rows]
    rule = "|" + "---|" * max(map(len, rows))
    return ["", lines[0], rule, *lines[1:], ""]


def _frame(rows: Rows) -> list[str]:
    """Numbers above columns and before rows (pandas)."""
    head = ["", *map(str, range(max(map(len, rows))))]
    numbered = [[str(n), *(cell or "nan" for cell in row)] for n, row in enumerate(rows)]
    lines = ["| " + " | ".join(row) + " |" for row in (head, *numbered)]
    return ["", lines[0], "|---:|" + ":---|" * (len(head) - 1), *lines[1:], ""]


def _text(
    blocks: Sequence[Block],
    rng: random.Random,
    *,
    rows: Callable[[Sheet], Rows],
    lines: Callable[[Rows], list[str]],
    apart: str = "\n",
) -> str:
    found = []
    for block in blocks:
        if isinstance(block, str):
            found.append(block)
        else:
            own = [[" ".join(cell.split()) for cell in row] for row in rows(block)]
            found.append("\n".join(lines(own)))
    return apart.join(found)


def _interleaved(blocks: Sequence[Block], rng: random.Random) -> str:
    """The lines of two neighbouring tables by turns, and what stands between them before both."""
    tables = [n for n, block in enumerate(blocks) if isinstance(block, Sheet)]
    at = rng.randrange(len(tables) - 1) if len(tables) > 1 else 0
    one, other = tables[at], tables[min(at + 1, len(tables) - 1)]
    printed = [_spaces(_own(blocks[n])) if n in tables else [blocks[n]] for n in range(len(blocks))]
    if one != other:
        first, second = printed[one], printed[other]
        both = [line for pair in zip(first, second, strict=False) for line in pair]
        shorter = min(len(first), len(second))
        printed[one], printed[other] = [], [*both, *first[shorter:], *second[shorter:]]
    return "\n".join(line for lines in printed for line in lines)


# --- pages and files ------------------------------------------------------------------------------


def _page(
    blocks: Sequence[Block], rng: random.Random, *, rows: Callable[[Sheet], Rows] | None = None
) -> str:
    parts = []
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p>{escape(block)}</p>")
        elif rows is None:
            parts.append(html_table(block.table()))
        else:
            parts.append(html_table([[(text, 1, 1) for text in row] for row in rows(block)]))
    body = "".join(parts)
    return f"<html><head><meta charset='utf-8'><title></title></head><body>{body}</body></html>"


def _unmerged(block: Block) -> str | Table:
    return block if isinstance(block, str) else [[(t, 1, 1) for t in row] for row in _empty(block)]


def _merged(block: Block) -> str | Table:
    return block if isinstance(block, str) else block.table()


def _file(
    blocks: Sequence[Block],
    rng: random.Random,
    *,
    write: Callable[[list[str | Table]], bytes],
    shown: Callable[[Block], str | Table] = _merged,
) -> bytes:
    return write([shown(block) for block in blocks])


def _dumped(blocks: Sequence[Block], rng: random.Random, *, option: str) -> bytes:
    """`pdftotext` on the PDF."""
    command = [str(program("pdftotext")), *([option] if option else []), "-", "-"]
    pdf = _file(blocks, rng, write=partial(pdf_of, mapped=True))
    return subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60).stdout


def _drawn(blocks: Sequence[Block], rng: random.Random, *, style: Style) -> str:
    return "\n".join(b if isinstance(b, str) else drawing(b.table(), style) for b in blocks)


def _one_grid(blocks: Sequence[Block], rng: random.Random, *, after: Callable) -> str | bytes:
    """Headings and tables from the first to the last table as one grid."""
    tables = [n for n, block in enumerate(blocks) if isinstance(block, Sheet)]
    start, end = max(0, tables[0] - 1), tables[-1] + 1
    whole = max(
        len(line.cells) for block in blocks if isinstance(block, Sheet) for line in block.lines
    )
    lines: list[Line] = []
    shown: dict[CellKey, Printed] = {}
    for block in blocks[start:end]:
        if isinstance(block, str):
            lines.append(Line([Cell(block)] * whole, header=True))
        else:
            shown |= block.shown
            lines += [
                Line(line.cells + [Cell() for _ in range(whole - len(line.cells))], line.item)
                for line in block.lines
            ]
    return after([*blocks[:start], Sheet(lines, shown), *blocks[end:]], rng)


RENDERINGS: dict[str, Rendering] = {
    "page": Rendering("html", _page),
    "page_repeated": Rendering("html", partial(_page, rows=_repeated)),
    "page_empty": Rendering("html", partial(_page, rows=_empty)),
    "page_own": Rendering("html", partial(_page, rows=_own)),
    "page_one_grid": Rendering("html", partial(_one_grid, after=_page), whole=True),
    "markdown": Rendering("md", partial(_text, rows=_empty, lines=_markdown, apart="\n\n")),
    "markdown_repeated": Rendering(
        "md", partial(_text, rows=_repeated, lines=_markdown, apart="\n\n")
    ),
    "frames": Rendering("md", partial(_text, rows=_empty, lines=_frame, apart="\n\n")),
    "tabs": Rendering("txt", partial(_text, rows=_empty, lines=_tabs)),
    "tabs_own": Rendering("txt", partial(_text, rows=_own, lines=_tabs)),
    "tabs_none": Rendering("txt", partial(_text, rows=_none, lines=_tabs)),
    "commas": Rendering("txt", partial(_text, rows=_empty, lines=_commas)),
    "spaces": Rendering("txt", partial(_text, rows=_own, lines=_spaces)),
    "cells": Rendering("txt", partial(_text, rows=_own, lines=_cells)),
    "cells_apart": Rendering("txt", partial(_text, rows=_own, lines=_cells_apart)),
    "pipes_apart": Rendering("txt", partial(_text, rows=_own, lines=_pipes_apart)),
    "pipe_ended": Rendering("txt", partial(_text, rows=_own, lines=_pipe_ended)),
    "columns": Rendering("txt", partial(_text, rows=_empty, lines=_columns)),
    "recognised": Rendering("txt", partial(_text, rows=_own, lines=_recognised)),
    "interleaved": Rendering("txt", _interleaved),
    "boxes": Rendering("txt", partial(_drawn, style=BOXES), whole=True),
    "grid_table": Rendering("txt", partial(_drawn, style=ASCII), whole=True),
    "docx": Rendering("docx", partial(_file, write=docx_of), whole=True),
    "xlsx": Rendering("xlsx", partial(_file, write=xlsx_of), whole=True),
    "xlsx_unmerged": Rendering("xlsx", partial(_file, write=xlsx_of, shown=_unmerged), whole=True),
    "xlsx_one_grid": Rendering(
        "xlsx", partial(_one_grid, after=partial(_file, write=xlsx_of)), whole=True
    ),
    "pdf": Rendering("pdf", partial(_file, write=pdf_of), whole=True),
}
DUMPS: dict[str, Rendering] = {
    "pdftotext": Rendering("txt", partial(_dumped, option=""), whole=True),
    "pdftotext_layout": Rendering("txt", partial(_dumped, option="-layout"), whole=True),
    "pdftotext_raw": Rendering("txt", partial(_dumped, option="-raw"), whole=True),
}
"""Where `pdftotext` is installed."""
