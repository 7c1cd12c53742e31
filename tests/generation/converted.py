"""Reports in many formats, by the programs that people use: browsers, LibreOffice, pdftotext.

Starts from pages in HTML and gives the same reports in other encodings and formats.
`python -m tests.generation.converted` prints how every bundled report, and the real ones at hand
that are a page or a PDF, is read through each of them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from gouji.documents.opening import open_document
from tests.generation.rewritten import as_markdown

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_CHARSET = r"charset=(['\"]?)[\w-]+"
_OFFICE = ("soffice", "libreoffice")
PROGRAMS = {"a browser": _CHROMIUM, "LibreOffice": _OFFICE, "pdftotext": ("pdftotext",)}
_DUMPS = ("", "-layout", "-raw")


class Made(NamedTuple):
    """A report in one format; no bytes where the program could not make it."""

    form: str
    file_name: str
    data: bytes


def program(name: str) -> str | None:
    """The path of the first of its names that is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS[name])), None)


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if program(name) is None]


def formats(pages: Mapping[str, str]) -> dict[str, list[Made]]:
    """Every page, by its name, in every format. LibreOffice is started once for each format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = {}
        made: dict[str, list[Made]] = {}
        for number, (title, html) in enumerate(pages.items()):
            html = re.sub(_CHARSET, r"charset=\1utf-8", html, flags=re.I)
            sources[title] = folder / f"page{number}.html"
            sources[title].write_text(html, encoding="utf-8")
            made[title] = [*_written(html)]
        for title, page in sources.items():
            made[title] += _printed("Chromium", _chromium(folder, page))
        _office(folder, "odt:writer8", sources.values(), "--infilter=HTML (StarWriter)")
        # LibreOffice cannot load some pages.
        texts = {title: page.with_suffix(".odt") for title, page in sources.items()}
        loaded = [text for text in texts.values() if text.exists()]
        _office(folder, "docx:MS Word 2007 XML", loaded)
        _office(folder, "doc:MS Word 97", loaded)
        _office(folder, "pdf", loaded)
        calc = "--infilter=HTML (StarCalc)"
        _office(folder, "xlsx:Calc MS Excel 2007 XML", sources.values(), calc)
        for title, page in sources.items():
            for extension in ("docx", "doc", "xlsx"):
                data = _bytes(page.with_suffix(f".{extension}"))
                made[title].append(Made(extension.upper(), f"a.{extension}", data))
            made[title] += _printed("LibreOffice", _bytes(page.with_suffix(".pdf")))
        return made


def _written(html: str) -> Iterator[Made]:
    yield Made("HTML, UTF-8", "a.html", html.encode())
    declared = re.sub(_CHARSET, r"charset=\1gb2312", html, flags=re.I)
    yield Made("HTML, GB18030", "a.html", declared.encode("gb18030"))
    document = open_document(html.encode(), "a.html")
    for how, spans in (("spans empty", True), ("spans dropped", False)):
        yield Made(f"Markdown, {how}", "a.md", as_markdown(document, spans=spans).encode())


def _printed(by: str, pdf: bytes) -> Iterator[Made]:
    yield Made(f"PDF by {by}", "a.pdf", pdf)
    for option, dump in zip(_DUMPS, dumps(pdf), strict=True):
        yield Made(f"pdftotext {option}".strip() + f", {by}", "a.txt", dump)


def dumps(pdf: bytes) -> Iterator[bytes]:
    """The texts of a PDF by `pdftotext`: as it likes, by its layout, and in file order."""
    for option in _DUMPS:
        command = [str(program("pdftotext")), *([option] if option else []), "-", "-"]
        done = subprocess.run(command, input=pdf, capture_output=True, check=bool(pdf), timeout=60)
        yield done.stdout


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _office(folder: Path, target: str, sources: Iterable[Path], *options: str) -> None:
    command = [
        str(program("LibreOffice")), f"-env:UserInstallation=file://{folder}/profile",
        "--headless", *options, "--convert-to", target, "--outdir", str(folder),
        *map(str, sources),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=600)


def _chromium(folder: Path, page: Path) -> bytes:
    made = folder / "chromium.pdf"
    made.unlink(missing_ok=True)
    command = [
        str(program("a browser")), "--headless", "--no-sandbox", "--disable-gpu",
        "--no-pdf-header-footer", f"--user-data-dir={folder}/browser",
        f"--print-to-pdf={made}", f"file://{page}",
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return made.read_bytes()


if __name__ == "__main__":
    from tests.generation.scored import main

    main()
