"""ZIP archives of reports -> their members, one by one, in memory and within limits.

An archive inside an archive is refused, as is a path that would lead out of it; what operating
systems leave behind (__MACOSX, Thumbs.db, lock files) is passed over. What a member holds is for
`gouji.documents.opening` to find out.
"""

from __future__ import annotations

import struct
import zipfile
from collections import Counter
from collections.abc import Iterator

from gouji.documents.archives.zip_members import ZipMembers
from gouji.documents.reasons import Reason, Unreadable, reason

MAX_FILES = 1_000
INSIDE = "!"
"""Stands between the path of an archive and the path in it, where a member is named."""

_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_LEFT_BEHIND = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin"})
_TEMPORARY = (".", "~$")


def members(data: bytes) -> Iterator[tuple[str, bytes | Reason]]:
    """Path and bytes of each member, or the reason why it must not be read.

    Paths have "/" between folders and are unique: the second of the same name ends in "#2".

    Raises:
        Unreadable: the archive as a whole cannot be used.
    """
    archive = ZipMembers(data)
    named = [(decoded_name(info), info) for info in archive.infos if not info.is_dir()]
    wanted = [(name, info) for name, info in named if not _is_left_behind(name)]
    if not wanted:
        raise Unreadable(reason("archive_empty"))
    if len(wanted) > MAX_FILES:
        raise Unreadable(reason("zip_too_many", limit=MAX_FILES))
    archive.refuse_bomb(info for _, info in wanted)
    seen: Counter[str] = Counter()
    for name, info in wanted:
        path = _clean(name)
        seen[path] += 1
        label = path if seen[path] == 1 else f"{path}#{seen[path]}"
        if _leads_out(name):
            yield label, reason("archive_path", path=name)
            continue
        try:
            yield label, archive.read(info)
        except Unreadable as error:
            if error.reason.code == "zip_bomb":
                raise
            yield label, error.reason


def decoded_name(info: zipfile.ZipInfo) -> str:
    """The path of a member as it was meant.

    ZIP files name UTF-8 by a flag or an extra field; without either, the name is in whatever the
    machine used: UTF-8 (unmarked), or GBK, which Python reads as code page 437.
    """
    name = info.orig_filename.split("\0", 1)[0]
    if not info.flag_bits & _UTF8:
        stored = name.encode("cp437", "replace")
        marked = _unicode_path(info.extra)
        for encoding in ("utf-8", "gb18030"):
            try:
                name = (marked or stored).decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _unicode_path(extra: bytes) -> bytes | None:
    """The name in the extra field that archivers add for it."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and 5 < size <= len(extra) - 4:
            return extra[9 : 4 + size]
        extra = extra[4 + size :]
    return None


def _leads_out(name: str) -> bool:
    return name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")


def _clean(name: str) -> str:
    """A path without what could mean another place, and without control characters."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    text = "/".join(parts) or "?"
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _is_left_behind(name: str) -> bool:
    parts = name.lower().split("/")
    hidden = any(part.startswith(_TEMPORARY) and part not in (".", "..") for part in parts)
    return hidden or any(part in _LEFT_BEHIND for part in parts)
