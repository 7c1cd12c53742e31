"""Records in JSON in which programs keep a page: its markup or its text beside other things.

Crawlers and interfaces of sites write such files. Here only the report in them is found; it is read
as the page or the text that it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_SHORTEST = 200
_DEEPEST = 12
_MOST_VALUES = 1_000_000
"""More than any page has, and no more than fits into memory as objects."""
_TABLE = re.compile(r"<table[\s>].*<t[dh][\s>]", re.I | re.S)
_PIPES = re.compile(r"^[^|\n]*\|.*\|", re.M)
_SECTION = re.compile("主动公开(?:政府)?信息的?情况|依申请公开(?:政府)?信息|信息公开申请")
_TITLES = ("title", "Title", "TITLE", "name")


def record_of(text: str) -> tuple[str, str | None] | None:
    """The report in a record, and the title beside it; None where the text is no such record.

    Of several texts of one page that with tables is taken. A record of several reports is none.
    """
    if sum(map(text.count, "{[,")) > _MOST_VALUES:
        return None
    try:
        record = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    found = [one for one in _texts(record, 0) if _SECTION.search(one[0])]
    if not found or len({id(owner) for _, owner in found}) > 1:
        return None
    best, owner = max(found, key=lambda one: (_worth(one[0]), len(one[0])))
    titles = (owner.get(name) for name in _TITLES)
    return best, next((one for one in titles if isinstance(one, str) and one.strip()), None)


def _texts(value: object, depth: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Each long text in a record, and the object of which it is a member."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for member in value.values():
            if isinstance(member, str) and len(member) >= _SHORTEST:
                yield member, value
            else:
                yield from _texts(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member, depth + 1)


def _worth(text: str) -> int:
    """Markup says in which column a cell stands, pipes where it ends."""
    return 2 if _TABLE.search(text) else 1 if _PIPES.search(text) else 0
