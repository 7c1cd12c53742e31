"""The marks of Markdown and HTML inside one line, paragraph or cell of a text.

Converters write emphasis, links, escapes, styled spans and character references into the cells of
their tables. What is marked stays, the marks go. Marks that may change what a number says are left
alone, so that the cell is read as no plain number: digits crossed out (`~~12~~`), and small raised
ones, which mark a note.
"""

from __future__ import annotations

import html
import re

from gouji.documents.joining import join_lines

_SIGNS = frozenset("<&\\*_~[`")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_NOTE = re.compile(r"<(su[bp])\b[^<>]{0,200}>\s*\d[^<>]{0,20}</\1\s*>", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|center|del|div|em|figure|font|h[1-6]|i|ins|label|li|main|mark|o:p|ol"
    r"|p|s|section|small|span|strike|strong|su[bp]|u|ul)\b[^<>]{0,1000}>",
    re.I,
)
_REFERENCE = re.compile(r"&(?:#\d{1,6}|#x[\da-f]{1,6}|[a-z]{2,8});", re.I)
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\((?:[^()]|\([^()]{0,300}\)){0,2000}\)")
# [规章]{style="..."}: pandoc's own Markdown.
_SPAN = re.compile(r"\[([^\[\]]{0,300})\]\{[^{}]{0,1000}\}")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|(?<!\s)\s++#{1,6}\s*+$")
_BULLET = re.compile(r"^\s{0,3}[-*+]\s+(?=[^\W\d_]|[（(【〔\[*])")
_QUOTE = re.compile(r"^\s{0,3}>\s+")
_STRONG = re.compile(r"\*\*|(?<![\w_])__(?=[^\s_])|(?<=[^\s_])__(?![\w_])")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*(?![\w*])")
_LOW = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,300}?)(?<=[^\s_])_(?![\w_])")
_STRUCK = re.compile(r"~~([^~\d]{1,300})~~")
_CODE = re.compile(r"`([^`\n]{1,300})`")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def unmarked(line: str) -> str:
    """The line as a reader of the rendered text sees it, without white space at its ends."""
    text = line.strip()
    if text.startswith(("#", "- ", "+ ", "> ")) or text.endswith("#"):
        text = _BULLET.sub("", _QUOTE.sub("", _HEADING.sub("", text)))
    if _SIGNS.isdisjoint(text):
        return text
    text = _BULLET.sub("", text)
    if "<" in text:
        text = join_lines(piece.strip() for piece in _BREAK.split(text))
        text = text if _NOTE.search(text) else _TAG.sub("", text)
    if "[" in text:
        text = _SPAN.sub(r"\1", _SPAN.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", text))))
    text = _CODE.sub(r"\1", _STRUCK.sub(r"\1", _STRONG.sub("", text)))
    text = _LOW.sub(r"\1", _EMPHASIS.sub(r"\1", text))
    if "\\" in text:
        text = _ESCAPED.sub("", text.removesuffix("\\"))
    return _REFERENCE.sub(_character, text).strip()


def _character(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return " " if character.isspace() else character
