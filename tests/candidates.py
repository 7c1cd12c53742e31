"""A small world to judge and publish: a lake's statuses and the candidate that fits them.

Six reports: one issuer in two years that ties, one that ties in another year, one whose requests
table is withheld, one that cannot be read, and one narrative. Everything is consistent, so the gate
opens; a test then changes one thing and says what must happen.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl

from gouji.release.models import MODELS
from gouji.storage import Store, open_store
from gouji.tables import dataset, schemas
from tests.candidate_marts import candidate_marts
from tests.candidate_specs import FORM, TIES, Row, Spec

SPECS = (
    Spec("甲县人民政府办公室", 2022, TIES),
    Spec("甲县人民政府办公室", 2023, TIES, received=24),
    Spec("乙市水务局", 2023, {**TIES, "disclosure": "unconfirmed"}, received=7, carried=0),
    Spec("丙区民政局", 2023, {"requests": "withheld", "disputes": "reconciled"}, "withheld"),
    Spec("丁镇人民政府", 2023, {}, "unreadable"),
    Spec("戊市档案局", 2016, {}, "narrative"),
)


@dataclass(frozen=True)
class World:
    """Folders of one run: home, candidate, lake, releases."""

    home: Path
    specs: tuple[Spec, ...]

    @property
    def candidate(self) -> Path:
        return self.home / "candidate"

    @property
    def lake(self) -> Store:
        return open_store(self.home / "lake")

    @property
    def releases(self) -> Store:
        return open_store(self.home / "releases")

    def model(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.candidate / f"{name}.parquet")

    def change(self, name: str, how: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        """Rewrite one model of the candidate."""
        how(self.model(name)).write_parquet(self.candidate / f"{name}.parquet")

    def change_lake(self, name: str, how: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        """Rewrite one dataset of the lake."""
        dataset.write(self.lake, name, how(dataset.read(self.lake, name)))

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder of the home, hidden ones too."""
        root = self.home / folder
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


def make_world(home: Path, specs: Iterable[Spec] = SPECS) -> World:
    """Write lake and candidate of these reports; the usual six are made once and copied."""
    world = World(home, tuple(specs))
    if world.specs == SPECS:
        shutil.copytree(_usual_home(), home, dirs_exist_ok=True)
    else:
        _write(world)
    return world


@cache
def _usual_home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gouji-world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _write(World(folder, SPECS))
    return folder


def _write(world: World) -> None:
    world.candidate.mkdir(parents=True)
    (world.home / "lake").mkdir()
    for name, rows in _lake(world.specs).items():
        dataset.write(world.lake, name, _frame(name, rows))
    for name, frame in candidate_marts(world.specs).items():
        frame.write_parquet(world.candidate / f"{name}.parquet")
    assert {path.stem for path in world.candidate.iterdir()} == set(MODELS)


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    """A lake frame; columns a row does not name are null, or the emptiest value allowed."""
    empty = {"text": "", "json": "[]", "count": 0, "flag": False, "instant": datetime.now(UTC)}
    fields = schemas.dataset(name).fields
    full = [
        {f.name: row.get(f.name, None if f.nullable else empty.get(f.type)) for f in fields}
        for row in rows
    ]
    return pl.DataFrame(full, schema=schemas.dataset(name).schema, orient="row")


def _lake(specs: tuple[Spec, ...]) -> dict[str, list[Row]]:
    reports, tables, statuses = [], [], []
    for spec in specs:
        keys = {
            "document_id": spec.document_id,
            "report_id": spec.report_id,
            "report_year": schemas.year_key(spec.year),
        }
        about = {"issuer": spec.issuer, "issuer_id": spec.issuer_id, "year": spec.year}
        reports.append({**keys, **about, "form": FORM, "is_current": True})
        statuses.append({**keys, "status": spec.report_status})
        tables += [
            {**keys, "table": table, "form": FORM, "status": status, "assessed": 3}
            for table, status in spec.statuses.items()
        ]
    return {"reports": reports, "table_status": tables, "report_status": statuses}
