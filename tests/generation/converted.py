"""One report in many formats, by the programs that people use: browsers, LibreOffice, pdftotext.

Starts from a page in HTML and gives the same report in other encodings and formats. Programs that
are not installed leave their formats out; `MISSING` says which.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_CHARSET = r"charset=(['\"]?)[\w-]+"
_OFFICE = ("soffice", "libreoffice")
PROGRAMS = {"a browser": _CHROMIUM, "LibreOffice": _OFFICE, "pdftotext": ("pdftotext",)}


def program(name: str) -> str | None:
    """The path of the first of its names that is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS[name])), None)


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if program(name) is None]


def formats(html: str) -> Iterator[tuple[str, str, bytes]]:
    """Format, file name and bytes, for every format of the page that can be made here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        html = re.sub(_CHARSET, r"charset=\1utf-8", html, flags=re.I)
        page = folder / "page.html"
        page.write_text(html, encoding="utf-8")
        yield "HTML, UTF-8", "a.html", html.encode()
        declared = re.sub(_CHARSET, r"charset=\1gb2312", html, flags=re.I)
        yield "HTML, GB18030", "a.html", declared.encode("gb18030")
        yield from _printed(folder, "Chromium", _chromium(folder, page))
        _office(folder, "odt:writer8", page, "--infilter=HTML (StarWriter)")
        odt = folder / "page.odt"
        if not odt.exists():
            return  # LibreOffice cannot load some pages
        for extension, filter_name in (("docx", "MS Word 2007 XML"), ("doc", "MS Word 97")):
            made = _office(folder, f"{extension}:{filter_name}", odt)
            yield extension.upper(), f"a.{extension}", made
        yield (
            "XLSX",
            "a.xlsx",
            _office(folder, "xlsx:Calc MS Excel 2007 XML", page, "--infilter=HTML (StarCalc)"),
        )
        yield from _printed(folder, "LibreOffice", _office(folder, "pdf", odt))


def _printed(folder: Path, by: str, pdf: bytes) -> Iterator[tuple[str, str, bytes]]:
    yield f"PDF by {by}", "a.pdf", pdf
    path = folder / "printed.pdf"
    path.write_bytes(pdf)
    for option in ("", "-layout", "-raw"):
        command = [str(program("pdftotext")), *([option] if option else []), str(path), "-"]
        dump = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
        yield f"pdftotext {option} of it", "a.txt", dump


def _office(folder: Path, target: str, source: Path, *options: str) -> bytes:
    command = [
        str(program("LibreOffice")), f"-env:UserInstallation=file://{folder}/profile",
        "--headless", *options, "--convert-to", target, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    made = folder / f"{source.stem}.{target.partition(':')[0]}"
    return made.read_bytes() if made.exists() else b""


def _chromium(folder: Path, page: Path) -> bytes:
    made = folder / "chromium.pdf"
    command = [
        str(program("a browser")), "--headless", "--no-sandbox", "--disable-gpu",
        "--no-pdf-header-footer", f"--user-data-dir={folder}/browser",
        f"--print-to-pdf={made}", f"file://{page}",
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return made.read_bytes()
