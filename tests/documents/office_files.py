"""Small Office files written by hand, so that tests decide every element."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from gouji.documents.model import Document, Grid, Paragraph

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = f"{_OFFICE}/relationships"
NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:m="{_OFFICE}/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def relationships(**targets: str) -> str:
    """Pointers: worksheet1="a.xml" is one of the kind "worksheet" with the id rworksheet1."""
    pointers = "".join(
        f'<Relationship Id="r{name}" Type="{_R}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for name, target in targets.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{pointers}</Relationships>'


def make_docx(body: str, **more: str | bytes) -> bytes:
    """A Word file with this body; `more` are other parts, "__" in their names standing for "/"."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    return zipped(parts | {name.replace("__", "/"): part for name, part in more.items()})


def p(*runs: str, spec: str = "") -> str:
    """A paragraph; what does not begin with "<" is the text of a run."""
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p>{f'<w:pPr>{spec}</w:pPr>' if spec else ''}{inside}</w:p>"


def run(text: str, spec: str = "") -> str:
    return f'<w:r><w:rPr>{spec}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(text: str = "", spec: str = "", inside: str | None = None) -> str:
    """A cell with one paragraph, or with what is `inside`."""
    return f"<w:tc><w:tcPr>{spec}</w:tcPr>{p(text) if inside is None else inside}</w:tc>"


def tr(*cells: str, spec: str = "") -> str:
    """A row; what does not begin with "<" is the text of a cell."""
    inside = "".join(one if one.startswith("<") else tc(one) for one in cells)
    return f"<w:tr>{f'<w:trPr>{spec}</w:trPr>' if spec else ''}{inside}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"


def make_xlsx(
    *sheets: str, strings: str = "", styles: str = "", attributes: tuple[str, ...] = ()
) -> bytes:
    """A workbook of these sheets, each the inside of its <worksheet>.

    attributes: more for the <sheet> entries, such as 'state="hidden"'.
    """
    more = [*attributes, *[""] * len(sheets)]
    entries = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="rworksheet{n}" {more[n - 1]}/>'
        for n in range(1, len(sheets) + 1)
    )
    pointers = {f"worksheet{n}": f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)}
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": (
            f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{entries}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relationships(
            **pointers, sharedStrings="sharedStrings.xml", styles="/xl/styles.xml"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{_S}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_S}">{styles}</styleSheet>',
    }
    for n, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{_S}">{sheet}</worksheet>'
    return zipped(parts)


def rows(*values: str, **where: str) -> str:
    """<sheetData> with inline texts: "a|b" is a row; an empty value is no cell."""
    found = []
    for number, row in enumerate(values, start=1):
        cells = "".join(
            f'<c r="{chr(65 + index)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for index, text in enumerate(row.split("|"))
            if text
        )
        found.append(f'<row r="{number}" {where.get(f"row{number}", "")}>{cells}</row>')
    return f"<sheetData>{''.join(found)}</sheetData>"


def merged(*references: str) -> str:
    cells = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    return f"<mergeCells>{cells}</mergeCells>"


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def texts(grid: Grid) -> list[list[str]]:
    """Texts of the cells that start in each row."""
    return [[cell.text for cell in row] for row in grid.rows()]


def spans(grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    """Row, column, row span and column span of the cells with text."""
    return {c.text: (c.row, c.column, c.rowspan, c.colspan) for c in grid.cells if c.text}
