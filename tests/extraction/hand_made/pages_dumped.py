"""What pdftotext makes of pages of this folder that a browser printed without rulings.

The program sorts pieces by their place on the sheet: numbers come before, behind and apart from
their labels. Much of it must stay open.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.extraction.hand_made.printing import Page, page, told

_OPEN = {
    "no_header": ("disclosure", "requests", "disputes"),
    "plain": ("disclosure", "requests", "disputes"),
    "plain_layout": ("requests.unavailable_needs_creation", "requests.unavailable_still_unclear"),
    "total_first_layout": ("requests",),
    "total_first_raw": ("requests",),
}


def _dumped(name: str) -> Callable[[], Page]:
    def made() -> Page:
        path = Path(__file__).parent / "dumps" / f"{name}.txt"
        return path.name, path.read_bytes(), told()

    made.__name__ = f"dumped_{name}"
    return made


for _name, _open in _OPEN.items():
    page(*_open)(_dumped(_name))
