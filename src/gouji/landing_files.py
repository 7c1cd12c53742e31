"""Takes in the bytes of single files: stored under their digest, archives member by member.

A member of an archive is a document of its own, at `archive.zip!path/inside`, under the digest of
its own bytes: the same report by itself and in two archives is one document. An archive of which
nothing can be used is taken in as it is, for the reader to say why.

What does not belong here: what was there before, and the inventory (`gouji.landing`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gouji.documents.archives.archive import INSIDE
from gouji.documents.opening import contents, detect_format, too_large
from gouji.documents.reasons import Reason, Unreadable
from gouji.storage import Entry, StorageError, Store
from gouji.tables import schemas

OBJECTS = "landing/objects"

# Up to so many new files, asking for each object is faster than listing all of them.
_FEW = 100

Mark = tuple[str, int, datetime, str]
"""What the storage says of a file; the bytes are the same while it does not change."""


@dataclass(frozen=True, slots=True)
class File:
    """One document as found now; without sha256 it was refused.

    path: its name in the inventory. member: its path inside the archive that `entry` is.
    """

    entry: Entry
    path: str
    size: int
    format: str
    sha256: str | None = None
    refusal: Reason | None = None
    member: str | None = None
    stored: bool = False


def object_path(sha256: str) -> str:
    """Where the bytes with that digest lie in the lake."""
    return f"{OBJECTS}/{sha256[:2]}/{sha256}"


def recordable(path: str) -> str:
    """A path that can be written as UTF-8: names in another encoding show their bytes."""
    raw = path.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "backslashreplace")


def mark_of(entry: Entry) -> Mark:
    """By which a change of the file is noticed."""
    return recordable(entry.path), entry.size, entry.modified, entry.etag


class StoreOnce:
    """Stores bytes under their digest, unless they are there."""

    def __init__(self, lake: Store, expected: int) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._taken: set[str] = set()
        self._sizes: dict[str, int] | None = None
        if expected > _FEW:
            self._sizes = {entry.path: entry.size for entry in lake.list(OBJECTS)}

    def __call__(self, sha256: str, data: bytes) -> bool:
        """True where they were stored."""
        with self._lock:
            if sha256 in self._taken:
                return False
            self._taken.add(sha256)
        path = object_path(sha256)
        if self._size(path) == len(data):
            return False
        self._lake.write(path, data)
        return True

    def _size(self, path: str) -> int | None:
        if self._sizes is not None:
            return self._sizes.get(path)
        entry = self._lake.info(path)
        return entry.size if entry else None


def fetch(source: Store, entry: Entry, store_once: StoreOnce) -> tuple[File, ...]:
    """The documents in one file of the source, their bytes stored.

    Raises:
        StorageError: the server fails, or the lake cannot be written.
    """
    path = recordable(entry.path)
    refusal = too_large(entry.size)
    if refusal is not None:
        return (File(entry, path, entry.size, schemas.TOO_LARGE, refusal=refusal),)
    try:
        data = source.read(entry.path)
    except StorageError as error:
        # One file that cannot be opened is no reason to stop; a server that fails is.
        if source.local_path() is None and not error.missing:
            raise
        refusal = _inaccessible(error.reason)
        return (File(entry, path, entry.size, schemas.INACCESSIBLE, refusal=refusal),)
    try:
        return tuple(_documents(entry, path, data, store_once))
    except Unreadable:
        return (_document(entry, path, data, store_once),)


def _documents(entry: Entry, path: str, data: bytes, store_once: StoreOnce) -> Iterator[File]:
    for member, content in contents(data, path):
        if not member:
            yield _document(
                entry, path, content if isinstance(content, bytes) else data, store_once
            )
            continue
        inside = f"{path}{INSIDE}{recordable(member)}"
        if isinstance(content, Reason):
            yield File(
                entry, inside, 0, schemas.INACCESSIBLE, refusal=content, member=recordable(member)
            )
        else:
            yield _document(entry, inside, content, store_once, recordable(member))


def _document(
    entry: Entry, path: str, data: bytes, store_once: StoreOnce, member: str | None = None
) -> File:
    sha256 = hashlib.sha256(data).hexdigest()
    stored = store_once(sha256, data)
    format = _format(data, path)
    return File(entry, path, len(data), format, sha256, member=member, stored=stored)


def _format(data: bytes, path: str) -> str:
    try:
        return detect_format(data, path)
    except Exception:  # whoever reads the document will find out and say why
        return schemas.UNKNOWN


def _inaccessible(cause: Reason) -> Reason:
    zh, en = f"文件打不开（{cause.zh}）", f"the file cannot be opened ({cause.en})"
    return Reason("inaccessible", zh, en)
