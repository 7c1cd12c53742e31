"""What the files of one `gouji check` say of each other: a report and that of the year before.

Only what comparisons need is kept of each file, so that a folder of any size can be checked. A
failure never changes a status or the exit code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gouji.checking.examine import Checked
from gouji.checking.files import FileError
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.reconciliation.comparisons.one_report import Remembered
from gouji.reconciliation.report_defects import confront_years


@dataclass(frozen=True, slots=True)
class AcrossYears:
    """One file whose report could be compared with that of the year before, and what fails.

    before: the path of the earlier report. assessed: how many comparisons there were.
    """

    path: str
    before: str
    assessed: int
    failures: tuple[Confrontation, ...]


class YearsSeen:
    """Collects reports as they are checked, and compares them in the end."""

    def __init__(self) -> None:
        self._kept: list[tuple[str, Remembered]] = []

    def add(self, checked: Checked) -> None:
        """Keep what is needed of one report."""
        seen = checked.remembered
        if seen.issuer_id is not None and seen.year is not None:
            self._kept.append((checked.path, seen))

    def compared(self) -> Iterator[AcrossYears]:
        """Every report whose issuer's report of the year before is there too, in order."""
        known = {(seen.issuer_id, seen.year): (path, seen) for path, seen in self._kept}
        for path, seen in self._kept:
            earlier = known.get((seen.issuer_id, (seen.year or 0) - 1))
            if earlier is None:
                continue
            found = [
                one
                for one in confront_years(seen, earlier[1])
                if one.outcome is not Outcome.NOT_ASSESSABLE
            ]
            failures = tuple(one for one in found if one.outcome is Outcome.FAIL)
            yield AcrossYears(path, earlier[0], len(found), failures)


def with_years(results: list[Checked | FileError]) -> list[Checked | FileError]:
    """The same results, each with what fails against the year before among its defects."""
    seen = YearsSeen()
    for result in results:
        if isinstance(result, Checked):
            seen.add(result)
    found = {one.path: one.failures for one in seen.compared()}
    return [
        replace(result, defects=(*result.defects, *found[result.path]))
        if isinstance(result, Checked) and result.path in found
        else result
        for result in results
    ]
