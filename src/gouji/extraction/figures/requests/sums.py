"""The sums of table 三: across each row to its total, and down each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import CellValue

_ACROSS = "requests.applicants"


@cache
def sums_across(form: str) -> tuple[Edit, ...]:
    """The edits that add up a row; the scope of each is its item."""
    return tuple(one for one in catalogue.edits("requests", form) if one.rule_id == _ACROSS)


@cache
def sums_down(form: str) -> tuple[Edit, ...]:
    """The edits that add up a column; the scope of each is its column."""
    return tuple(one for one in catalogue.edits("requests", form) if one.rule_id != _ACROSS)


def failing_columns(cells: Mapping[CellKey, CellValue], form: str) -> int:
    """How many sums down the columns of applicants fail; that of the totals is left out."""
    return sum(
        confront_edit(edit, cells).outcome is Outcome.FAIL
        for edit in sums_down(form)
        if edit.scope != "total"
    )


def all_rows_tie(items: Iterable[str], cells: Mapping[CellKey, CellValue], form: str) -> bool:
    """True where none of these rows fails to sum, and at least two sum to different totals.

    Zeros sum wherever they stand, and so does a number that one row alone holds twice.
    """
    wanted = set(items)
    results = [confront_edit(edit, cells) for edit in sums_across(form) if edit.scope in wanted]
    tied = {result.rhs for result in results if result.outcome is Outcome.PASS and result.rhs}
    return len(tied) > 1 and all(result.outcome is not Outcome.FAIL for result in results)
