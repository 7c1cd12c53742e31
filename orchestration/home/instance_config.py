"""`dagster.yaml` of a home: what Dagster is told of storage, queue, pools and retention.

The file is ours as long as nobody changes it: its first line carries a digest of the rest, and
while that is true a newer version of the program writes it anew. A person who changes it owns it
from then on; deleting it gives it back.
"""

from __future__ import annotations

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

from gouji.errors import Reason
from gouji.settings import SettingsError

NAME = "dagster.yaml"
POSTGRES = "GOUJI_DAGSTER_POSTGRES"
"""The variable with the url of a database for Dagster's records; it is read where it is needed."""

_MARK = "# Written by gouji {digest}, and again by newer versions, until somebody changes it."
_FIRST = {"0167943b90ba7c9e", "bc4356a699bc2895"}
"""Digests of files that were written before there was such a line."""

_COMMON = """\
telemetry:
  enabled: false
nux:
  enabled: false                # no invitation to sign up somewhere
concurrency:
  runs:
    max_concurrent_runs: 1      # one home, one run: others wait in the queue
  pools:
    default_limit: 1            # DuckDB's file takes one process at a time
    granularity: op
run_monitoring:                 # a run that does not start or end in its time is marked as failed
  enabled: true
  start_timeout_seconds: 600
  cancel_timeout_seconds: 300
  free_slots_after_run_end_seconds: 60
retention:                      # in days; runs are forgotten by `gouji tidy`
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 3
      success: 30
      failure: 90
"""
_SERVER = f"""\
storage:
  postgres:
    postgres_url:
      env: {POSTGRES}
"""


def write_config(dagster_home: Path) -> None:
    """Write the file where it is not there, or is as some version of the program left it.

    Raises:
        SettingsError: the records of this home are in a database and nothing says in which, or
            what speaks to databases is not installed.
    """
    file = dagster_home / NAME
    present = file.read_text(encoding="utf-8") if file.exists() else None
    wanted = _COMMON + (_SERVER if _in_database() else "")
    if present is not None:
        _refuse_two_records(present, file)
        if not _is_ours(present):
            return
    text = f"{_MARK.format(digest=_digest(wanted))}\n{wanted}"
    if text != present:
        draft = file.with_name(f".{NAME}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)


def _in_database() -> bool:
    if not os.environ.get(POSTGRES):
        return False
    if find_spec("dagster_postgres") is None:
        raise SettingsError(
            Reason(
                "dagster_postgres",
                f"设置了 {POSTGRES}，但没有安装 gouji[postgres]",
                f"{POSTGRES} is set, and gouji[postgres] is not installed",
            )
        )
    return True


def _refuse_two_records(present: str, file: Path) -> None:
    """Half of the runs in a database and half in files would be worse than none."""
    if f"env: {POSTGRES}" in present and not os.environ.get(POSTGRES):
        raise SettingsError(
            Reason(
                "dagster_postgres",
                f"{file} 说明运行记录在 PostgreSQL 中，但没有设置环境变量 {POSTGRES}",
                f"{file} says that runs are recorded in PostgreSQL, and {POSTGRES} is not set",
            )
        )


def _is_ours(text: str) -> bool:
    first, _, rest = text.partition("\n")
    return first == _MARK.format(digest=_digest(rest)) or _digest(text) in _FIRST


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
