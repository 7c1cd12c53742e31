"""The rows that fail a test of dbt, for the asset check that stands for it.

dbt's own report of a test is a number. `dbt show` selects the rows once more, in a process of its
own as always, since nobody else opens the warehouse; it is asked only where a test has failed.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import dagster as dg

from gouji.settings import Settings
from orchestration.dbt.manifest import PROJECT, dbt_executable
from orchestration.display import metadata

_SECONDS = 300
_UNIQUE_ID, _COUNT = "unique_id", "dagster_dbt/failed_row_count"


def with_rows(
    failed: Sequence[dg.AssetCheckResult], settings: Settings
) -> Iterator[dg.AssetCheckResult]:
    """The same results, each with the first rows that fail, where dbt can still show them.

    The environment must be that of the build (`resources.dbt_environment`).
    """
    if not failed:
        return
    rows = _rows([_name(result) for result in failed], settings)
    for result in failed:
        found = rows.get(_name(result))
        if found is None:
            yield result
            continue
        shown = {"first": dg.MetadataValue.md(_table(found))}
        yield result._replace(metadata={**(result.metadata or {}), **shown})


def in_words(failed: Iterable[dg.AssetCheckResult], lang: str) -> str:
    """Which tests fail, on which model, by how many rows."""
    parts = []
    for result in failed:
        model = result.asset_key.to_user_string() if result.asset_key else "?"
        count = _plain((result.metadata or {}).get(_COUNT))
        lines = {"zh": f"{count} 行", "en": f"{count} row(s)"}[lang]
        parts.append(f"{model}: {result.check_name} ({lines})")
    told = {"zh": "dbt 测试未通过", "en": "tests of dbt fail"}[lang]
    return f"{told}: " + "; ".join(parts[: metadata.SHOWN_ROWS])


def _rows(names: Sequence[str], settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """The first failing rows by name of the test; empty where dbt cannot tell."""
    command = [dbt_executable(), "--quiet", "--log-format", "json", "show"]
    command += ["--select", *names, "--limit", str(metadata.SHOWN_ROWS), "--output", "json"]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--log-path", str(settings.dbt / "target")]
    try:
        done = subprocess.run(  # noqa: S603
            command, env={**os.environ}, capture_output=True, text=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for line in done.stdout.splitlines():
        try:
            told = json.loads(line)
            if told["info"]["name"] == "ShowNode":
                found[told["data"]["node_name"]] = json.loads(told["data"]["preview"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _table(rows: Sequence[dict[str, Any]]) -> str:
    if not rows:
        return "没有可显示的行 / no rows to show"
    return metadata.table([*rows[0]], [[*row.values()] for row in rows])


def _name(result: dg.AssetCheckResult) -> str:
    """As dbt calls the test: `test.<project>.<name>[.<hash>]`."""
    return str(_plain((result.metadata or {}).get(_UNIQUE_ID))).split(".")[2]


def _plain(value: object) -> object:
    return getattr(value, "value", value)
