"""Members of a ZIP file, unpacked within limits; shared by Office files and archives.

What a ZIP file declares about itself is not believed: members are unpacked piece by piece and never
beyond the limits, so that a few kilobytes cannot fill the memory. Nothing is ever written to disk.
What the members mean is not known here (see `ooxml` and `archive`).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

from gouji.documents.reasons import Unreadable, reason

_MIB = 1024 * 1024
MAX_MEMBERS = 5_000
MAX_UNPACKED = 192 * _MIB
MAX_MEMBER = 64 * _MIB
# Deflate packs runs of one byte a thousand times; documents are packed 5 to 50 times.
MAX_RATIO = 200
_UNSUSPICIOUS = 4 * _MIB

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error)


class ZipMembers:
    """The members of one file, in the order of its directory.

    Args:
        data: the bytes of the file.
        max_unpacked: how many bytes all members that are read may have together.

    Raises:
        Unreadable: no ZIP file, damaged, or more than `MAX_MEMBERS` members.
    """

    def __init__(self, data: bytes, max_unpacked: int = MAX_UNPACKED) -> None:
        # The directory is read as a whole when the file is opened: count before.
        if data.count(_ENTRY) > MAX_MEMBERS * 2:
            raise Unreadable(reason("zip_too_many", limit=MAX_MEMBERS))
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (*_DAMAGES, NotImplementedError) as error:
            raise Unreadable(reason("zip_damaged", cause=str(error)[:120])) from error
        self.infos = self._archive.infolist()
        if len(self.infos) > MAX_MEMBERS:
            raise Unreadable(reason("zip_too_many", limit=MAX_MEMBERS))
        self._size = len(data)
        self._left = max_unpacked

    @property
    def names(self) -> set[str]:
        """Names as stored, "/" between folders."""
        return {info.filename for info in self.infos}

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """The member of that name; Office takes upper and lower case for the same."""
        lowered = name.lower()
        return next((info for info in self.infos if info.filename.lower() == lowered), None)

    def refuse_bomb(self, infos: Iterable[zipfile.ZipInfo]) -> None:
        """Refuse members that even by what they declare are too large together.

        Raises:
            Unreadable: they are.
        """
        limit = min(self._left, max(_UNSUSPICIOUS, MAX_RATIO * self._size))
        total = 0
        for info in infos:
            total += info.file_size
            if total > limit:
                raise Unreadable(
                    reason("zip_bomb", name=info.filename, limit_mib=max(1, limit // _MIB))
                )

    def read(self, info: zipfile.ZipInfo, limit: int = MAX_MEMBER) -> bytes:
        """The bytes of one member.

        Raises:
            Unreadable: damaged, encrypted, packed in an unknown way, or beyond the limits.
        """
        name = info.filename
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(reason("zip_encrypted", name=name))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(reason("zip_method", name=name, method=info.compress_type))
        most = min(limit, self._left)
        try:
            with self._archive.open(info) as member:
                data = member.read(most + 1)
        except (*_DAMAGES, NotImplementedError, RuntimeError) as error:
            cause = f"{name}: {error}"[:160]
            raise Unreadable(reason("zip_damaged", cause=cause)) from error
        most = min(most, max(_UNSUSPICIOUS, MAX_RATIO * self._size))
        if len(data) > most:
            raise Unreadable(reason("zip_bomb", name=name, limit_mib=max(1, most // _MIB)))
        self._left -= len(data)
        return data
