"""How reports are read through every format, against what a person read in the original.

The bundled samples, and the real page and PDF where they are at hand.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from gouji.extraction.reader import read_report
from gouji.extraction.report import Report
from gouji.forms.values import CellValue, State
from gouji.samples import samples_dir, truth_dir
from tests.generation.converted import Made, dumps, formats, missing
from tests.generation.rewritten import as_html

REAL = ("hongze_2023.pdf", "shuyang_fagai_2023.html")
VERDICTS = ("exact", "ambiguous", "missing", "wrong")
_ROOT = Path(__file__).resolve().parents[2]


class Original(NamedTuple):
    """A report as it was published, and what a person read in it."""

    path: Path
    truth: dict[str, Any]


class Score(NamedTuple):
    """Cells by verdict, each wrong one in words, and why the whole file was refused."""

    counts: Counter[str]
    wrong: list[str]
    unreadable: str


def originals() -> dict[str, Original]:
    """Every report that there is, by file name."""
    shared = Path(os.environ.get("GOUJI_SHARED") or _ROOT.parent / "shared")
    places = [(path, truth_dir()) for path in sorted(samples_dir().iterdir())]
    places += [(shared / "reports" / name, shared / "truth") for name in REAL]
    found = {}
    for path, folder in places:
        truth = folder / f"{path.stem}.json"
        if path.exists() and truth.exists():
            found[path.name] = Original(path, json.loads(truth.read_text(encoding="utf-8")))
    return found


@cache
def converted() -> dict[str, list[Made]]:
    """Every report in every format, the original first; of a PDF its own dumps too."""
    data = {name: original.path.read_bytes() for name, original in originals().items()}
    made = formats({name: as_html(content, name) for name, content in data.items()})
    for name, content in data.items():
        own = [Made("as published", name, content)]
        if name.endswith(".pdf"):
            own += (
                Made(f"pdftotext {number}, as published", "a.txt", dump)
                for number, dump in enumerate(dumps(content), start=1)
            )
        made[name][:0] = own
    return made


def score(report: Report, truth: dict[str, Any]) -> Score:
    """Every cell that a person read, and every number where there is none for certain."""
    counts: Counter[str] = Counter()
    wrong = []
    for scope, cell, stated in _cells(report, truth):
        found = _verdict(cell, stated)
        counts[found] += 1
        if found == "wrong":
            wrong.append(f"{scope}: {cell} for {stated}")
    reason = report.unreadable.code if report.unreadable else ""
    return Score(counts, wrong, reason)


def _cells(report: Report, truth: dict[str, Any]) -> Iterator[tuple[str, CellValue | None, Any]]:
    """Place, what was read, and what is true: a number, None for none, "ambiguous" for either."""
    states = truth.get("expected_state", {})
    read = {
        (table, figure.item, figure.column): figure.cell
        for table, reading in report.tables.items()
        for figure in reading.figures
    }
    known = {
        (table, item, column): value
        for table, rows in truth.get("figures", {}).items()
        for item, columns in rows.items()
        for column, value in columns.items()
    }
    for key in known | read:
        scopes = [".".join(key[:length]) for length in (1, 2, 3)]
        either = any(states.get(scope) == "ambiguous" for scope in scopes)
        if key in known or either:
            yield scopes[-1], read.get(key), "ambiguous" if either else known[key]


def _verdict(cell: CellValue | None, stated: Any) -> str:
    if cell is None or cell.state is State.MISSING:
        return "missing"
    if not cell.state.is_certain:
        return "ambiguous"
    value = None if cell.value is None else float(cell.value)
    return "exact" if value == (stated if stated is None else _number(stated)) else "wrong"


def _number(stated: Any) -> float | str:
    return stated if stated == "ambiguous" else float(stated)


def unexplained(report: Report) -> list[str]:
    """Cells that are left open without a word on why."""
    return [
        f"{table}.{figure.item}.{figure.column}"
        for table, reading in report.tables.items()
        for figure in reading.figures
        if figure.cell.state is State.AMBIGUOUS
        and not (figure.note or figure.cell.candidates or reading.doubt)
    ]


def main() -> None:
    """Prints the table: a line for each report and format."""
    if missing():
        raise SystemExit(f"not installed: {', '.join(missing())}")
    total: Counter[str] = Counter()
    print(_line("report", "format", *VERDICTS))
    for name, made in converted().items():
        for form, file_name, data in made:
            counts, wrong, reason = score(read_report(data, file_name), originals()[name].truth)
            total += counts
            print(_line(name, form, *(counts[verdict] for verdict in VERDICTS)), reason)
            for line in wrong:
                print("    wrong:", line)
    print(_line("all", "", *(total[verdict] for verdict in VERDICTS)))


def _line(report: str, form: str, *figures: object) -> str:
    return f"{report:25} {form:32}" + "".join(f"{figure:>10}" for figure in figures)
