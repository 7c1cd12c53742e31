"""Refuses a PDF that would take PDFium out of all bounds.

PDFium cannot be stopped while it loads a page, and ends the whole process where memory runs out.
What makes it do so can be seen in the bytes: streams that unpack to very much, drawings (form
objects) that draw other drawings, the same content named over and over. Few real files have any of
these; they are first opened in a process of their own, with limits on time and memory.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from collections.abc import Iterator

from gouji.documents.reasons import Unreadable, reason

MAX_UNPACKED = 16 * 1024 * 1024
MEMORY_MIB = 640
SECONDS = 4

_LINE_END = re.compile(rb"\r?\n|\r")
_HEAD_WITHIN = 4096
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DRAWS = re.compile(rb"(?<![\w/])Do(?!\w)")
# The content of a page in many pieces, or the array that names them.
_PIECES = re.compile(rb"\[((?:\s*\d+\s+\d+\s+R){9,})")
_MOST_PIECES = 200
# How an object starts; no comment can hide another number there.
_OWN_NUMBER = re.compile(rb"[\r\n](\d{1,9})[ \t\r\n]+\d+[ \t\r\n]+obj\Z")
_START_WITHIN = 64
# The value of an entry: another object, or an array, a string or a dictionary in its place.
_VALUE = re.compile(rb"\s*(?:0*(\d{1,9})\s+\d{1,9}\s+R(?!\w)|[\[(<])")
# These pack, but are not unpacked here; the factor is about the most that they can save.
_OTHER_PACKING = ((b"/LZWDecode", 1000), (b"/LZW ", 1000), (b"/RunLengthDecode", 64))


def _name(name: bytes) -> re.Pattern[bytes]:
    """Finds a name, and whatever may be it by its escapes."""
    return re.compile(b"/" + b"".join(b"(?:%c|#..)" % byte for byte in name), re.S)


_CONTENTS, _OBJECT_STREAM = _name(b"Contents"), _name(b"ObjStm")

_PROBE = """
import sys
try:
    import resource
except ImportError:
    pass
else:
    resource.setrlimit(resource.RLIMIT_AS, ({memory} << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds},) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import pypdfium2
pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
for number in range(min(len(pdf), {pages})):
    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        continue
    page.get_textpage().close()
    page.close()
"""


def refuse_bombs(data: bytes, pages: int) -> None:
    """Opens a suspicious file in another process; `pages` is how many will be read at most.

    Raises:
        Unreadable: that process ran out of time or memory.
    """
    if is_suspicious(data) and not _survives(data, pages):
        raise Unreadable(reason("pdf_too_heavy"))


def is_suspicious(data: bytes) -> bool:
    """Whether the bytes hold anything that can grow out of bounds."""
    if _names_much(data):
        return True
    room = MAX_UNPACKED
    for mark in _ends(data, b"stream"):
        line_end = _LINE_END.match(data, mark)
        if line_end is None or data[mark - 9 : mark] == b"endstream":
            continue
        start = line_end.end()
        head = data[max(0, mark - _HEAD_WITHIN) : mark]
        head = head[head.rfind(b" obj") + 1 :]
        if b"#" in head:
            head = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), head)
        is_form = b"/Form" in head
        if b"/Image" in head and not is_form:
            continue
        end = data.find(b"endstream", start)
        unpacked = _unpacked(data, start, len(data) if end < 0 else end, head, room)
        if unpacked is None:
            return True
        room -= len(unpacked)
        if is_form and _DRAWS.search(unpacked):
            return True
        if b"/ObjStm" in head and _names_much(unpacked, everywhere=True):
            return True
    return False


def _ends(data: bytes, mark: bytes) -> Iterator[int]:
    """Where each of these words ends; much faster than a regular expression."""
    at = data.find(mark)
    while at >= 0:
        yield at + len(mark)
        at = data.find(mark, at + len(mark))


def _names_much(data: bytes, *, everywhere: bool = False) -> bool:
    """True where a page consists of very many pieces, or of the same piece again and again.

    everywhere: any array of references may name the pieces of a page.
    """
    numbers: set[bytes] = set()
    for found in _PIECES.finditer(data):
        pieces = found[1].split(b"R")
        if len(pieces) <= _MOST_PIECES and len(pieces) <= 2 * len({*map(bytes.strip, pieces)}):
            continue
        start = found.start()
        while start and data[start - 1 : start].isspace():
            start -= 1
        if everywhere or data.endswith(b"/Contents", 0, start):
            return True
        if data.endswith(b"obj", 0, start):
            own = _OWN_NUMBER.search(data[max(0, start - _START_WITHIN) : start])
            if own is None:
                return True
            # Where an object starts is said elsewhere, and may be inside its number.
            numbers |= {own[1][index:].lstrip(b"0") for index in range(len(own[1]))}
    return bool(numbers) and _may_be_content(data, numbers)


def _may_be_content(data: bytes, numbers: set[bytes]) -> bool:
    """False where no page has any of these objects as its content.

    Files that tell what their text is (a heading, a cell) list for each page what it consists of,
    in arrays that look just like a content of very many pieces.
    """
    if _OBJECT_STREAM.search(data):
        return True  # pages may be packed
    values = (_VALUE.match(data, entry.end()) for entry in _CONTENTS.finditer(data))
    return any(value is None or value[1] in numbers for value in values)


def _unpacked(data: bytes, start: int, end: int, head: bytes, room: int) -> bytes | None:
    """The content of a stream; None for more than `room` bytes, and where it cannot be told."""
    packings = head.count(b"/FlateDecode") + head.count(b"/Fl ")
    for name, factor in _OTHER_PACKING:
        if name in head and (packings or (end - start) * factor > room):
            return None
    if packings > 1 or (not packings and end - start > room):
        return None
    if not packings:
        return data[start:end]
    # Without the two bytes before the packed data and the check sum behind it.
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(data[start + 2 : end], room + 1)
    except zlib.error:
        return None  # PDFium draws what stands before the damage; encrypted streams cannot be seen
    return None if len(content) > room else content


def _survives(data: bytes, pages: int) -> bool:
    code = _PROBE.format(memory=MEMORY_MIB, seconds=SECONDS, pages=pages)
    try:
        found = subprocess.run(  # noqa: S603 (our own code in our own interpreter)
            [sys.executable, "-c", code], input=data, timeout=2 * SECONDS,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode in (0, 1)
