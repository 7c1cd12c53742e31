"""Bytes of text and HTML files -> str, or a clear refusal.

Chinese office files mix UTF-8, GBK/GB18030 (often declared as gb2312), Big5 and UTF-16, and some
were converted wrongly before they were published. A wrong guess does not fail, it garbles; so
every guess is confirmed by characters that each Chinese administrative text must contain.
What does not belong here: markup and layout. Control characters are left as they are, because
in text dumps they can separate cells.
"""

from __future__ import annotations

import codecs
import re

from gouji.documents.reasons import Reason, Unreadable, reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the UTF-16 one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.I
)
_DECLARATION_WITHIN = 4096
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SAMPLE = 2000
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
# What servers declare without looking: believed only if nothing better fits.
_HOLLOW = {"utf-8", "utf8", "ascii", "us-ascii", "iso-8859-1", "latin1", "windows-1252", "unicode"}

_EVERYDAY = "政公的信息府一是不在有和年月日开開工作行为為数數"
# Everyday characters make up a quarter of a report and a few per thousand of mojibake.
_GARBLED_BELOW = 0.02
_ENOUGH_CHINESE = 60
_MAX_BAD_SHARE = 0.002
_FEW_BAD = 3


class UndecodableText(Unreadable):
    """The bytes cannot be turned into text that may be trusted."""


def decode(data: bytes) -> str:
    """The text of `data`, without byte order mark.

    A few broken bytes become U+FFFD and stay visible; NUL becomes U+FFFD too.

    Raises:
        UndecodableText: no encoding fits, or too much of the text is damaged.
    """
    return _decode(data)[0]


def utf8(data: bytes) -> bytes:
    """`decode` in UTF-8: the very same bytes, where they are that already.

    Raises:
        UndecodableText: as `decode`.
    """
    text, unchanged = _decode(data)
    return data if unchanged else to_utf8(text)


def to_utf8(text: str) -> bytes:
    """Text as UTF-8; lone surrogates become "?"."""
    return text.encode("utf-8", "replace")


def _decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether the bytes are just its UTF-8."""
    text, unchanged = _best(data)
    if data.find(0) >= 0:
        text, unchanged = text.replace("\0", "\ufffd"), False
    bad = text.count("\ufffd") if "\ufffd" in text else 0
    if bad > _bearable(len(text)):
        raise UndecodableText(reason("garbled", bad=bad, total=len(text)))
    return text, unchanged


def _best(data: bytes) -> tuple[str, bool]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(name, errors="replace")
            return (_repaired(text) if name == "utf-8-sig" else text), False
    wide = utf16_without_mark(data)
    if wide is not None:
        return wide, False
    # UTF-8 goes before the declaration: no other encoding of Chinese passes as UTF-8, while
    # UTF-8 bytes often pass as the gb2312 that a template declares.
    utf8_text = _strict(data, "utf-8")
    if utf8_text is not None:
        if _lacks_everyday(utf8_text, len(data)):
            return _repaired(utf8_text), False
        return utf8_text, True
    fallback: str | None = None
    for name in _candidates(data):
        candidate = _strict(data, name)
        if candidate is not None:
            if not _garbled(candidate):
                return candidate, False
            fallback = fallback or candidate
    return _with_few_losses(data, fallback), False


def _bearable(size: int) -> float:
    """How many characters of a text may be damaged before it is refused."""
    return max(_FEW_BAD, size * _MAX_BAD_SHARE)


def _candidates(data: bytes) -> list[str]:
    names = ["gb18030", "big5", "big5hkscs"]
    declared = _DECLARED.search(data, 0, _DECLARATION_WITHIN)
    if declared:
        name = declared.group(1).decode("ascii").lower()
        name = _ALIASES.get(name, name)
        if name not in _HOLLOW and not name.startswith(("utf-16", "utf-32")):
            names.insert(0, name)
    return list(dict.fromkeys(names))


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def utf16_without_mark(data: bytes) -> str | None:
    """The text, if the bytes are UTF-16 without a byte order mark; None if they are not.

    UTF-16 shows itself by the NULs of its ASCII half (line ends, digits, tags).
    """
    if data.find(0, 0, _DECLARATION_WITHIN) < 0:
        return None
    head = data[:_DECLARATION_WITHIN]
    if head.count(0) * 50 < len(head):
        return None
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if min(odd, even) * 20 > max(odd, even):
        return None
    text = _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    return None if text is None or _CONTROLS.search(text, 0, _SAMPLE) else text


def _with_few_losses(data: bytes, fallback: str | None) -> str:
    """No encoding fits without loss, or only with rare characters: the last attempts."""
    for name in ("utf-8", "gb18030"):
        text = data.decode(name, errors="replace")
        bad = text.count("\ufffd")
        if bad <= _bearable(len(text)) and not _garbled(text):
            return text
    if fallback is None:
        from charset_normalizer import from_bytes

        best = from_bytes(data[: 1 << 20]).best()
        text_or_none = _strict(data, best.encoding) if best else None
        if text_or_none is None or "\0" in text_or_none:
            raise UndecodableText(reason("undecodable"))
        fallback = text_or_none
    return _repaired(fallback)


def _repaired(text: str) -> str:
    """Undo UTF-8 that was once read as GBK, where that is possible without loss."""
    if not _garbled(text):
        return text
    try:
        repaired = text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        raise UndecodableText(_mojibake(text)) from None
    if _garbled(repaired):
        raise UndecodableText(_mojibake(text))
    return repaired


def _mojibake(text: str) -> Reason:
    bad = text.count("\ufffd")
    if bad > _bearable(len(text)):
        return reason("garbled", bad=bad, total=len(text))
    return reason("mojibake")


def _garbled(text: str) -> bool:
    """True where the text has many Chinese characters and hardly an everyday one among them."""
    return _lacks_everyday(text, len(text.encode("utf-8", "surrogatepass")))


def _lacks_everyday(text: str, utf8_size: int) -> bool:
    # Each character of three UTF-8 bytes adds two to the difference: near enough to their count.
    chinese = (utf8_size - len(text)) // 2
    if chinese < _ENOUGH_CHINESE:
        return False
    found = 0
    for char in _EVERYDAY:
        found += text.count(char)
        if found >= chinese * _GARBLED_BELOW:
            return False
    # Tables may be drawn with thousands of characters that are no Chinese.
    drawn = sum("\u2500" <= char <= "\u257f" for char in text)
    return chinese - drawn >= _ENOUGH_CHINESE and found < (chinese - drawn) * _GARBLED_BELOW
