"""Which files a `gouji check` reads: the named ones, and those below the named folders.

In a folder that is named, `reports.csv` is the sidecar, `sources.csv` the list to collect from and
`decisions.yml` the reviewed decisions; none is a report. Hidden files and folders are passed over,
links to folders are not followed. Nothing but the sidecar is opened here.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from gouji.documents.archives.archive import INSIDE
from gouji.documents.encoding import decode
from gouji.documents.reasons import Reason, Unreadable
from gouji.extraction.identity.sidecar import (
    SIDECAR_NAME,
    SOURCES_NAME,
    SidecarError,
    SidecarRow,
    parse_sidecar,
)

DECISION_NAMES = ("decisions.yml", "decisions.yaml")
"""What the reviewed decisions beside the reports may be called."""

_NOT_REPORTS = (SIDECAR_NAME, SOURCES_NAME, *DECISION_NAMES)


@dataclass(frozen=True, slots=True)
class FileError:
    """A file (or folder) that could not even be opened, and why."""

    path: str
    reason: Reason


@dataclass(slots=True)
class Found:
    """What there is to check.

    files: path and sidecar row, sorted within each argument. members: of an archive, the sidecar
    rows that name a report in it, by its path inside. errors: what is missing or closed.
    decisions: the files of decisions beside the reports.
    """

    files: dict[Path, SidecarRow | None] = field(default_factory=dict)
    members: dict[Path, dict[str, SidecarRow]] = field(default_factory=dict)
    errors: list[FileError] = field(default_factory=list)
    decisions: list[Path] = field(default_factory=list)


def find_files(arguments: Iterable[str]) -> Found:
    """The files that the arguments name, each once.

    Raises:
        SidecarError: a sidecar that cannot be used.
    """
    found = Found()
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            _find_in_folder(path, found)
        elif path.exists():
            found.files.setdefault(path, None)
            _find_decisions(path.parent, found)
        else:
            found.errors.append(FileError(argument, _MISSING))
    return found


def why_not_opened(error: OSError) -> Reason:
    """The reason of an operating system error, in plain words."""
    if isinstance(error, FileNotFoundError):
        return _MISSING
    if isinstance(error, PermissionError):
        return Reason("permission", "没有读取权限", "permission to read it is denied")
    said = error.strerror or str(error)
    return Reason("not_opened", f"无法打开（{said}）", f"it cannot be opened ({said})")


_MISSING = Reason("no_such_file", "没有这个文件", "there is no such file")
_EMPTY = Reason(
    "empty_folder",
    "文件夹中没有报告文件（隐藏文件不算）",
    "there is no report in the folder (hidden files do not count)",
)


def _find_in_folder(folder: Path, found: Found) -> None:
    closed: list[OSError] = []
    paths = list(_walk(folder, closed))
    found.errors.extend(
        FileError(str(error.filename or folder), why_not_opened(error)) for error in closed
    )
    rows = _read_sidecar(folder / SIDECAR_NAME)
    for path in paths:
        name = PurePosixPath(*path.relative_to(folder).parts).as_posix()
        row = rows.pop(name, None)
        if found.files.get(path) is None:
            found.files[path] = row
        inside = [one for one in rows if one.startswith(f"{name}{INSIDE}")]
        if inside:
            named = {one.removeprefix(f"{name}{INSIDE}"): rows.pop(one) for one in inside}
            found.members[path] = named
    for row in rows.values():
        found.errors.append(FileError(str(folder / row.path), row_without_file(row)))
    if not paths and not closed:
        found.errors.append(FileError(str(folder), _EMPTY))
    _find_decisions(folder, found)


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    for here, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        top = Path(here) == folder
        for name in sorted(names):
            if not name.startswith(".") and not (top and name in _NOT_REPORTS):
                yield Path(here) / name


def _find_decisions(folder: Path, found: Found) -> None:
    for name in DECISION_NAMES:
        path = folder / name
        if path.is_file() and path not in found.decisions:
            found.decisions.append(path)


def row_without_file(row: SidecarRow) -> Reason:
    """The reason for a row of the sidecar that names no file."""
    return Reason(
        "sidecar_without_file",
        f"{SIDECAR_NAME} 中有 {row.path} 一行，但没有这个文件",
        f"{SIDECAR_NAME} has a row for {row.path}, but there is no such file",
    )


def _read_sidecar(path: Path) -> dict[str, SidecarRow]:
    if not path.is_file():
        return {}
    try:
        return dict(parse_sidecar(decode(path.read_bytes()), str(path)))
    except Unreadable as error:
        zh, en = error.reason.zh, error.reason.en
    except OSError as error:
        reason = why_not_opened(error)
        zh, en = reason.zh, reason.en
    except csv.Error as error:
        zh, en = f"不是有效的 CSV（{error}）", f"not a valid CSV file ({error})"
    raise SidecarError(Reason("sidecar", f"{path}：{zh}", f"{path}: {en}"))
