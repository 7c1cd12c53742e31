"""The container of old Office files (OLE compound file): which streams it has, and if it is whole.

Enough to tell Word from Excel, encrypted from open, and a download that was cut short from a whole
file; converters are more lenient and would hand over a shorter document. No content is read.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass

from gouji.documents.reasons import Unreadable, reason

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128
_END = 0xFFFFFFFA  # sector numbers from here on mean something else
_IN_HEADER = 109
_STREAM = 2
_MAX_ENTRIES = 20_000
# In the head of a Word document: the text is encrypted.
_FLAGS_AT = 10
_FLAG_ENCRYPTED = 0x0100


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of the top folder: its first sector and its size in bytes."""

    start: int
    size: int


class OleFile:
    """The container of one file.

    Raises:
        Unreadable: no such file, damaged, or cut short.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise _damaged()
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise _damaged()
        self._sector = 1 << shift
        self._count = -(-len(data) // self._sector) - 1
        self._next = self._table()
        self.streams = self._root_streams()

    def is_encrypted(self) -> bool:
        """True where only a password opens it."""
        if "EncryptedPackage" in self.streams:
            return True
        document = self.streams.get("WordDocument")
        if document is None or document.size < 4096:
            return False
        at = (document.start + 1) * self._sector + _FLAGS_AT
        flags = struct.unpack_from("<H", self._data, at)[0] if at + 2 <= len(self._data) else 0
        return bool(flags & _FLAG_ENCRYPTED)

    def _table(self) -> array[int]:
        """For each sector the next one of its stream."""
        numbers = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        further = struct.unpack_from("<I", self._data, 68)[0]
        each = self._sector // 4
        while further < _END:
            if len(numbers) > self._count + _IN_HEADER + each:
                raise _damaged()  # it goes round in circles
            more = struct.unpack(f"<{each}I", self._read(further))
            numbers.extend(more[:-1])
            further = more[-1]
        table = array("I")
        for number in numbers:
            if number < _END:
                table.frombytes(self._read(number))
            if len(table) > self._count + each:
                raise _damaged()
        used = next((i for i in range(len(table) - 1, -1, -1) if table[i] != 0xFFFFFFFF), -1)
        if used >= self._count:
            raise _damaged()  # cut short: a sector in use is not there
        return table

    def _read(self, number: int) -> bytes:
        at = (number + 1) * self._sector
        block = self._data[at : at + self._sector]
        if len(block) < self._sector:
            raise _damaged()
        return block

    def _chain(self, start: int) -> bytes:
        blocks: list[bytes] = []
        number = start
        while number < _END:
            if number >= len(self._next) or len(blocks) * self._sector > _MAX_ENTRIES * _ENTRY:
                raise _damaged()
            blocks.append(self._read(number))
            number = self._next[number]
        return b"".join(blocks)

    def _root_streams(self) -> dict[str, Stream]:
        """The streams of the top folder, not those of objects embedded in the document."""
        directory = self._chain(struct.unpack_from("<I", self._data, 48)[0])
        entries = len(directory) // _ENTRY
        if not entries:
            raise _damaged()
        found: dict[str, Stream] = {}
        pending = [struct.unpack_from("<I", directory, 76)[0]]
        seen: set[int] = set()
        while pending:
            number = pending.pop()
            if number >= entries or number in seen:
                continue
            seen.add(number)
            at = number * _ENTRY
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            left, right = struct.unpack_from("<2I", directory, at + 68)
            start, size = struct.unpack_from("<2I", directory, at + 116)
            name = directory[at : at + min(max(length - 2, 0), 64)]
            if kind == _STREAM:
                found[name.decode("utf-16-le", "replace")] = Stream(start, size)
            pending += (left, right)
        return found


def _damaged() -> Unreadable:
    return Unreadable(reason("ole_damaged"))
