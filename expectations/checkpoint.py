"""Runs all validations as one Great Expectations checkpoint and reads its results.

The context is ephemeral: nothing is written but the frames, into a folder that is thrown away, and
nothing is sent anywhere. Each frame is a Parquet file and a batch of its own, so that one
checkpoint can hold all of them (a frame in memory would have to be the same for each).

An expectation that raises is told apart from one that fails: Great Expectations gives both as "no
success", and puts the exception aside, as one mapping or as a mapping of mappings by metric.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from expectations.keys import ROW_KEY
from expectations.validation import Validation
from gouji.release.verdict import ExpectationResult

SAMPLE = 20
"""How many offending rows a result shows; the count is that of all of them."""

_RESULT_FORMAT = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_KEY]}


def run_checkpoint(validations: Sequence[Validation], scratch: Path) -> list[ExpectationResult]:
    """Every expectation's result, in the order of the validations.

    Raises:
        Exception: whatever Great Expectations raises when the checkpoint itself breaks down.
    """
    if not validations:
        return []
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    folder = scratch / "frames"
    folder.mkdir()
    for validation in validations:
        validation.frame.write_parquet(folder / f"{_name(validation)}.parquet")
    context = gx.get_context(mode="ephemeral", project_config=_quiet_project())
    source = context.data_sources.add_pandas_filesystem("candidate", base_directory=folder)
    asset = source.add_parquet_asset("frames")
    definitions = []
    for validation in validations:
        name = _name(validation)
        batch = asset.add_batch_definition_path(name, path=f"{name}.parquet")
        suite = context.suites.add(
            gx.ExpectationSuite(name=name, expectations=list(validation.expectations))
        )
        definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
        definitions.append(context.validation_definitions.add(definition))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name="gate", validation_definitions=definitions, result_format=_RESULT_FORMAT)
    )
    outcome = {result.suite_name: result for result in checkpoint.run().run_results.values()}
    return [
        found
        for validation in validations
        for found in _results(validation, outcome.get(_name(validation)))
    ]


def _quiet_project() -> Any:
    """Stores in memory, no folder for documentation pages (it would be left behind), no bars."""
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )


def _name(validation: Validation) -> str:
    return f"{validation.suite}.{validation.name}"


def _results(validation: Validation, outcome: Any) -> list[ExpectationResult]:
    returned = [] if outcome is None else list(outcome.results)
    if len(returned) != len(validation.expectations):
        # An expectation that comes back with no result at all has not been evaluated.
        return [
            ExpectationResult(
                validation.suite,
                validation.name,
                success=False,
                errored=True,
                observed=f"{len(returned)} of {len(validation.expectations)} results came back",
                zh="检查没有返回全部结果",
                en="not every expectation came back with a result",
            )
        ]
    order = [_id(expectation.meta) for expectation in validation.expectations]
    found = [_result(validation, result) for result in returned]
    return sorted(found, key=lambda result: order.index(result.expectation))


def _result(validation: Validation, result: Any) -> ExpectationResult:
    config = result.expectation_config
    raised = exception_messages(result.exception_info)
    told = config.meta or {}
    detail: Mapping[str, Any] = result.result or {}
    counted = "unexpected_count" not in detail
    success = bool(result.success) and not raised
    return ExpectationResult(
        suite=validation.suite,
        expectation=_id(told) or str(config.type),
        success=success,
        errored=bool(raised),
        severity=str(getattr(config.severity, "value", config.severity) or "critical"),
        observed=raised[0] if raised else _observed(validation.frame, detail),
        unexpected_count=(
            0
            if success or raised
            else validation.frame.height
            if counted
            else int(detail["unexpected_count"])
        ),
        sample=() if success or raised else tuple(_sample(validation.frame, detail)),
        zh=str(told.get("zh", "")),
        en=str(told.get("en", "")),
    )


def exception_messages(info: Mapping[str, Any] | None) -> list[str]:
    """What was raised while an expectation was evaluated; [] where nothing was.

    `info` is a mapping with `raised_exception`, or a mapping of such mappings by metric.
    """
    if not info:
        return []
    entries = [info] if "raised_exception" in info else list(info.values())
    return [
        str(entry.get("exception_message") or "an exception without a message").strip()
        for entry in entries
        if isinstance(entry, Mapping) and entry.get("raised_exception", True)
    ]


def _observed(frame: pl.DataFrame, detail: Mapping[str, Any]) -> object:
    if "observed_value" in detail:
        return _plain(detail["observed_value"])
    if frame.height == 1 and "value" in frame.columns:
        return _plain(frame["value"][0])
    return {name: _plain(detail.get(name)) for name in ("element_count", "unexpected_count")}


def _sample(frame: pl.DataFrame, detail: Mapping[str, Any]) -> list[dict[str, object]]:
    """The first offending rows: those that were named, or the frame where it holds only such."""
    if "unexpected_index_list" in detail:
        named = (detail["unexpected_index_list"] or [])[:SAMPLE]
        return [{key: _plain(value) for key, value in row.items()} for row in named]
    rows = frame.head(SAMPLE).iter_rows(named=True)
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> object:
    """A value ready for JSON; numpy's numbers become Python's."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    return str(value)


def _id(told: Mapping[str, Any] | None) -> str:
    return str((told or {}).get("id", ""))
