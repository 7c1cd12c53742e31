"""Files of the dbt project that are derived from data of the library, and how they are written."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV whose lines end in LF."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write(derived: Mapping[str, str], arguments: Sequence[str] | None = None) -> int:
    """Write every file below the dbt project folder (first argument, default `dbt_project`).

    Args:
        derived: path inside the dbt project -> text.
        arguments: by default those of the process.

    Returns:
        The exit code: 0, or 2 where the folder is not a dbt project; then nothing is written.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    project = Path(given[0] if given else "dbt_project")
    if not (project / "dbt_project.yml").is_file():
        sys.stderr.write(f"{project} is not a dbt project: it has no dbt_project.yml\n")
        return 2
    for name, text in derived.items():
        target = project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return 0
