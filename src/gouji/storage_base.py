"""What every store promises, and the errors it raises; `gouji.storage` is the door to use.

What does not belong here: any one kind of place (folders in `gouji.storage`, S3 in
`gouji.storage_s3`).
"""

from __future__ import annotations

import errno
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from gouji.errors import GoujiError, Reason

NO_ANSWER = "no answer from the server for"
"""Said by every error that means so, so that it is known in the words of another program."""

_READ_ATTEMPTS = 10


class ServerGone(OSError):
    """A server did not answer for as long as it was waited for. `last`: what came of asking."""

    def __init__(self, patience: float, last: BaseException) -> None:
        super().__init__(f"{NO_ANSWER} {patience:g} seconds: {last}")
        self.patience, self.last = patience, last


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
    def walk(self) -> Iterator[Entry]:
        """What `list` gives, in the same order, but one after the other as the place tells of them.

        For who wants to look at each entry once and keep none: S3 is asked page by page. An error
        may come after some entries.
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


def is_hidden(path: str) -> bool:
    """Whether any part of a relative path is hidden."""
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


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
