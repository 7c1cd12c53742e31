"""Numbers that programs print above the columns of a table and before its rows, and no office.

A data frame that is printed or exported counts its columns 0, 1, 2 ...: in table 四 fifteen numbers
stand then where fifteen cells are awaited. Five numbers or more that count up by one are never
cells of a row: the last of them is no sum of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gouji.extraction.elements import Element, GridRow, Token

_FEWEST: Final = 5
_FEWEST_APART: Final = 8
"""Where each number stands on a line of its own, and several rows may meet."""
_STARTS: Final = ("01234", "12345")
_NOTHING: Final = frozenset({"NaN", "nan", "None", "<NA>"})


def without_numbering(elements: list[Element]) -> list[Element]:
    """The elements without numbers of columns, and of the rows below these."""
    if not any(map(_may_begin, elements, elements[1:])) and not _is_numbered(elements[-1:]):
        return elements
    return list(_unnumbered(elements))


def _may_begin(element: Element, behind: Element) -> bool:
    if isinstance(element, GridRow):
        return element.folded.startswith(_STARTS)
    return element.folded in ("0", "1") and behind.folded == str(int(element.folded) + 1)


def _is_numbered(elements: Sequence[Element]) -> bool:
    """True where the first element is a row of a grid that numbers its columns."""
    row = elements[0] if elements else None
    if not isinstance(row, GridRow) or not row.folded.startswith(_STARTS):
        return False
    texts = [token.folded for token in row.tokens]
    texts = texts if texts[0] else texts[1:]
    counts = len(texts) >= _FEWEST and texts[0] in ("0", "1")
    return counts and texts == _counted(texts[0], len(texts))


def _counted(first: str, count: int) -> list[str]:
    return [str(int(first) + n) for n in range(count)]


def _unnumbered(elements: list[Element]) -> Iterator[Element]:
    at = 0
    while at < len(elements):
        if _is_numbered(elements[at : at + 1]):
            end = _grid_end(elements, at)
            yield from _rows_below(elements[at:end])
            at = end
        elif run := _run(elements, at):
            at += run
            numbered = _numbered_lines(elements, at) if _on_one_line(elements[at - run : at]) else 0
            yield from _lines_below(elements[at : at + numbered])
            at += numbered
        else:
            yield elements[at]
            at += 1


# --- grids ----------------------------------------------------------------------------------------


def _grid_end(elements: Sequence[Element], start: int) -> int:
    """One past the last row of the grid."""
    first = elements[start]
    end = start + 1
    while end < len(elements):
        row = elements[end]
        if not isinstance(row, GridRow) or row.grid != first.grid:  # type: ignore[union-attr]
            break
        end += 1
    return end


def _rows_below(rows: Sequence[Element]) -> Iterator[Element]:
    """The rows below the numbers of the columns, without their own."""
    head, *body = (row for row in rows if isinstance(row, GridRow))
    indexed = not head.tokens[0].folded and all(
        row.tokens and row.tokens[0].folded == str(n) for n, row in enumerate(body)
    )
    for row in body:
        tokens = tuple(map(_filled, row.tokens[1:] if indexed else row.tokens))
        yield row._replace(tokens=tokens, folded="".join(token.folded for token in tokens))


def _filled(token: Token) -> Token:
    return token._replace(text="", folded="") if token.folded in _NOTHING else token


# --- lines ----------------------------------------------------------------------------------------


def _run(elements: Sequence[Element], start: int) -> int:
    """How many loose numbers from here on count up, if they are numbers of columns."""
    first = elements[start]
    if isinstance(first, GridRow) or first.folded not in ("0", "1"):
        return 0
    end = start
    awaited = int(first.folded)
    while end < len(elements) and isinstance(elements[end], Token):
        if elements[end].folded != str(awaited):
            break
        end += 1
        awaited += 1
    fewest = _FEWEST if _on_one_line(elements[start:end]) else _FEWEST_APART
    return end - start if end - start >= fewest else 0


def _on_one_line(run: Sequence[Element]) -> bool:
    places = {token.locator for token in run if isinstance(token, Token)}
    return len(places) == 1


def _numbered_lines(elements: Sequence[Element], start: int) -> int:
    """How many elements stand on the lines from here on that begin with 0, 1, 2 ..."""
    end = start
    line = 0
    while end < len(elements):
        token = elements[end]
        if not isinstance(token, Token) or token.text.split()[:1] != [str(line)]:
            break
        end = _line_end(elements, end)
        line += 1
    return end - start


def _line_end(elements: Sequence[Element], start: int) -> int:
    first = elements[start]
    end = start + 1
    while end < len(elements) and isinstance(token := elements[end], Token):
        if not isinstance(first, Token) or token.locator != first.locator:
            break
        end += 1
    return end


def _lines_below(tokens: Sequence[Element]) -> Iterator[Element]:
    """Such lines without their numbers."""
    at = 0
    while at < len(tokens):
        end = _line_end(tokens, at)
        first = tokens[at]
        if isinstance(first, Token):
            number, _, rest = first.text.strip().partition(" ")
            if rest.strip():
                yield first._replace(text=rest.strip(), folded=first.folded[len(number) :])
        yield from (_filled(t) if isinstance(t, Token) else t for t in tokens[at + 1 : end])
        at = end
