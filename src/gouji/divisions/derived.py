"""What the dbt project takes from the divisions: which lie below which, and what became of some.

`python -m gouji.divisions.derived` writes the files of `project_files()` into `dbt_project/`; a
test fails when a file there differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from gouji.derived_files import csv_text, write
from gouji.divisions.units import ended_by, rows


def project_files() -> dict[str, str]:
    """Every derived file: path inside the dbt project -> text (lines end in LF)."""
    return {
        "seeds/divisions.csv": csv_text(_divisions()),
        "seeds/division_changes.csv": csv_text(_changes()),
    }


def _divisions() -> Iterator[Sequence[object]]:
    """Those of the current list; an empty parent for a province."""
    yield "division_code", "name", "level", "parent"
    for row in rows("divisions.csv"):
        yield row["code"], row["name"], row["level"], row["parent"]


def _changes() -> Iterator[Sequence[object]]:
    """Divisions that ceased, one row a successor.

    `ended` is the year of the approval or effect, empty where not certain; `ended_by` the year in
    which it is certain to have ceased.
    """
    yield "division_code", "name", "parent", "ended", "ended_by", "successor"
    for row in rows("predecessors.csv"):
        by = ended_by(row)
        for heir in row["successors"].split() or [""]:
            yield row["code"], row["name"], row["parent"], row["year"], by, heir


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every derived file below the dbt project folder (default `dbt_project`)."""
    return write(project_files(), arguments)


if __name__ == "__main__":
    sys.exit(main())
