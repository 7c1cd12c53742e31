"""Small pieces of text that every message is made of: where something stands, and plain numbers."""

from __future__ import annotations

from decimal import Decimal

from gouji.forms.model import Table
from gouji.forms.values import Number


def describe_scope(table: Table, scope: str, lang: str = "zh") -> str:
    """The printed label of the row, column, cell or table that a scope names."""
    name = table.zh if lang == "zh" else table.en
    if scope == table.id:
        return f"《{name}》" if lang == "zh" else name
    parts = scope.split(".")
    if len(parts) == 3:
        item, column = table.item(parts[1]), table.column(parts[2])
        if lang == "zh":
            return f"《{name}》“{item.zh}”行“{column.zh}”列"
        return f"{name}, row “{item.en}”, column “{column.en}”"
    for item in table.items:
        if item.id == scope:
            return f"《{name}》“{item.zh}”行" if lang == "zh" else f"{name}, row “{item.en}”"
    column = table.column(scope)
    return f"《{name}》“{column.zh}”列" if lang == "zh" else f"{name}, column “{column.en}”"


def plain_number(number: Number | None) -> str:
    """A number without zeros that say nothing: 5, 5.5."""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text
