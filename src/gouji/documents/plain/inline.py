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

_SIGNS = frozenset("<&\\*_~[`$")
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
# $1 0$, $59.2\%$, \( 3 \): numbers that recognisers set as formulas, where spaces say nothing.
_FORMULA = re.compile(
    r"(?:\$|\\\()\s{0,9}(?:\\(?:mathrm|mathbf|text)\s{0,9}\{\s{0,9})?"
    r"(?P<number>[-+]?\d[\d ]{0,30}(?:[.,][\d ]{0,30}\d)?)\}?\s{0,9}"
    r"(?:\\?(?P<share>%))?\s{0,9}(?:\$|\\\))"
)
_TOGETHER = re.compile(r"\d\d")
_HABIT = 3
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def unmarked(line: str) -> str:
    """The line as a reader of the rendered text sees it, without white space at its ends."""
    text = line.strip()
    if text.startswith(("#", "- ", "+ ", "> ")) or text.endswith("#"):
        text = _BULLET.sub("", _QUOTE.sub("", _HEADING.sub("", text)))
    if _SIGNS.isdisjoint(text):
        return text
    text = formulas_solved(_BULLET.sub("", text))
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


def formulas_solved(text: str) -> str:
    """The text with each number that is set as a formula as plain digits.

    Digits that stand apart stay so, unless all digits of all formulas do: such is the habit of the
    recogniser then, and no sign of two cells.
    """
    if "$" not in text and "\\(" not in text:
        return text
    numbers = [match["number"].strip() for match in _FORMULA.finditer(text)]
    apart = sum(" " in number for number in numbers) >= _HABIT
    apart = apart and not any(_TOGETHER.search(number) for number in numbers)

    def plain(match: re.Match[str]) -> str:
        number = match["number"].strip()
        return (number.replace(" ", "") if apart else number) + (match["share"] or "")

    return _FORMULA.sub(plain, text)


def _character(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return " " if character.isspace() else character
