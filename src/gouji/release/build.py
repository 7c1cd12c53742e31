"""Builds the files of one release in a local folder; nothing here knows where they will go.

Given the same candidate, the tables, pages and descriptor come out the same but for the id and the
time of the release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gouji.release.changes import write_changes
from gouji.release.columns import published_columns, refuse_unplain
from gouji.release.content import candidate_files
from gouji.release.descriptor import DESCRIPTOR, describe_release
from gouji.release.dictionary import write_dictionary
from gouji.release.index import INDEX, render_index
from gouji.release.manifest import MANIFEST, FileEntry, Inputs, Manifest, file_digest
from gouji.release.meanings import read_meanings
from gouji.release.models import MODELS
from gouji.release.page_words import WHOLE_REPORT
from gouji.release.pages import write_pages
from gouji.release.tables import write_tables
from gouji.release.verdict import Verdict
from gouji.release.workbook import write_workbook


def build_release(
    candidate: Path,
    staging: Path,
    *,
    release_id: str,
    created_at: str,
    inputs: Inputs,
    verdict: Verdict,
    previous: Manifest | None,
    previous_files: Path | None = None,
    dbt_manifest: Path | None = None,
) -> Manifest:
    """Write every file of the release into `staging` (an empty folder), `manifest.json` last.

    `created_at` is ISO 8601, UTC; `previous` is the release that is current now, and
    `previous_files` a folder with those of its files that `changes.NEEDED` names.

    Raises:
        CandidateError: the candidate is incomplete, a column has no plain type, or the dbt manifest
            cannot be read.
    """
    models = candidate_files(candidate)
    meanings = read_meanings(dbt_manifest)
    rows = write_tables(models, staging, meanings)
    refuse_unplain(published_columns(staging), meanings)
    figures = MODELS["figures_as_published"]
    pages = write_pages({**models, figures.name: staging / figures.path}, staging)
    write_dictionary(staging, meanings)
    write_workbook(staging, meanings, release_id=release_id, created_at=created_at)
    write_changes(staging, previous_files, previous.release_id if previous else None)
    files = {
        name: _entry(staging, name, rows.get(name)) for name in (*rows, *_others(staging, rows))
    }
    descriptor = describe_release(
        staging,
        files,
        meanings,
        release_id=release_id,
        created_at=created_at,
        source=inputs.source,
    )
    text = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
    (staging / DESCRIPTOR).write_text(text, encoding="utf-8")
    files[DESCRIPTOR] = _entry(staging, DESCRIPTOR)
    manifest = Manifest(
        release_id=release_id,
        created_at=created_at,
        content_hash=verdict.content_hash,
        previous=previous.release_id if previous else None,
        inputs=inputs,
        files=files,
        counts=_counts(models),
        verdict=verdict.as_dict(),
    )
    (staging / INDEX).write_bytes(render_index(manifest, models, pages, previous))
    manifest = replace(manifest, files={**files, INDEX: _entry(staging, INDEX)})
    (staging / MANIFEST).write_bytes(manifest.to_bytes())
    return manifest


def _others(staging: Path, tables: Mapping[str, int]) -> list[str]:
    """What stands in the folder beside the tables, by path in the release."""
    found = (path.relative_to(staging).as_posix() for path in staging.rglob("*") if path.is_file())
    return sorted(name for name in found if name not in tables)


def _entry(staging: Path, name: str, rows: int | None = None) -> FileEntry:
    path = staging / name
    return FileEntry(file_digest(path), path.stat().st_size, rows)


def _counts(files: Mapping[str, Path]) -> dict[str, int]:
    import polars as pl

    published = pl.scan_parquet(files["fct_figures"]).select(pl.col("report_id").n_unique())
    whole = (pl.col("table") == WHOLE_REPORT).sum()
    withheld = pl.scan_parquet(files["mart_withheld_reports"]).select(
        pl.col("report_id").n_unique(), whole.alias("whole"), pl.len()
    )
    seen = withheld.collect().row(0, named=True)
    return {
        "reports_published": int(published.collect().item()),
        "reports_withheld": int(seen["report_id"]),
        "tables_withheld": int(seen["len"] - seen["whole"]),
        "whole_reports_withheld": int(seen["whole"]),
    }
