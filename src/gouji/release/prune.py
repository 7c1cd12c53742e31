"""Deletes old releases; what is current, and the newest few, stay.

A release loses its manifest first, so that one that was deleted by half says of itself that it is
not finished, and the next prune takes the rest. Holds outlive the releases they are about: content
that was rolled back stays refused. The pointer is read again before each release is touched: one
that somebody rolls back to meanwhile is kept.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gouji.release.errors import NotKept
from gouji.release.manifest import MANIFEST
from gouji.release.pointer import read_pointer
from gouji.storage import Store

UNFINISHED_AFTER = timedelta(days=1)
"""An unfinished folder that is younger may still be written to by its publisher."""

_STAMP = "%Y%m%dT%H%M%SZ"


def prune(
    releases: Store, keep: int, *, dry_run: bool = False, now: datetime | None = None
) -> list[str]:
    """Delete all but the current and the `keep` newest releases, and old unfinished folders.

    Returns the ids of what was deleted (with `dry_run`: would be), newest first.

    Raises:
        NotKept: `keep` is below 1.
        StorageError: the folder cannot be read or written to.
    """
    if keep < 1:
        raise NotKept(
            f"至少要保留 1 个发布，而不是 {keep} 个。", f"At least 1 release is kept, not {keep}."
        )
    files = _files(releases)
    finished = sorted((name for name in files if MANIFEST in files[name]), reverse=True)
    limit = (now or datetime.now(UTC)) - UNFINISHED_AFTER
    stale = [
        name
        for name in files
        if name not in finished and (at := _made_at(name)) is not None and at < limit
    ]
    pruned = []
    for name in sorted({*finished[keep:], *stale}, reverse=True):
        if _is_current(releases, name):
            continue
        if not dry_run:
            for path in sorted(files[name], key=lambda path: path != MANIFEST):
                releases.delete(f"{name}/{path}")
            _remove_empty_folders(releases.local_path(name))
        pruned.append(name)
    return pruned


def _files(releases: Store) -> dict[str, set[str]]:
    """The paths in each folder that is named like a release."""
    found: dict[str, set[str]] = {}
    for entry in releases.list():
        name, _, rest = entry.path.partition("/")
        if rest and _made_at(name) is not None:
            found.setdefault(name, set()).add(rest)
    return found


def _made_at(name: str) -> datetime | None:
    try:
        return datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _remove_empty_folders(folder: Path | None) -> None:
    """On a disk folders stay behind; one that is not empty does, too."""
    if folder is None or not folder.is_dir():
        return
    for below in sorted(folder.rglob("*"), reverse=True):
        with suppress(OSError):
            below.rmdir()
    with suppress(OSError):
        folder.rmdir()


def _is_current(releases: Store, release_id: str) -> bool:
    pointer = read_pointer(releases).pointer
    return pointer is not None and pointer.release_id == release_id
