"""The sums of table 三: across each row to its total, and down each column."""

from __future__ import annotations

from functools import cache

from gouji.forms import catalogue
from gouji.forms.model import Edit

_ACROSS = "requests.applicants"


@cache
def sums_across(form: str) -> tuple[Edit, ...]:
    """The edits that add up a row; the scope of each is its item."""
    return tuple(one for one in catalogue.edits("requests", form) if one.rule_id == _ACROSS)


@cache
def sums_down(form: str) -> tuple[Edit, ...]:
    """The edits that add up a column; the scope of each is its column."""
    return tuple(one for one in catalogue.edits("requests", form) if one.rule_id != _ACROSS)
