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
import errno
import fcntl
import os
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from gouji.errors import GoujiError, Reason

_READ_ATTEMPTS = 10


class StorageError(GoujiError):
    """A place that cannot be listed, read or written.

    The text names url, path and cause. `missing` is True where the object or folder is not there.
    """

    def __init__(self, url: str, path: str, cause: tuple[str, str], *, missing: bool = False):
        place = f"{url}/{path}" if path else url
        super().__init__(Reason("storage", f"{place}：{cause[0]}", f"{place}: {cause[1]}"))
        self.url = url
        self.path = path
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Entry:
    """One object.

    path: relative to its store. size: bytes. modified: UTC. etag: changes whenever the object is
    written again; comparable only within one store.
    """

    path: str
    size: int
    modified: datetime
    etag: str


Listing = list[Entry]


class Store(ABC):
    """A folder or an S3 prefix; frozen, small, and can be sent to another process.

    Every method raises StorageError for what it cannot do, and for paths that leave the store.
    """

    url: str
    """Absolute folder, or `s3://bucket/prefix`; without a slash at the end."""

    def uri(self, path: str = "") -> str:
        """The full address of a path, as a person would write it."""
        return f"{self.url}/{self._checked(path)}" if path else self.url

    def exists(self, path: str) -> bool:
        """Whether there is an object (not merely a folder) at that path."""
        return self.info(path) is not None

    def read_tagged(self, path: str) -> tuple[bytes, str]:
        """The bytes together with the etag they belong to, for `write_if_match`."""
        for _ in range(_READ_ATTEMPTS):
            before = self.info(path)
            data = self.read(path)
            after = self.info(path)
            if before is not None and after is not None and before.etag == after.etag:
                return data, after.etag
        raise StorageError(
            self.url, path, ("读取时不断被改写", "it kept changing while it was read")
        )

    @abstractmethod
    def child(self, prefix: str) -> Store:
        """The store of a folder inside this one; it need not exist yet."""

    @abstractmethod
    def list(self, prefix: str = "") -> Listing:
        """Every object below a folder, at any depth, sorted by path; paths relative to the store.

        A missing folder inside the store lists as empty; a missing store (folder or bucket) is an
        error. On S3 an empty prefix cannot be told from a missing one.
        """

    @abstractmethod
    def info(self, path: str) -> Entry | None:
        """The entry of one object, None if there is none."""

    @abstractmethod
    def read(self, path: str) -> bytes:
        """The bytes of one object."""

    @abstractmethod
    def write(self, path: str, data: bytes) -> None:
        """Put one object in place, whole; folders are made as needed."""

    @abstractmethod
    def write_if_absent(self, path: str, data: bytes) -> bool:
        """Write unless there is one already; False where there is (nothing was written)."""

    @abstractmethod
    def write_if_match(self, path: str, data: bytes, etag: str | None) -> bool:
        """Write if the object is still the one with that etag (None: still absent).

        False means that nothing was written, or that the answer to a write was lost on the way:
        read again before anything else. Needs a server that honours If-Match and If-None-Match.
        """

    @abstractmethod
    def delete(self, path: str) -> None:
        """Remove one object; none there is no error."""

    @abstractmethod
    def open_read(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """A file object to read and seek in."""

    @abstractmethod
    def open_write(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """A file object whose content is put in place when the block ends without an error."""

    @abstractmethod
    def local_path(self, path: str = "") -> Path | None:
        """The file or folder on this machine, None for a remote store."""

    def _checked(self, path: str) -> str:
        parts = path.split("/")
        if path.startswith("/") or ".." in parts or "\0" in path:
            cause = ("路径超出了这个存储位置", "the path leaves this store")
            raise StorageError(self.url, path, cause)
        return path.rstrip("/")


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


def is_hidden(path: str) -> bool:
    """Whether any part of a relative path is hidden."""
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


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
    """Files below a folder. `above` holds the folders on the way down: a link to one is a loop."""
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    with os.scandir(folder) as items:
        visible = [item for item in items if not item.name.startswith(".")]
    for item in visible:
        if item.is_dir():
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


_CAUSES = {
    errno.ENOENT: ("没有这个文件", "there is no such file"),
    errno.EACCES: ("没有权限", "permission denied"),
    errno.EPERM: ("不允许这样操作", "operation not permitted"),
    errno.EROFS: ("文件系统是只读的", "the file system is read-only"),
    errno.ENOSPC: ("磁盘已满", "no space left on the disk"),
    errno.EDQUOT: ("磁盘配额已用完", "the disk quota is used up"),
    errno.ENOTDIR: ("路径中有一部分是文件，不是文件夹", "part of the path is a file, not a folder"),
    errno.EISDIR: ("这是文件夹，不是文件", "it is a folder, not a file"),
    errno.EEXIST: ("同名文件已存在", "a file of that name is in the way"),
    errno.ENAMETOOLONG: ("文件名太长", "the name is too long"),
    errno.ELOOP: ("链接循环", "links lead in a circle"),
}


def describe(error: OSError) -> tuple[str, str]:
    """The cause of an operating system error, in Chinese and English."""
    text = error.strerror or str(error)
    return _CAUSES.get(error.errno or 0, (text, text))
