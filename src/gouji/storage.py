"""The one door to local folders and `s3://` urls: list, read, write whole objects.

A `Store` is a folder or an S3 prefix. Paths are relative, with forward slashes, and cannot leave
it; hidden files (a name that starts with a dot) do not exist for it. A reader never sees half a
write: local files are written beside and renamed, S3 objects are put whole. S3 support is imported
only when a url asks for it.

    store = open_store("s3://bucket/lake", {"endpoint_url": "http://..."})
    store.write("landing/note.txt", b"...")
    body, tag = store.read_tagged("current.json")
    store.write_if_match("current.json", changed, tag)   # False: somebody was faster

What does not belong here: what the objects mean (`gouji.landing`, `gouji.tables`), and any search
or move over many objects: S3 has no rename, so nothing may depend on one.
"""

# ruff: noqa: D102 (what the methods promise is said once, in `Store`)

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from gouji.storage_base import Entry, Listing, StorageError, Store, describe, is_hidden

__all__ = [
    "Entry",
    "Listing",
    "LocalStore",
    "StorageError",
    "Store",
    "describe",
    "is_hidden",
    "is_remote",
    "open_store",
]


def open_store(url: str | Path, options: Mapping[str, object] | None = None) -> Store:
    """The store at a folder or `s3://` url; touches nothing yet.

    Args:
        url: a folder (also `file://`) or `s3://bucket/prefix`.
        options: what s3fs is given; ignored for folders.

    Raises:
        StorageError: another kind of url, or no bucket named.
    """
    text = str(url)
    scheme = text.partition("://")[0] if "://" in text else "file"
    if scheme == "s3":
        from gouji.storage_s3 import S3Store

        return S3Store.open(text, options)
    if scheme != "file":
        zh, en = (
            f"不支持 {scheme}:// 地址，只能用本地文件夹或 s3://",
            (f"{scheme}:// is not supported; use a local folder or s3://"),
        )
        raise StorageError(text, "", (zh, en))
    folder = Path(text.removeprefix("file://")).expanduser().absolute()
    return LocalStore(str(folder))


def is_remote(url: str) -> bool:
    """Whether the url leads away from this machine's file system."""
    return "://" in url and not url.startswith("file://")


@dataclass(frozen=True, slots=True)
class LocalStore(Store):
    """A folder. Links in it are followed: who may place them may place files too."""

    url: str

    def child(self, prefix: str) -> Store:
        return LocalStore(self.uri(prefix))

    def list(self, prefix: str = "") -> Listing:
        root = Path(self.url)
        start = self._path(prefix)
        if start.is_dir():
            with _explained(self.url, prefix):
                found = [_entry(root, file) for file in _walk(start, set())]
            return sorted(found, key=lambda entry: entry.path)
        if prefix:
            entry = self.info(prefix)
            return [entry] if entry else []
        cause = ("这是文件，不是文件夹", "it is a file, not a folder")
        if not start.exists():
            cause = ("没有这个文件夹", "there is no such folder")
        raise StorageError(self.url, "", cause, missing=not start.exists())

    def walk(self) -> Iterator[Entry]:
        root = Path(self.url)
        if not root.is_dir():
            self.list()  # says why not
        with _explained(self.url, ""):
            yield from (_entry(root, file) for file in _walk(root, set()))

    def info(self, path: str) -> Entry | None:
        file = self._path(path)
        with _explained(self.url, path):
            return _entry(Path(self.url), file) if file.is_file() else None

    def read(self, path: str) -> bytes:
        file = self._path(path)
        with _explained(self.url, path):
            return file.read_bytes()

    def write(self, path: str, data: bytes) -> None:
        with self.open_write(path) as file:
            file.write(data)

    def write_if_absent(self, path: str, data: bytes) -> bool:
        target = self._path(path)
        with _explained(self.url, path), _sibling(target) as (temporary, file):
            file.write(data)
            _sync(file)
            try:
                os.link(temporary, target)
            except FileExistsError:
                return False
            _sync_folder(target.parent)
            return True

    def write_if_match(self, path: str, data: bytes, etag: str | None) -> bool:
        if etag is None:
            return self.write_if_absent(path, data)
        target = self._path(path)
        if not target.parent.is_dir():
            return False
        with _explained(self.url, path), _locked(target.parent):
            entry = self.info(path)
            if entry is None or entry.etag != etag:
                return False
            self.write(path, data)
            return True

    def delete(self, path: str) -> None:
        file = self._path(path)
        with _explained(self.url, path):
            file.unlink(missing_ok=True)

    @contextmanager
    def open_read(self, path: str) -> Iterator[IO[bytes]]:
        file = self._path(path)
        with _explained(self.url, path):
            stream = file.open("rb")
        with stream:
            yield stream

    @contextmanager
    def open_write(self, path: str) -> Iterator[IO[bytes]]:
        target = self._path(path)
        with _explained(self.url, path), _sibling(target) as (temporary, file):
            yield file
            _sync(file)
            temporary.replace(target)
            _sync_folder(target.parent)

    def local_path(self, path: str = "") -> Path:
        return self._path(path)

    def _path(self, path: str) -> Path:
        return Path(self.url, self._checked(path))


def _walk(folder: Path, above: set[tuple[int, int]]) -> Iterator[Path]:
    """Files below a folder, by path. `above`: the folders on the way; a link to one is a loop."""
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    with os.scandir(folder) as items:
        visible = [(item.is_dir(), item) for item in items if not item.name.startswith(".")]
    # With the slash that follows the name of a folder in a path, so that paths come in their order.
    for is_folder, item in sorted(visible, key=lambda one: one[1].name + "/" * one[0]):
        if is_folder:
            yield from _walk(Path(item.path), above | {here})
        elif item.is_file() or item.is_symlink():
            yield Path(item.path)


def _entry(root: Path, file: Path) -> Entry:
    path = file.relative_to(root).as_posix()
    try:
        status = file.stat()
    except FileNotFoundError:  # a link that leads nowhere: reading it will say so
        status = file.lstat()
    # The time of the last status change cannot be set back by copying tools, the others can.
    tag = f"{status.st_mtime_ns:x}-{status.st_ctime_ns:x}-{status.st_ino:x}-{status.st_size:x}"
    return Entry(path, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC), tag)


@contextmanager
def _sibling(target: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A hidden file in the target's folder, gone at the end unless it was renamed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("xb") as file:
            yield temporary, file
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename durable, where the file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time; the lock ends with the process, however it ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _explained(url: str, path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise StorageError(url, path, describe(error), missing=missing) from error
