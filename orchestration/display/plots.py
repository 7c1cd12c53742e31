"""Pictures for the UI: SVG inside Markdown, which Dagster shows as it is.

What does not belong here: what is counted.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence

_COLORS = {
    "reconciled": "#2e7d4f",
    "unconfirmed": "#8fbf9f",
    "accepted": "#7aa6d8",
    "narrative": "#b8b8b8",
    "withheld": "#e0a030",
    "unreadable": "#b3362c",
    "excluded": "#6b6b6b",
}
_OTHER = "#999999"
_BAR, _GAP, _HEIGHT, _LEFT, _TOP, _KEY = 34, 10, 150, 12, 34, 22
_LETTER = 7.2


def statuses_by_year(
    counts: Mapping[str, Mapping[str, int]], statuses: Sequence[str], title: str
) -> str:
    """A picture in Markdown: a bar for each year, in pieces by status.

    Args:
        counts: year -> status -> number; years without reports are left out by the caller.
        statuses: in the order of the pieces, from below.
        title: what a reader without pictures is told.
    """
    highest = max((sum(one.values()) for one in counts.values()), default=0)
    if not highest:
        return "没有报告 / no reports"
    used = [status for status in statuses if any(one.get(status) for one in counts.values())]
    key, key_width = _key(used)
    bars = [
        _bar(place, year, one, used, highest) for place, (year, one) in enumerate(counts.items())
    ]
    width = max(_LEFT * 2 + len(bars) * (_BAR + _GAP), key_width) + 20
    height = _TOP + _HEIGHT + 24
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{key}{"".join(bars)}</svg>'
    )
    return f"![{title}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _key(statuses: Sequence[str]) -> tuple[str, float]:
    parts, left = [], float(_LEFT)
    for status in statuses:
        parts.append(
            f'<rect x="{left:.0f}" y="6" width="10" height="10" fill="{_color(status)}"/>'
            f'<text x="{left + 14:.0f}" y="15">{html.escape(status)}</text>'
        )
        left += _KEY + len(status) * _LETTER
    return "".join(parts), left


def _bar(
    place: int, year: str, counts: Mapping[str, int], statuses: Sequence[str], highest: int
) -> str:
    left, base = _LEFT + place * (_BAR + _GAP), _TOP + _HEIGHT
    parts, level = [], float(base)
    for status in statuses:
        size = counts.get(status, 0) / highest * (_HEIGHT - 16)
        level -= size
        if size:
            parts.append(
                f'<rect x="{left}" y="{level:.1f}" width="{_BAR}" height="{size:.1f}" '
                f'fill="{_color(status)}"/>'
            )
    middle = left + _BAR / 2
    label = year if len(year) < 5 else "?"
    parts.append(
        f'<text x="{middle}" y="{level - 4:.1f}" text-anchor="middle">{sum(counts.values())}</text>'
        f'<text x="{middle}" y="{base + 15}" text-anchor="middle">{html.escape(label)}</text>'
    )
    return "".join(parts)


def _color(status: str) -> str:
    return _COLORS.get(status, _OTHER)
