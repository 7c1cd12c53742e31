"""Recomputes three marts of a release from what a person read in the reports.

    python recompute.py RELEASE TRUTH_FOLDER [TRUTH_FOLDER ...]

Knows the reports' JSON (table -> item -> column -> number or null for an empty cell), the names of
the marts' columns, and DuckDB to read Parquet; nothing of the project is imported. An empty cell
may be counted as 0 or make what it is part of empty, never anything else. Prints what was compared
and every difference; exits with 1 if there is one.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
GROUPS = ("denied", "unavailable", "not_processed", "other")
SINGLE = (
    "new_received",
    "brought_forward",
    "granted",
    "partially_granted",
    "outcome_total",
    "carried_forward",
)
RATES = {
    "disclosure_rate": ("granted partially_granted", "outcome_total"),
    "full_disclosure_rate": ("granted", "outcome_total"),
    "disclosure_rate_on_merits": (
        "granted partially_granted",
        "granted partially_granted denied",
    ),
    "clearance_rate": ("outcome_total", "new_received brought_forward"),
    "carry_rate": ("carried_forward", "new_received brought_forward"),
    "partially_granted_share": ("partially_granted", "outcome_total"),
    "denied_share": ("denied", "outcome_total"),
    "unavailable_share": ("unavailable", "outcome_total"),
    "not_processed_share": ("not_processed", "outcome_total"),
    "other_share": ("other", "outcome_total"),
}
APPLICANTS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other",
)


class Comparison:
    """Counts what was compared and collects what differs."""

    def __init__(self) -> None:
        self.compared: dict[str, int] = {}
        self.empty = 0
        self.differences: list[str] = []

    def number(self, mart: str, where: str, said: Any, cells: list[Any]) -> None:
        """A sum of cells; it may be empty only where one of them is."""
        self.compared[mart] = self.compared.get(mart, 0) + 1
        if said is None:
            self.empty += 1
            if None not in cells:
                self.differences.append(f"{mart} {where}: empty, due {sum(cells)}")
        elif float(said) != float(sum(cell or 0 for cell in cells)):
            due = sum(cell or 0 for cell in cells)
            self.differences.append(f"{mart} {where}: {said}, due {due}")

    def rate(self, mart: str, where: str, said: Any, top: Any, whole: Any) -> None:
        """A quotient; empty where its whole is 0 or a side is not known."""
        self.compared[mart] = self.compared.get(mart, 0) + 1
        due = None if top is None or not whole else float(top) / float(whole)
        self.empty += due is None
        same = said is due is None or (
            said is not None and due is not None and math.isclose(said, due, rel_tol=1e-12)
        )
        if not same:
            self.differences.append(f"{mart} {where}: {said}, due {due}")


def added(row: Row, names: str) -> Any:
    """The sum of columns, None as soon as one is empty."""
    values = [row[name] for name in names.split()]
    return None if None in values else sum(values)


def measures(table: Row, column: str) -> dict[str, list[Any]]:
    """The cells of each measure in one column of table 三."""
    found = {name: [table[name][column]] for name in SINGLE}
    for group in GROUPS:
        found[group] = [
            cells[column] for item, cells in table.items() if item.startswith(f"{group}_")
        ]
    return found


def outcomes(found: Comparison, row: Row, table: Row) -> None:
    mart = "mart_request_outcomes"
    for name, cells in measures(table, "total").items():
        found.number(mart, f"{row['stem']} {name}", row[name], cells)
    for name, (top, whole) in RATES.items():
        where = f"{row['stem']} {name}"
        found.rate(mart, where, row[name], added(row, top), added(row, whole))


def applicants(found: Comparison, row: Row, table: Row, total: Row) -> None:
    mart = "mart_outcomes_by_applicant"
    where = f"{row['stem']} {row['applicant']}"
    for name, cells in measures(table, row["applicant"]).items():
        found.number(mart, f"{where} {name}", row[name], cells)
    top, whole = added(row, "granted partially_granted"), row["outcome_total"]
    found.rate(mart, f"{where} disclosure_rate", row["disclosure_rate"], top, whole)
    share = row["new_received"], total["new_received"]
    found.rate(mart, f"{where} share_of_received", row["share_of_received"], *share)


def disputes(found: Comparison, row: Row, cells: Row) -> None:
    mart, where = "mart_dispute_outcomes", f"{row['stem']} {row['route']}"
    for name in ("upheld", "overturned", "other", "pending", "total"):
        found.number(mart, f"{where} {name}", row[name], [cells[name]])
    results = [cells[name] for name in ("upheld", "overturned", "other")]
    found.number(mart, f"{where} closed", row["closed"], results)
    rate = row["overturned"], row["closed"]
    found.rate(mart, f"{where} overturn_rate", row["overturn_rate"], *rate)


def rows_of(release: Path, mart: str) -> list[Row]:
    """The rows of a mart, each with the name of its file without the ending (`stem`)."""
    with duckdb.connect() as connection:
        result = connection.execute(
            "select mart.*, paths.path from read_parquet(?) as mart join (select distinct "
            "document_id, path from read_parquet(?)) as paths using (document_id)",
            [str(release / "marts" / f"{mart}.parquet"), str(release / PRINTED)],
        )
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
    return [{**row, "stem": Path(row["path"]).stem} for row in rows]


PRINTED = "figures_as_published.parquet"


def recompute(release: Path, folders: list[Path]) -> Comparison:
    """Every number of three marts against the reports of the folders."""
    files = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    truth = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
    found = Comparison()
    totals = {row["stem"]: row for row in rows_of(release, "mart_request_outcomes")}
    for stem, row in totals.items():
        outcomes(found, row, truth[stem]["figures"]["requests"])
    for row in rows_of(release, "mart_outcomes_by_applicant"):
        table = truth[row["stem"]]["figures"]["requests"]
        applicants(found, row, table, totals[row["stem"]])
    for row in rows_of(release, "mart_dispute_outcomes"):
        name = "disputes_2014" if row["form"] == "form_2014" else "disputes"
        cells = truth[row["stem"]]["figures"][name][row["route"]]
        disputes(found, row, {"pending": None, **cells})  # the form of 2014 has no such column
    return found


def main(arguments: list[str]) -> int:
    release, *folders = map(Path, arguments)
    found = recompute(release, folders)
    for mart, count in found.compared.items():
        print(f"{mart}: {count} numbers recomputed")
    print(f"{found.empty} of them empty, each for an empty cell or a whole of 0")
    print(*found.differences, sep="\n", end="\n" if found.differences else "")
    print(f"{len(found.differences)} differences")
    return 1 if found.differences or not found.compared else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
