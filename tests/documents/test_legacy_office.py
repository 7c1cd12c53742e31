"""Old Office files: recognised, refused when damaged, converted where LibreOffice is installed."""

from __future__ import annotations

import os
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.documents.office import legacy as legacy_office
from gouji.documents.office.legacy import read_ole, read_rtf
from gouji.documents.office.ole import OleFile
from gouji.documents.opening import open_document
from gouji.documents.reasons import Unreadable
from gouji.extraction.reader import read_report
from tests.documents.office_files import paragraphs
from tests.extraction.test_office import misread
from tests.generation.figures import draw
from tests.generation.office import as_docx, as_xlsx

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def entry(name: str, kind: int, start: int = 0, size: int = 0, child: int = _FREE,
          right: int = _FREE) -> bytes:  # fmt: skip
    stored = name.encode("utf-16-le") + b"\0\0"
    head = stored.ljust(64, b"\0") + struct.pack("<HBB", len(stored), kind, 1)
    return (head + struct.pack("<3I", _FREE, right, child)).ljust(116, b"\0") + struct.pack(
        "<3I", start, size, 0
    )


def make_ole(*names: str, flags: int = 0, sectors: int = 10) -> bytes:
    """A container: sector 0 the table, 1 the directory, from 2 on the stream of all names."""
    table = [_FAT, _END, *range(3, sectors), _END]
    children = [
        entry(
            name, 2, 2, (sectors - 2) * 512, right=number + 2 if number + 1 < len(names) else _FREE
        )
        for number, name in enumerate(names)
    ]
    directory = entry("Root Entry", 5, child=1 if names else _FREE) + b"".join(children)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6)
    )
    header = header.ljust(44, b"\0") + struct.pack("<2I", 1, 1)
    header = header.ljust(68, b"\0") + struct.pack("<2I", _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    stream = struct.pack("<5HH", 0xA5EC, 193, 0, 0, 0, flags).ljust((sectors - 2) * 512, b"\0")
    body = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return header + body + directory.ljust(512, b"\0") + stream


def code_of(read: Callable[[bytes], object], data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.reason.code


def test_streams_of_a_container() -> None:
    found = OleFile(make_ole("WordDocument", "1Table"))
    assert set(found.streams) == {"WordDocument", "1Table"}
    assert not found.is_encrypted()
    assert OleFile(make_ole("WordDocument", flags=0x0100)).is_encrypted()
    assert OleFile(make_ole("EncryptedPackage")).is_encrypted()


def test_a_container_that_is_cut_short_or_leads_astray() -> None:
    whole = make_ole("WordDocument")
    for length in range(0, len(whole) - 512, 173):
        assert code_of(OleFile, whole[:length]) == "ole_damaged"
    loop = bytearray(whole)
    loop[512 + 4 : 512 + 8] = struct.pack("<I", 1)  # the directory goes on in itself
    assert code_of(OleFile, bytes(loop)) == "ole_damaged"
    rounds = bytearray(whole)
    rounds[68:76] = struct.pack("<2I", 3, 0xFFFFFFFF)  # the table goes on in a stream of zeros
    rounds[512 * 5 - 4 : 512 * 5] = struct.pack("<I", 3)  # which goes on in itself
    assert code_of(OleFile, bytes(rounds)) == "ole_damaged"
    far = bytearray(whole)
    far[48:52] = struct.pack("<I", 10**6)
    assert code_of(OleFile, bytes(far)) == "ole_damaged"


def test_refusals_come_before_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_office, "find_program", lambda: pytest.fail("not to be started"))
    assert code_of(read_ole, make_ole("Other")) == "ole_damaged"
    assert code_of(read_ole, make_ole("WordDocument", flags=0x0100)) == "office_encrypted"
    assert code_of(read_ole, make_ole("EncryptedPackage")) == "office_encrypted"
    assert code_of(read_ole, make_ole("WordDocument")[:-600]) == "ole_damaged"
    assert code_of(read_rtf, b"{\\rtf1 a") == "rtf_truncated"


@pytest.mark.parametrize(
    ("data", "name", "package"),
    [
        (make_ole("WordDocument"), "a.doc", "libreoffice-writer-nogui"),
        (make_ole("WordDocument"), "a.wps", "libreoffice-writer-nogui"),
        (make_ole("Workbook"), "a.xls", "libreoffice-calc-nogui"),
        (make_ole("Workbook", "Word"), "a.doc", "libreoffice-calc-nogui"),
        (b"{\\rtf1 a}", "a.rtf", "libreoffice-writer-nogui"),
    ],
)
def test_without_libreoffice_the_package_is_named(
    data: bytes, name: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy_office, "find_program", lambda: None)
    document = open_document(data, name)
    assert document.unreadable is not None
    assert document.unreadable.code == "libreoffice_missing"
    assert f"apt-get install {package}" in document.unreadable.en
    assert package in document.unreadable.zh


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_what_takes_too_long_is_stopped_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "pid"
    fake = program(tmp_path, f'sleep 300 & echo $! > "{mark}"; sleep 300')
    monkeypatch.setattr(legacy_office, "find_program", lambda: fake)
    monkeypatch.setattr(legacy_office, "MAX_SECONDS", 1)
    started = time.monotonic()
    assert code_of(read_ole, make_ole("WordDocument")) == "libreoffice_timeout"
    assert time.monotonic() - started < 8
    child = Path("/proc") / mark.read_text().strip()
    deadline = time.monotonic() + 5
    while child.exists() and "Z" not in _state(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.exists() or "Z" in _state(child)


def test_what_takes_too_much_of_the_processor_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = program(tmp_path, "sh -c 'while :; do :; done'\necho killed")
    monkeypatch.setattr(legacy_office, "find_program", lambda: fake)
    monkeypatch.setattr(legacy_office, "MAX_PROCESSOR_SECONDS", 1)
    assert code_of(read_ole, make_ole("WordDocument")) == "libreoffice_too_heavy"


def _state(process: Path) -> str:
    try:
        return (process / "stat").read_text().rpartition(")")[2]
    except OSError:
        return "Z"


def test_a_failure_is_a_reason_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fake = program(tmp_path, 'echo "Error: source file could not be loaded"; exit 0')
    monkeypatch.setattr(legacy_office, "find_program", lambda: fake)
    document = open_document(make_ole("WordDocument"), "a.doc")
    assert document.unreadable is not None
    assert document.unreadable.code == "libreoffice_failed"
    assert "could not be loaded" in document.unreadable.en
    assert [path.name for path in tmp_path.iterdir()] == ["soffice"]


def test_nothing_of_the_environment_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    seen = tmp_path / "environment"
    fake = program(tmp_path, f'env > "{seen}"')
    monkeypatch.setattr(legacy_office, "find_program", lambda: fake)
    assert code_of(read_ole, make_ole("WordDocument")) == "libreoffice_failed"
    assert "SECRET_TOKEN" not in seen.read_text()
    assert "HOME=" + os.environ.get("HOME", "/nowhere") + "\n" not in seen.read_text()


def converted(soffice: str, folder: Path, data: bytes, source: str, target: str) -> bytes:
    (folder / f"made.{source}").write_bytes(data)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", target, "--outdir", str(folder / "out"), str(folder / f"made.{source}")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "out" / f"made.{target}").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(("source", "target"), [("docx", "doc"), ("docx", "rtf"), ("xlsx", "xls")])
def test_every_cell_of_an_old_file(
    source: str, target: str, tmp_path: Path, require_program: Callable[..., str]
) -> None:
    soffice = require_program("soffice", "libreoffice")
    drawn = draw(5, blanks=0.4, dashes=0.1)
    made = (as_docx if source == "docx" else as_xlsx)(drawn)
    data = converted(soffice, tmp_path, made, source, target)
    report = read_report(data, f"a.{target}")
    assert misread(drawn, report) == []
    assert (report.identity.issuer, report.identity.year) == (drawn.issuer, drawn.year)
    assert open_document(data, f"a.{target}").format == target
    # what is cut short is never a shorter report
    for share in (0.3, 0.8, 0.97):
        cut = open_document(data[: int(len(data) * share)], f"a.{target}")
        assert cut.unreadable is not None


@pytest.mark.slow
def test_damage_inside_an_old_file_is_a_reason_or_a_document(
    tmp_path: Path, require_program: Callable[..., str]
) -> None:
    soffice = require_program("soffice", "libreoffice")
    data = converted(soffice, tmp_path, as_docx(draw(3)), "docx", "doc")
    damaged = data[:2048] + bytes(1500) + data[3548:]
    document = open_document(damaged, "a.wps")
    assert (document.unreadable is None) == bool(paragraphs(document) or document.blocks)
