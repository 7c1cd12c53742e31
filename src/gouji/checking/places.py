"""Says where in a file something stands, for a person."""

from __future__ import annotations

from collections.abc import Iterable

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
    """The different places, the first `most` of them."""
    texts = list(dict.fromkeys(filter(None, (describe_place(one, lang) for one in locators))))
    more = "…" if len(texts) > most else ""
    return ("；" if lang == "zh" else "; ").join(texts[:most]) + more
