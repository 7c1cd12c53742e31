"""The column `row_key`: every frame that is judged has it, and results lead back to a row by it."""

from __future__ import annotations

ROW_KEY, SEPARATOR = "row_key", " / "


def row_key(*columns: str) -> str:
    """The SQL of a `row_key` made of these columns."""
    parts = ", ".join(f"""coalesce(cast("{column}" as varchar), '(null)')""" for column in columns)
    return f"concat_ws('{SEPARATOR}', {parts}) as {ROW_KEY}"
