"""Every rule confronted with 100,000 reports, a report year at a time: wall time and memory.

Ten years of 10,000 reports each are made of 500 drawn ones, of which every twentieth has one wrong
cell; each year is compared with the one before, as a run does. In a process of its own, for its
memory. Making the frames takes time too, which is not counted.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time

import polars as pl

from gouji.extraction.report import Identity, Report
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.frame import YearBefore
from tests.generation.figures import draw
from tests.generation.mutations import keyed
from tests.reconciliation import samples

YEARS = range(2015, 2025)
REPORTS_A_YEAR = 10_000
DRAWN = 500
THREADS = 2

Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def main() -> None:
    """Prints one line, from another process."""
    environment = {**os.environ, "POLARS_MAX_THREADS": str(THREADS)}
    subprocess.run([sys.executable, "-m", __name__], env=environment, check=True)


def drawn_report(seed: int) -> Report:
    """One report from a seed; every twentieth with one wrong cell."""
    drawn = draw(seed, blanks=0.3)
    rng = random.Random(seed)
    readings = []
    for table, cells in drawn.cells.items():
        form = drawn.requests_form if table == "requests" else drawn.form
        filled = {
            key: BLANK if value is None else CellValue.reported(int(value))
            for key, value in cells.items()
        }
        if table == "requests" and seed % 20 == 0:
            _damage(rng, filled)
        readings.append(samples.reading(table, form, filled))
    identity = Identity(issuer=f"某局{seed}", issuer_id=f"370000-某局{seed}", year=2022)
    return samples.report(*readings, identity=identity)


def _damage(rng: random.Random, filled: dict[CellKey, CellValue]) -> None:
    key = rng.choice([key for key, cell in filled.items() if cell.value])
    filled[key] = CellValue.reported(keyed(rng, int(filled[key].value or 0)))


def _copies(year: int, drawn: Frames) -> Frames:
    """The frames of one year: the drawn reports under many names."""
    copies = pl.DataFrame({"copy": range(REPORTS_A_YEAR // DRAWN)}).select(
        pl.col("copy").cast(pl.String)
    )

    def renamed(frame: pl.DataFrame) -> pl.DataFrame:
        keys = [name for name in ("document_id", "report_id", "issuer_id") if name in frame.columns]
        suffix = pl.concat_str(pl.lit("-"), "copy", pl.lit(f"-{year}"))
        own = {"issuer_id": pl.concat_str("issuer_id", pl.lit("-"), "copy")}
        changes = [own.get(name, pl.concat_str(name, suffix)).alias(name) for name in keys]
        changes.append(pl.lit(str(year)).alias("report_year"))
        if "year" in frame.columns:
            changes.append(pl.lit(year, pl.Int64).alias("year"))
        return copies.join(frame, how="cross").with_columns(changes).drop("copy")

    reports, tables, figures = map(renamed, drawn)
    return reports, tables, figures


def _measure() -> None:
    drawn = samples.frames({f"r{seed}": drawn_report(seed) for seed in range(DRAWN)})
    seconds, busy, results, failing = 0.0, 0.0, 0, 0
    before: Frames | None = None
    for year in YEARS:
        frames = _copies(year, drawn)
        start, start_busy = time.perf_counter(), time.process_time()
        earlier = YearBefore(*before) if before else None
        found = reconcile(*frames, whole_lake=False, before=earlier)
        seconds += time.perf_counter() - start
        busy += time.process_time() - start_busy
        results += found.confrontations.height
        failing += found.table_status.filter(pl.col("status") == "withheld").height
        before = frames
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{len(YEARS) * REPORTS_A_YEAR:,} reports confronted, year by year: {seconds:.0f} s "
        f"({busy:.0f} s of processor time), "
        f"{results:,} confrontations, {failing:,} tables withheld, {THREADS} threads, "
        f"at most {memory:.2f} GiB   goal 2 GiB",
        flush=True,
    )


if __name__ == "__main__":
    _measure()
