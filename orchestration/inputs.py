"""What a run works from, as the gate and the release see it; the same answer for both.

The content hash binds a verdict to exactly these inputs, so gate and publishing must ask for them
in the same way. What does not belong here: judging and publishing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

import dbt_project
import expectations
from expectations.gate import gate_inputs
from gouji.documents.capabilities import available
from gouji.extraction.reader import PARSER_VERSION
from gouji.program import code_digest
from gouji.reconciling import DecisionFile, read_decisions
from gouji.release.manifest import Inputs
from gouji.release.pointer import read_pointer
from gouji.release.publish import versions
from gouji.tables import dataset, normalize
from orchestration.resources import Home

_RECORD = "last_run.json"


def decisions(home: Home) -> DecisionFile:
    """The review decisions of this run.

    Raises:
        DecisionError: the file cannot be used.
    """
    settings = home.settings
    return read_decisions(home.store(home.source), settings.decisions, settings.storage_options)


def digests(home: Home) -> dict[str, str]:
    """Of rules, decisions and thresholds: what goes into the content hash beside the data."""
    return gate_inputs(home.settings.home, decisions(home).data)


def release_inputs(home: Home) -> Inputs:
    """What a release made now is made from."""
    columns = ("document_id", "is_current", "removed_at")
    reports = dataset.read(home.lake_store, "reports", columns=columns)
    current = reports.filter(pl.col("is_current") & pl.col("removed_at").is_null())
    return Inputs(
        source=home.source,
        documents=tuple(sorted(current["document_id"])),
        digests=digests(home),
        versions=versions(PARSER_VERSION),
    )


def remember(home: Home, release_id: str) -> None:
    """Note what the current release was found to be the outcome of."""
    told = {"release": release_id, "state": state(home)}
    path = home.settings.home / _RECORD
    draft = path.with_name(f".{_RECORD}.tmp")
    draft.write_text(json.dumps(told, indent=1), encoding="utf-8")
    draft.replace(path)


def unchanged_release(home: Home, found: Mapping[str, Any] | None = None) -> str | None:
    """The id of the current release if a run now would come to the same, else None.

    The same documents, sidecar, decisions, thresholds, strictness and program as when a run last
    ended with that release as the current one. `found` is the `state`, where it is known already.
    """
    try:
        record = json.loads((home.settings.home / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    pointer = read_pointer(home.releases_store).pointer
    if pointer is None:
        return None
    now = state(home) if found is None else found
    return pointer.release_id if record == {"release": pointer.release_id, "state": now} else None


def state(home: Home) -> dict[str, Any]:
    """Everything that decides what a run comes to; ready for JSON."""
    packages = (dbt_project, expectations)
    folders = [Path(str(package.__file__)).parent for package in packages]
    landed = hashlib.sha256()
    for place in (normalize.INVENTORY, normalize.SIDECAR):
        if home.lake_store.exists(place):
            landed.update(home.lake_store.read(place))
    return {
        "source": home.source,
        "releases": home.releases,
        "landed": landed.hexdigest(),
        "digests": digests(home),
        "strict": home.strict,
        "versions": versions(PARSER_VERSION),
        "capabilities": sorted(available()),
        "code": [code_digest(), code_digest(*folders)],
    }
