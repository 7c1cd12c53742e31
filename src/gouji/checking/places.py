"""Says where in a file something stands, for a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from gouji.documents.model import Locator


def describe_place(locator: Locator, lang: str) -> str:
    """Page or line first, then the cell of the table or the characters; empty if nothing is known.

    A box is given only where nothing else tells where on the page it is.
    """
    zh = lang == "zh"
    parts = []
    if locator.page is not None:
        parts.append(f"第{locator.page}页" if zh else f"page {locator.page}")
    if locator.line is not None:
        parts.append(f"第{locator.line}行" if zh else f"line {locator.line}")
    if locator.paragraph is not None:
        parts.append(f"第{locator.paragraph}段" if zh else f"paragraph {locator.paragraph}")
    if locator.table is not None:
        parts.append(f"表格{locator.table}" if zh else f"table {locator.table}")
    if locator.row is not None:
        parts.append(_cell(locator, zh))
    elif locator.box is not None:
        left, top, *_ = locator.box
        parts.append(f"距左{left:.0f}距顶{top:.0f}点" if zh else f"{left:.0f}, {top:.0f} points")
    if locator.start is not None and locator.row is None:
        first = locator.start + 1
        last = max(first, locator.end or first)
        parts.append(f"第{first}–{last}字" if zh else f"characters {first}–{last}")
    return ("，" if zh else ", ").join(parts)


def _cell(locator: Locator, zh: bool) -> str:
    row, column = locator.row, locator.column
    if column is None:
        return f"{row}行" if zh else f"row {row}"
    return f"{row}行{column}列" if zh else f"row {row} column {column}"


def describe_places(locators: Iterable[Locator], lang: str, most: int = 4) -> str:
    """The different places, those in one table or one column of lines together.

    Only the first `most` tables and rows are named.
    """
    groups: dict[Locator, list[Locator]] = {}
    for one in dict.fromkeys(locators):
        groups.setdefault(_around(one), []).append(one)
    texts = [_together(found, lang) for found in groups.values()]
    texts = list(dict.fromkeys(filter(None, texts)))
    more = "…" if len(texts) > most else ""
    return ("；" if lang == "zh" else "; ").join(texts[:most]) + more


def _around(locator: Locator) -> Locator:
    """What places have in common that are said together: the row, or that they are lines."""
    if locator.row is not None and locator.column is not None:
        return locator._replace(column=None, box=None, start=None, end=None)
    if locator.line is not None and locator == Locator(line=locator.line):
        return Locator(line=0)
    return locator


def _together(places: Sequence[Locator], lang: str) -> str:
    first, *others = places
    if not others:
        return describe_place(first, lang)
    zh = lang == "zh"
    if first.row is None:
        lines = _ranges([one.line or 0 for one in places], zh)
        return f"第{lines}行" if zh else f"lines {lines}"
    columns = _ranges([one.column or 0 for one in places], zh)
    row = describe_place(_around(first), lang)
    return f"{row}{columns}列" if zh else f"{row} columns {columns}"


def _ranges(numbers: Iterable[int], zh: bool) -> str:
    """Numbers in order, runs of three and more by their ends: 1–3、7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [f"{run[0]}–{run[-1]}" if len(run) > 2 else "" for run in runs]
    parts = [
        text or ("、" if zh else ", ").join(map(str, run))
        for text, run in zip(said, runs, strict=True)
    ]
    return ("、" if zh else ", ").join(parts)


def printable(text: str) -> str:
    """Without characters that would move a terminal's cursor."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text)
