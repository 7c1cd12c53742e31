"""Old Office files (.doc, .wps, .xls, .rtf) -> Document, where LibreOffice is installed.

LibreOffice converts the file to its modern counterpart, which the reader for that one reads: places
are those in the converted file. It runs without a window, as a process of its own with a profile
and a folder that exist only for this file, without macros and without a way to the network, and is
stopped with all that it started when its time is over. Files that are damaged, encrypted or cut
short are refused before: LibreOffice would hand over what is left of them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from gouji.documents.model import Document
from gouji.documents.office.ole import OleFile
from gouji.documents.reasons import Unreadable, reason

MAX_SECONDS = 30
"""From start to end: a conversion takes 2 to 8, more on a machine that is busy or just started."""
MAX_PROCESSOR_SECONDS = 10
"""Of processor time, which no other load makes longer: an ordinary report takes less than 3."""
_SHORT = 0.5
"""Of which a process that is stopped may seem to have used less."""
MAX_RESULT = 64 * 1024 * 1024

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_MAX_MEMORY_KIB = 1_048_576
_MAX_FILE_BLOCKS = 262_144  # of 512 or 1024 bytes, depending on the shell
MAX_DEPTH = 1_000
"""Of groups in an RTF file; Word nests some twenty."""

_BRACES = re.compile(rb"[{}]")
_RTF_MARK = b"{\\rtf"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A format to convert: the filter that must take it, and what it is converted to."""

    format: str
    names: tuple[str, str]
    filter: str
    target: str
    package: str
    reader: str


_DOC = _Kind(
    "doc",
    ("旧版 Word 或 WPS 文档（.doc/.wps）", "an old Word or WPS document (.doc/.wps)"),
    "MS Word 97",
    "docx",
    "libreoffice-writer-nogui",
    "gouji.documents.office.docx:read_docx",
)
_RTF = replace(
    _DOC,
    format="rtf",
    names=("RTF 文档（.rtf）", "an RTF document (.rtf)"),
    filter="Rich Text Format",
)
_XLS = _Kind(
    "xls",
    ("旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)"),
    "MS Excel 97",
    "xlsx",
    "libreoffice-calc-nogui",
    "gouji.documents.office.xlsx:read_xlsx",
)
# Settings of the profile: no macros, no links to other files, nothing fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_SETTING = (
    '<item oor:path="/org.openoffice.Office.{path}">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SAFE = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)
_NOWHERE = "http://127.0.0.1:9"


def read_ole(data: bytes) -> Document:
    """Read a .doc, .wps or .xls file; its streams tell which it is.

    Raises:
        Unreadable: damaged, encrypted, or LibreOffice is absent, fails, or takes too long.
    """
    container = OleFile(data)
    if container.is_encrypted():
        raise Unreadable(reason("office_encrypted"))
    if "WordDocument" in container.streams:
        return _read(data, _DOC)
    if {"Workbook", "Book"} & container.streams.keys():
        return _read(data, _XLS)
    raise Unreadable(reason("ole_damaged"))


def read_rtf(data: bytes) -> Document:
    """Read an .rtf file.

    Raises:
        Unreadable: cut short, or LibreOffice is absent, fails, or takes too long.
    """
    if not data.startswith(_RTF_MARK) or not data.rstrip(b"\0 \t\r\n").endswith(b"}"):
        raise Unreadable(reason("rtf_truncated"))
    if _depth(data) > MAX_DEPTH:
        raise Unreadable(reason("rtf_too_deep", limit=MAX_DEPTH))
    return _read(data, _RTF)


def _depth(data: bytes) -> int:
    """How deep groups are nested; escaped braces, of which a text has few, count as well."""
    depth = deepest = 0
    for brace in _BRACES.finditer(data):
        depth += 1 if brace[0] == b"{" else -1
        deepest = max(deepest, depth)
    return deepest


def find_program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def _read(data: bytes, kind: _Kind) -> Document:
    program = find_program()
    if program is None:
        zh, en = kind.names
        missing = reason("libreoffice_missing", format_zh=zh, format_en=en, package=kind.package)
        raise Unreadable(missing)
    with tempfile.TemporaryDirectory(prefix="gouji-office-", ignore_cleanup_errors=True) as folder:
        converted = _convert(program, data, kind, Path(folder))
    module, function = kind.reader.split(":")
    reader: Callable[[bytes], Document] = getattr(import_module(module), function)
    return replace(reader(converted), format=kind.format)


def _convert(program: str, data: bytes, kind: _Kind, folder: Path) -> bytes:
    """The converted file.

    Raises:
        Unreadable: LibreOffice fails or takes too long.
    """
    source = folder / f"report.{kind.format}"
    source.write_bytes(data)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "\n".join(_SETTING.format(path=p, name=n, value=v) for p, n, v in _SAFE)
    settings = _SETTINGS.format(items=items)
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    said = _run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            f"--infilter={kind.filter}",
            "--convert-to",
            kind.target,
            "--outdir",
            str(folder / "out"),
            str(source),
        ],
        folder,
    )
    result = folder / "out" / f"report.{kind.target}"
    if not result.is_file() or not 0 < result.stat().st_size <= MAX_RESULT:
        raise Unreadable(reason("libreoffice_failed", cause=said or "no result"))
    return result.read_bytes()


def _used() -> float:
    """Seconds of processor time that ended processes of this one have used."""
    return sum(os.times()[2:4])


def _run(command: list[str], folder: Path) -> str:
    """Run a command in a process group of its own; returns the last line that it printed."""
    # The shell sets limits that hold for all that LibreOffice starts; not every system has each.
    limits = (
        f"ulimit -c 0; ulimit -t {MAX_PROCESSOR_SECONDS}; ulimit -f {_MAX_FILE_BLOCKS};"
        f'ulimit -v {_MAX_MEMORY_KIB} 2>/dev/null; exec "$0" "$@"'
    )
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
    }
    before = _used()
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", limits, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        try:
            process.wait(MAX_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Unreadable(reason("libreoffice_timeout", seconds=MAX_SECONDS)) from error
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if _used() - before > MAX_PROCESSOR_SECONDS - _SHORT and not (folder / "out").exists():
        raise Unreadable(reason("libreoffice_too_heavy", seconds=MAX_PROCESSOR_SECONDS))
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = [line for line in lines if "java" not in line]
    return said[-1].replace(str(folder), "")[:160] if said else ""
