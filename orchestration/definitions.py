"""The code location that Dagster loads: everything, on the home that the environment names."""

from __future__ import annotations

from orchestration.building import build_definitions

defs = build_definitions()
