"""The code location that Dagster loads: everything, on the home that the environment names."""

from __future__ import annotations

from orchestration.building import build_definitions
from orchestration.home.instance import quick_records

# Dagster's processes load this module: those of runs write thousands of records.
_records = quick_records()
_records.__enter__()

defs = build_definitions()
