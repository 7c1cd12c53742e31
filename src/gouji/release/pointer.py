"""`current.json`: the one small file that says which release is current, and which are held.

It is always the last thing written, in one step that either happens or does not: locally an atomic
replace, on S3 a conditional put on the version that was read. Two publishers who started from the
same pointer cannot both win.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from gouji.release.errors import DamagedPointer, PublishConflict
from gouji.storage import StorageError, Store

POINTER = "current.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Hold:
    """A content that publishing refuses until someone lifts the hold. `held_at` is ISO, UTC."""

    content_hash: str
    release_id: str
    held_at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which release is current. `written_at` is ISO 8601 in UTC."""

    release_id: str
    content_hash: str
    manifest_sha256: str
    written_at: str
    held: tuple[Hold, ...] = ()

    def is_held(self, content_hash: str) -> Hold | None:
        """The hold on that content, if any."""
        return next((hold for hold in self.held if hold.content_hash == content_hash), None)

    def without_hold(self, content_hash: str) -> Pointer:
        """The same pointer with that hold lifted."""
        kept = tuple(hold for hold in self.held if hold.content_hash != content_hash)
        return replace(self, held=kept)

    def to_bytes(self) -> bytes:
        """As JSON."""
        data = {"schema_version": SCHEMA_VERSION, **asdict(self)}
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Seen:
    """The pointer as it was when we looked, and the etag that a conditional write needs."""

    pointer: Pointer | None
    etag: str | None


def read_pointer(store: Store) -> Seen:
    """The current pointer; `Seen(None, None)` where nothing was ever published.

    Raises:
        DamagedPointer: the file is there and is not a pointer.
    """
    try:
        data, etag = store.read_tagged(POINTER)
    except StorageError as error:
        if error.missing:
            return Seen(None, None)
        raise
    return Seen(parse_pointer(data, store.uri(POINTER)), etag)


def write_pointer(store: Store, pointer: Pointer, seen: Seen) -> None:
    """Replace the pointer that was seen by this one.

    Raises:
        PublishConflict: someone else wrote it meanwhile.
    """
    if not store.write_if_match(POINTER, pointer.to_bytes(), seen.etag):
        now = read_pointer(store).pointer
        if now == pointer:
            return  # it was written, only the answer got lost on the way
        theirs = now.release_id if now else "?"
        raise PublishConflict(
            f"另一个发布进程刚刚先行发布了 {theirs}，本次未改动任何内容。请重新运行。",
            f"Another publisher was first and published {theirs}; nothing was changed. Run again.",
        )


def parse_pointer(data: bytes, origin: str) -> Pointer:
    """The pointer in these bytes; `origin` names them in an error."""
    try:
        raw: dict[str, Any] = json.loads(data)
        return Pointer(
            str(raw["release_id"]),
            str(raw["content_hash"]),
            str(raw["manifest_sha256"]),
            str(raw["written_at"]),
            tuple(Hold(**hold) for hold in raw["held"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedPointer(
            f"{origin} 已损坏，无法得知当前发布（{error}）。",
            f"{origin} is damaged, so the current release is not known ({error}).",
        ) from error
