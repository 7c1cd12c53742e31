"""How the pages name a table, a status, a number and an instant, for a person to read."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from gouji.forms import catalogue
from gouji.reconciliation.status import Status
from gouji.release.page import Markup, both, escape

WHOLE_REPORT = "report"
"""Stands for the table in `mart_withheld_reports` where no single table is to blame."""


def number(value: Decimal | None) -> Decimal | str:
    """A number without decimals that say nothing, so that a count is no 12.00."""
    return "" if value is None else Decimal(plain(value))


def plain(value: Decimal | None) -> str:
    """The same as text."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else str(value)


def table_name(table_id: str) -> Markup:
    """A statutory table in both languages; or that no single table is to blame."""
    known = catalogue.tables().get(table_id)
    if known is not None:
        return both(known.zh, known.en)
    return both("整份报告", "the whole report") if table_id == WHOLE_REPORT else escape(table_id)


def status_name(status: str) -> Markup:
    """The status of a table in Chinese, beside the id that the marts have."""
    return both(Status(status).text("zh"), status)


def moment(instant: str) -> str:
    """An ISO instant in UTC as a person writes it; a text that is none stays as it is."""
    try:
        return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except ValueError:
        return instant
