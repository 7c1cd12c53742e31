"""From the lake to the files of a release, for 10,000 reports: processor seconds and memory.

A thousand reports a year for ten years, made of 200 drawn ones of which every twentieth has one
wrong cell. Compared with the same for 100 reports, which is what starting costs. Each step is a
process of its own, for its memory; its seconds are those of the processor, so that other work on
the machine does not decide. `python -m tests.benchmarks.warehouse` runs it alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from expectations.gate import gate_inputs, judge_candidate
from gouji.extraction.report import Coverage, IssuerKind
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.frame import YearBefore
from gouji.release.manifest import Inputs
from gouji.release.publish import publish
from gouji.storage import open_store
from gouji.tables import dataset, schemas
from tests.benchmarks.confronting import Frames, drawn_report
from tests.reconciliation import samples

YEARS = range(2015, 2025)
DRAWN = 200
MANY, FEW = 1000, 10
"""Reports a year."""
MOST_MEMORY = 2
"""GiB; the goal of DESIGN for far more reports."""

_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
_UNIT = (
    pl.when(pl.col("column") == "amount_yuan")
    .then(pl.lit("yuan"))
    .otherwise(pl.lit("count"))
    .alias("unit")
)
_EMPTIEST = {"text": "", "json": "[]", "count": 0, "flag": False, "number": 0.0}


def main() -> None:
    """Prints one line a step."""
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as folder:
        taken = {a_year: _steps(Path(folder) / str(a_year), a_year) for a_year in (FEW, MANY)}
    for step, (seconds, memory) in taken[MANY].items():
        few, _ = taken[FEW][step]
        print(
            f"{step}, {MANY * len(YEARS):,} reports: {seconds:.1f} s, at most {memory:.2f} GiB   "
            f"{FEW * len(YEARS):,} reports: {few:.1f} s   ratio {seconds / few:.2f}   "
            f"goal below {MOST_MEMORY} GiB",
            flush=True,
        )


def _steps(home: Path, a_year: int) -> dict[str, tuple[float, float]]:
    for name in ("lake", "candidate", "releases"):
        (home / name).mkdir(parents=True)
    subprocess.run([*_step("lake", home), str(a_year)], check=True)
    build = ["build", "--quiet", "--exclude-resource-type", "unit_test"]
    places = ["--project-dir", str(_PROJECT), "--profiles-dir", str(_PROJECT)]
    dbt = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *build, *places]
    return {
        "dbt build": _timed(dbt, home),
        "the gate": _timed(_step("gate", home), home),
        "the release": _timed(_step("release", home), home),
    }


def _step(name: str, home: Path) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.warehouse", name, str(home)]


def _timed(command: list[str], home: Path) -> tuple[float, float]:
    """Processor seconds, and GiB at most, of a process."""
    environment = {
        **os.environ,
        "GOUJI_WAREHOUSE": str(home / "warehouse.duckdb"),
        "GOUJI_LAKE": str(home / "lake"),
        "GOUJI_CANDIDATE": str(home / "candidate"),
        "DBT_TARGET_PATH": str(home / "target"),
        "DBT_LOG_PATH": str(home / "logs"),
    }
    started = subprocess.Popen(command, env=environment)
    _, status, used = os.wait4(started.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024**2


def _write_lake(home: Path, a_year: int) -> None:
    lake = open_store(home / "lake")
    known = {f"r{seed}": drawn_report(seed) for seed in range(min(DRAWN, a_year))}
    peers = {
        key: replace(
            report,
            identity=replace(
                report.identity,
                issuer_kind=IssuerKind.DEPARTMENT,
                level="county",
                coverage=Coverage.ORGAN,
            ),
        )
        for key, report in known.items()
    }
    drawn = samples.frames(peers)
    before: YearBefore | None = None
    for year in YEARS:
        frames = _of_year(drawn, year, a_year // len(known))
        found = reconcile(*frames, whole_lake=False, before=before)
        before = YearBefore(*frames)
        names = ("reports", "table_readings", "figures")
        rows = dict(zip(names, frames, strict=True))
        rows["figures"] = rows["figures"].with_columns(
            _UNIT, pl.lit("reported").alias("value_source")
        )
        rows |= {
            name: getattr(found, name)
            for name in ("confrontations", "table_status", "report_status")
        }
        for name, frame in rows.items():
            dataset.write_year(lake, name, str(year), _whole(name, frame), "bench")
    for name in schemas.BY_YEAR:
        empty = schemas.dataset(name).empty()
        dataset.write_year(lake, name, schemas.UNKNOWN, empty, "bench")
        if name == "claims":
            for year in YEARS:
                dataset.write_year(lake, name, str(year), empty, "bench")


def _of_year(drawn: Frames, year: int, copies: int) -> Frames:
    """The drawn reports under many names."""
    numbers = pl.DataFrame({"copy": [str(number) for number in range(copies)]})

    def renamed(frame: pl.DataFrame) -> pl.DataFrame:
        report = pl.concat_str("report_id", pl.lit("-"), "copy", pl.lit(f"-{year}"))
        changes = {"document_id": report, "report_id": report, "report_year": pl.lit(str(year))}
        if "issuer_id" in frame.columns:
            changes["issuer_id"] = pl.concat_str("issuer_id", pl.lit("-"), "copy")
            changes["year"] = pl.lit(year, pl.Int64)
        return numbers.join(frame, how="cross").with_columns(**changes).drop("copy")

    reports, tables, figures = map(renamed, drawn)
    return reports, tables, figures


def _whole(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of its dataset."""
    return frame.select(_columns(name, frame))


def _columns(name: str, frame: pl.DataFrame) -> Iterator[pl.Expr]:
    for field in schemas.dataset(name).fields:
        if field.name in frame.columns:
            yield pl.col(field.name).cast(field.dtype)
        else:
            value = None if field.nullable else _EMPTIEST.get(field.type)
            instant = field.type == "instant" and not field.nullable
            given = pl.datetime(2025, 1, 1, time_zone="UTC") if instant else pl.lit(value)
            yield given.cast(field.dtype).alias(field.name)


def _judge(home: Path) -> None:
    inputs = gate_inputs(home, None)
    verdict = judge_candidate(home / "candidate", home, open_store(home / "lake"), inputs)
    print(f"verdict: {verdict.verdict.value} {verdict.reasons_en[:2]}", flush=True)


def _release(home: Path) -> None:
    releases = open_store(home / "releases")
    done = publish(
        home / "candidate",
        home,
        releases,
        Inputs("bench", digests=gate_inputs(home, None)),
        strict=False,
        dbt_manifest=home / "target" / "manifest.json",
    )
    size = sum(entry.size for entry in releases.list(done.release_id))
    print(f"release: {size / 1024**2:.0f} MiB", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["lake", home, a_year]:
            _write_lake(Path(home), int(a_year))
        case ["gate", home]:
            _judge(Path(home))
        case ["release", home]:
            _release(Path(home))
        case _:
            main()
