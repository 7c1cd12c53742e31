"""The bare HTML page that index and reconciliation pages share: one file, no script, no network.

Everything that came out of a report is text here and is escaped; markup is only what this package
writes itself, marked by the type `Markup`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from decimal import Decimal

_STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
       max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 0.9rem; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { border: 1px solid #b8b8b8; padding: 0.25rem 0.5rem; text-align: left; }
th { background: #f2f2f2; font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.suspect { background: #ffe3b3; outline: 2px solid #b35c00; outline-offset: -2px; }
td.crossed { background: #ffc2b3; outline: 3px solid #a80000; outline-offset: -3px; }
td.uncertain { background: #e4e4f7; outline: 2px dashed #4b4ba8; outline-offset: -2px; }
.advice { color: #a80000; white-space: nowrap; }
.raw { color: #555; font-size: 0.8rem; }
.scroll { overflow-x: auto; }
.en { color: #555; }
"""


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def escape(value: object) -> Markup:
    """Any value as HTML text; None is empty, `Markup` stays as it is."""
    if isinstance(value, Markup):
        return value
    return Markup("" if value is None else html.escape(str(value), quote=True))


def both(zh: object, en: object) -> Markup:
    """A text in both languages, Chinese first."""
    return Markup(f'{escape(zh)}<br><span class="en" lang="en">{escape(en)}</span>')


def link(target: str, text: object) -> Markup:
    """A link; `target` is a relative path."""
    from urllib.parse import quote

    return Markup(f'<a href="{escape(quote(target))}">{escape(text)}</a>')


def table(head: Iterable[object], rows: Iterable[Iterable[object]], caption: object = "") -> Markup:
    """A table; numbers stand to the right."""
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    body = "\n".join("<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in rows)
    label = f"<caption>{escape(caption)}</caption>" if caption else ""
    return Markup(
        f'<div class="scroll"><table>{label}<thead><tr>{titles}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def page(title: str, parts: Iterable[Markup]) -> bytes:
    """The whole page, UTF-8."""
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    ).encode()


def _cell(value: object) -> str:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return f'<td class="number">{value}</td>' if number else f"<td>{escape(value)}</td>"
