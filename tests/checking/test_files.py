from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gouji.checking.files import find_files
from gouji.extraction.identity.sidecar import SidecarError


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def test_a_folder_is_walked_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.html", "sub/c.pdf", ".hidden.txt", ".git/x", "sub/.d", "Z.txt")
    found = find_files([str(tmp_path)])
    names = [path.relative_to(tmp_path).as_posix() for path in found.files]
    assert names == ["Z.txt", "a.html", "b.txt", "sub/c.pdf"]
    assert found.errors == []


def test_sidecar_and_decisions_at_the_top_are_no_reports(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "decisions.yml", "sub/reports.csv", "notes.csv")
    (tmp_path / "reports.csv").write_text("path,issuer,year\na.txt,某局,2022\n", encoding="utf-8")
    found = find_files([str(tmp_path)])
    assert [path.name for path in found.files] == ["a.txt", "notes.csv", "reports.csv"]
    row = found.files[tmp_path / "a.txt"]
    assert row is not None and (row.issuer, row.year) == ("某局", 2022)
    assert found.decisions == [tmp_path / "decisions.yml"]


def test_a_file_of_its_own_has_no_sidecar_but_the_decisions_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "decisions.yml")
    (tmp_path / "reports.csv").write_text("path,issuer\na.txt,某局\n", encoding="utf-8")
    found = find_files([str(tmp_path / "a.txt")])
    assert found.files == {tmp_path / "a.txt": None}
    assert found.decisions == [tmp_path / "decisions.yml"]


def test_a_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    (tmp_path / "reports.csv").write_text("path,issuer\na.txt,某局\n", encoding="utf-8")
    found = find_files([str(tmp_path / "a.txt"), str(tmp_path)])
    assert [path.name for path in found.files] == ["a.txt", "b.txt"]
    assert found.files[tmp_path / "a.txt"] is not None, "the folder's sidecar still counts"


def test_what_is_missing_is_an_error_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "full/a.txt", "full/reports.csv")
    (tmp_path / "full/reports.csv").write_text("path\na.txt\nsub/gone.txt\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    found = find_files([str(tmp_path / name) for name in ("nothing", "empty", "full")])
    assert [
        (Path(e.path).relative_to(tmp_path).as_posix(), e.reason.code) for e in found.errors
    ] == [
        ("nothing", "no_such_file"),
        ("empty", "empty_folder"),
        ("full/sub/gone.txt", "sidecar_without_file"),
    ]
    assert list(found.files) == [tmp_path / "full/a.txt"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"issuer\nx\n", "no column"),
        (b"path\na.txt\na.txt\n", "has two rows"),
        (b"\x00\x01\x02\xff" * 50, "reports.csv"),
        (b'path\n"' + b"x" * 200_000, "not a valid CSV"),
    ],
)
def test_a_sidecar_that_cannot_be_used(tmp_path: Path, content: bytes, said: str) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "reports.csv").write_bytes(content)
    with pytest.raises(SidecarError, match=said):
        find_files([str(tmp_path)])


def test_a_sidecar_from_a_chinese_spreadsheet(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "reports.csv").write_bytes(
        "path,issuer\r\na.txt,某某县人民政府\r\n".encode("gb18030")
    )
    row = find_files([str(tmp_path)]).files[tmp_path / "a.txt"]
    assert row is not None and row.issuer == "某某县人民政府"


@contextmanager
def nobody_in_particular() -> Iterator[None]:
    """Root may open everything: for a moment be somebody else."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_a_closed_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write(folder, "a.txt", "closed/b.txt")
        (folder / "closed").chmod(0)
        try:
            with nobody_in_particular():
                (error,) = find_files([name]).errors
        finally:
            (folder / "closed").chmod(0o700)
    assert error.reason.code == "permission"


def test_a_link_in_a_circle_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.txt")
    (tmp_path / "sub/loop").symlink_to(tmp_path)
    assert len(find_files([str(tmp_path)]).files) == 1
