"""What the claims of a report are held against: the certain figures of its tables, and its issuer.

A cell is only used where its table is readable and not in doubt, and the cell is certain. A blank
part counts as 0 where the total beside it is reported (DESIGN, blanks in balance edits). A blank
total is not known; where its column is totalled, it is what the parts of its row add up to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from gouji.extraction.report import Claim, Report
from gouji.forms import catalogue
from gouji.forms.claim_subjects import Reading
from gouji.forms.evaluation import Cells
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, State

_ANCHORS = {"requests": ("outcome_total", "new_received")}
"""Items of table 三 of which one must be reported in a column for its blanks to mean 0."""

_NEVER_BLANK = ("outcome_total", "new_received")


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with the bounds that its printed precision gives."""

    value: Decimal
    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: Interval, sign: int = 1) -> Interval:
        """The sum, or with -1 the difference."""
        low, high = (other.low, other.high) if sign > 0 else (-other.high, -other.low)
        return Interval(self.value + sign * other.value, self.low + low, self.high + high)


NOTHING = Interval(Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Facts:
    """One report without its prose.

    tables: form and cells of each table that is readable and not in doubt. `form` is the report's.
    """

    form: str
    year: int | None
    issuer_kind: str
    coverage: str
    coverage_evidence: str | None
    tables: Mapping[str, tuple[str, Cells]]
    _known: dict[Reading, Interval | None] = field(default_factory=dict, compare=False)

    def interval(self, claim: Claim) -> Interval:
        """What a stated number may be: itself for a count, its precision for money and shares."""
        value = Decimal(str(claim.value))
        half = Decimal(0) if claim.unit == "count" else Decimal(str(claim.step)) / 2
        return Interval(value, value - half, value + half)

    def has_cells(self, reading: Reading) -> bool:
        """Whether the forms of this report have the cells of a reading (in any table it lacks)."""
        for name in (*reading.cells, *reading.less):
            table_id = name.split(".")[0]
            if table_id in self.tables and not _keys(name, self.tables[table_id][0]):
                return False
        return True

    def reading(self, reading: Reading) -> Interval | None:
        """The value of a reading; None where a cell of it is not known."""
        if reading not in self._known:
            self._known[reading] = self._sum(reading)
        return self._known[reading]

    def _sum(self, reading: Reading) -> Interval | None:
        total = NOTHING
        for names, sign in ((reading.cells, 1), (reading.less, -1)):
            for name in names:
                value = self.cell(name)
                if value is None:
                    return None
                total = total.plus(value, sign)
        return total

    def cell(self, name: str) -> Interval | None:
        """The value of `table.item.column`; the sum over several items where it has a `*`."""
        table_id = name.split(".")[0]
        if table_id not in self.tables:
            return None
        form, cells = self.tables[table_id]
        keys = _keys(name, form)
        total = NOTHING
        for key in keys:
            value = _certain(table_id, key, cells)
            if value is None:
                return None
            total = total.plus(value)
        return total if keys else None


@cache
def _keys(name: str, form: str) -> tuple[CellKey, ...]:
    """The cells that a name of claims.toml means in that form."""
    table_id, item_id, column_id = name.split(".")
    table = catalogue.tables()[table_id]
    if form not in table.forms:
        return ()
    every = item_id[-1] == "*"
    return tuple(
        key
        for key in table.cells(form)
        if key.column == column_id
        and (key.item.startswith(item_id[:-1]) if every else key.item == item_id)
    )


def facts_of(report: Report) -> Facts:
    """The facts of a report as read."""
    identity = report.identity
    return Facts(
        report.form,
        identity.year,
        str(identity.issuer_kind),
        str(identity.coverage),
        identity.coverage_evidence,
        {
            name: (reading.form, reading.cells())
            for name, reading in report.tables.items()
            if reading.unreadable is None and reading.doubt is None
        },
    )


def _certain(table_id: str, key: CellKey, cells: Cells) -> Interval | None:
    cell = cells.get(key)
    if cell is None:
        return None
    if cell.state is State.REPORTED:
        return _interval(cell)
    if not cell.state.is_empty or key.item in _NEVER_BLANK or table_id == "disclosure":
        return None
    if table_id == "disputes":
        anchors = [] if key.column == "total" else [CellKey(key.item, "total")]
    else:
        anchors = [CellKey(item, key.column) for item in _ANCHORS.get(table_id, ())]
    there = any(key in cells and cells[key].state is State.REPORTED for key in anchors)
    if not there:
        return None
    return _of_parts(key, cells) if key.column == "total" else NOTHING


def _of_parts(key: CellKey, cells: Cells) -> Interval | None:
    """The sum of a row of which the total is left blank; None where a part is open."""
    parts = [cell for one, cell in cells.items() if one.item == key.item and one != key]
    if not all(part.state is State.REPORTED or part.state.is_empty for part in parts):
        return None
    total = NOTHING
    for part in parts:
        total = total.plus(_interval(part))
    return total


def _interval(cell: CellValue) -> Interval:
    value = Decimal(cell.value or 0)
    low = value if cell.low is None else Decimal(cell.low)
    high = value if cell.high is None else Decimal(cell.high)
    return Interval(value, low, high)
