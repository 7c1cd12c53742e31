"""The S3 side of `gouji.storage`, through s3fs; imported only when a url asks for it.

What does not belong here: credentials. The client finds them in the environment, in the shared
AWS files or in the machine's role, and an error that comes of their absence says so.
"""

# ruff: noqa: D102 (what the methods promise is said once, in `gouji.storage.Store`)

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from gouji.storage_base import (
    Entry,
    Listing,
    ServerGone,
    StorageError,
    Store,
    describe,
    is_hidden,
)

# Amazon's limit for one PUT; conditions do not carry over to uploads in parts.
_ONE_PUT = 5 * 2**30
_FOOTER_BLOCK = 2**20

_LOST = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}


@dataclass(frozen=True, slots=True)
class S3Store(Store):
    """A bucket or a prefix in one. `options_json` keeps the store hashable and easy to send."""

    url: str
    options_json: str = "{}"

    @classmethod
    def open(cls, url: str, options: Mapping[str, object] | None) -> S3Store:
        """Checks the form of the url only."""
        bucket = url.removeprefix("s3://").partition("/")[0]
        if not bucket:
            cause = ("地址中没有存储桶", "the url names no bucket")
            raise StorageError(url, "", cause)
        return cls(url.rstrip("/"), json.dumps(dict(options or {}), sort_keys=True))

    def __repr__(self) -> str:
        return f"S3Store({self.url!r})"  # the options may hold secrets

    def child(self, prefix: str) -> Store:
        return S3Store(self.uri(prefix), self.options_json)

    def list(self, prefix: str = "") -> Listing:
        with self._explained(prefix):
            found = self._fs.find(self._key(prefix), detail=True)
        entries = (self._entry(info) for info in found.values() if not info["name"].endswith("/"))
        return sorted(
            (entry for entry in entries if not is_hidden(entry.path)), key=lambda e: e.path
        )

    def walk(self) -> Iterator[Entry]:
        bucket, _, prefix = self.url.removeprefix("s3://").partition("/")
        asked = {"Bucket": bucket, "Prefix": f"{prefix}/" if prefix else ""}
        while True:
            with self._explained(""):
                page = self._fs.call_s3("list_objects_v2", **asked)
            for info in page.get("Contents", ()):
                entry = self._entry(
                    {**info, "name": f"{bucket}/{info['Key']}", "size": info["Size"]}
                )
                if not info["Key"].endswith("/") and not is_hidden(entry.path):
                    yield entry
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def info(self, path: str) -> Entry | None:
        with self._explained(path):
            try:
                info = self._fs.info(self._key(path))
            except FileNotFoundError as error:
                if _is_missing_bucket(error):
                    raise
                return None
        return self._entry(info) if info["type"] == "file" else None

    def read(self, path: str) -> bytes:
        with self._explained(path):
            return bytes(self._fs.cat_file(self._key(path)))

    def write(self, path: str, data: bytes) -> None:
        with self._explained(path):
            self._fs.pipe_file(self._key(path), data, chunksize=_ONE_PUT)

    def write_if_absent(self, path: str, data: bytes) -> bool:
        return self._put_if(path, data, IfNoneMatch="*")

    def write_if_match(self, path: str, data: bytes, etag: str | None) -> bool:
        if etag is None:
            return self.write_if_absent(path, data)
        return self._put_if(path, data, IfMatch=f'"{etag}"')

    def _put_if(self, path: str, data: bytes, **condition: str) -> bool:
        with self._explained(path):
            try:
                self._fs.pipe_file(self._key(path), data, chunksize=_ONE_PUT, **condition)
            except FileNotFoundError as error:
                if _is_missing_bucket(error):
                    raise
                return False
            except OSError as error:
                if _code(error) in _LOST:
                    return False
                raise
        return True

    def delete(self, path: str) -> None:
        with self._explained(path):
            self._fs.rm_file(self._key(path))

    @contextmanager
    def open_read(self, path: str) -> Iterator[IO[bytes]]:
        files = self._fs
        with self._explained(path):
            stream = files.open(self._key(path), "rb", block_size=_FOOTER_BLOCK)
        with stream:
            try:
                yield stream
            except BaseException as error:  # polars makes a panic of what is raised while it reads
                gone = files.gone
                if gone is None:
                    raise
                with self._explained(path):
                    raise gone from error

    @contextmanager
    def open_write(self, path: str) -> Iterator[IO[bytes]]:
        # Through a local file, because s3fs would finish its upload even after an error.
        with tempfile.NamedTemporaryFile(prefix="gouji-") as file:
            yield file
            file.flush()
            with self._explained(path):
                self._fs.put_file(file.name, self._key(path))

    def local_path(self, path: str = "") -> Path | None:
        self._checked(path)
        return None

    @property
    def _fs(self) -> Any:
        try:
            from gouji.storage_s3_client import PatientS3
        except ImportError as error:
            cause = ("缺少 s3fs 组件，无法使用 s3:// 地址", "s3:// urls need the package s3fs")
            raise StorageError(self.url, "", cause) from error
        # Listings must show what other processes wrote; instances are cached by s3fs itself.
        return PatientS3(use_listings_cache=False, **json.loads(self.options_json))

    def _key(self, path: str) -> str:
        checked = self._checked(path)
        base = self.url.removeprefix("s3://")
        return f"{base}/{checked}" if checked else base

    def _entry(self, info: Mapping[str, Any]) -> Entry:
        path = info["name"].removeprefix(self.url.removeprefix("s3://") + "/")
        modified = info.get("LastModified") or datetime.fromtimestamp(0, UTC)
        etag = str(info.get("ETag") or "").strip('"')
        return Entry(path, int(info["size"]), modified.astimezone(UTC), etag)

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except StorageError:
            raise
        except Exception as error:
            cause = _cause(error, self.url)
            if cause is None:
                raise
            missing = isinstance(error, FileNotFoundError)
            raise StorageError(self.url, path, cause, missing=missing) from error


# Errors of the S3 client by class name, so that its modules need not be imported to name them.
_CLIENT_ERRORS = {
    "NoCredentialsError": (
        "没有找到访问凭证；请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
        "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    "PartialCredentialsError": ("访问凭证不完整", "the credentials are incomplete"),
    "ProfileNotFound": ("没有这个 AWS_PROFILE", "there is no such AWS_PROFILE"),
    "EndpointConnectionError": (
        "无法连接服务器；请检查网络和 GOUJI_S3_ENDPOINT",
        "the server cannot be reached; check the network and GOUJI_S3_ENDPOINT",
    ),
    "ConnectTimeoutError": ("连接服务器超时", "connecting to the server timed out"),
    "ReadTimeoutError": ("服务器没有及时回应", "the server did not answer in time"),
    "ConnectionClosedError": ("连接中断", "the connection was lost"),
    "SSLError": ("安全连接失败", "the secure connection failed"),
}


def _cause(error: BaseException, url: str) -> tuple[str, str] | None:
    """What to tell a person; None for what is no fault of the place (a defect: let it show)."""
    if isinstance(error, ServerGone):
        zh, en = _cause(error.last, url) or ("没有回应", "it does not answer")
        seconds = f"{error.patience:g}"
        return f"{zh}（已重试 {seconds} 秒）", f"{en} (it was asked again for {seconds} s)"
    known = _CLIENT_ERRORS.get(type(error).__name__)
    if known:
        return known
    if _is_missing_bucket(error):
        bucket = url.removeprefix("s3://").partition("/")[0]
        return f"没有存储桶 {bucket}", f"there is no bucket {bucket}"
    if isinstance(error, FileNotFoundError):
        return "没有这个对象", "there is no such object"
    if isinstance(error, PermissionError):
        return f"没有权限（{error}）", f"permission denied ({error})"
    if isinstance(error, OSError):
        zh, en = describe(error)
        return f"服务器报错（{zh}）", f"the server refused ({en})"
    if type(error).__module__.startswith(("botocore", "aiobotocore", "aiohttp", "urllib3")):
        return f"访问失败（{error}）", f"access failed ({error})"
    return None


def _code(error: BaseException) -> str:
    """S3's own error code, which s3fs keeps on the error it translated."""
    response = getattr(error.__cause__ or error, "response", None) or {}
    if isinstance(error, FileExistsError):
        return "PreconditionFailed"
    return str(response.get("Error", {}).get("Code", ""))


def _is_missing_bucket(error: BaseException) -> bool:
    return _code(error) == "NoSuchBucket"
