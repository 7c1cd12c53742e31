"""A report that is no web page, written as one, and any report written as Markdown.

Both go by the blocks that the reader sees, so that a PDF or a text can be taken through the
formats in which offices pass reports around.
"""

from __future__ import annotations

from html import escape

from gouji.documents.encoding import decode
from gouji.documents.model import Document, Grid
from gouji.documents.opening import open_document


def as_html(data: bytes, name: str) -> str:
    """The report as a web page: itself if it is one, each line of a text as a paragraph."""
    document = open_document(data, name)
    if document.format == "html":
        return decode(data)
    if document.format == "text":
        body = "\n".join(f"<p>{escape(line)}</p>" for line in decode(data).splitlines())
    else:
        body = "\n".join(
            _table(block) if isinstance(block, Grid) else f"<p>{escape(block.text)}</p>"
            for block in document.blocks
        )
    head = '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
    return f"{head}<title></title></head>\n<body>\n{body}\n</body></html>"


def _table(grid: Grid) -> str:
    rows = (
        "".join(
            f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{escape(cell.text)}</td>'
            for cell in row
        )
        for row in grid.rows()
    )
    return f'<table border="1">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def as_markdown(document: Document, *, spans: bool) -> str:
    """The document in Markdown, as converters write it.

    `spans`: cells that others reach over are empty, so that columns keep their places; without, a
    cell that reaches down leaves nothing behind, and the rows below it move to the left.
    """
    blocks = (
        _pipes(block, spans=spans) if isinstance(block, Grid) else block.text
        for block in document.blocks
    )
    return "\n\n".join(blocks) + "\n"


def _pipes(grid: Grid, *, spans: bool) -> str:
    rows = []
    for row in grid.rows():
        texts: list[str] = [""] * grid.n_columns if spans else []
        for cell in row:
            text = " ".join(cell.text.split()).replace("|", "\\|")
            if spans:
                texts[cell.column] = text
            else:
                texts += [text, *[""] * (cell.colspan - 1)]
        rows.append(f"| {' | '.join(texts)} |")
    return "\n".join([rows[0], "|" + " --- |" * grid.n_columns, *rows[1:]])
