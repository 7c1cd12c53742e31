"""The gate, as Dagster sees it: the blocking check on the candidate.

What does not belong here: what is expected (`expectations`), and whether a release may be made
(`gouji.release.publish` asks for the stored verdict itself).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dagster as dg

from expectations.gate import judge_candidate
from gouji.reconciling import decision_problems
from gouji.release.publish import last_release_of
from gouji.release.verdict import ExpectationResult, Verdict, load_verdict, verdict_path
from orchestration import inputs, metadata
from orchestration.failures import told
from orchestration.resources import Home

NAME = "gate"
VERDICT, HASH = "verdict", "content hash"


@dg.asset_check(asset="candidate", name=NAME, blocking=True)
def gate(home: Home) -> dg.AssetCheckResult:
    """Judges the candidate and stores the verdict under its content hash.

    Failed and errored both shut the gate: nothing is published, the last release stays as it is.

    发布关口：没有暂扣的表，对比表与明细一致，主键唯一，取值、覆盖率和比率都在限内。
    """
    with told():
        settings = home.settings
        file = inputs.decisions(home)
        verdict = judge_candidate(
            settings.candidate,
            settings.home,
            home.lake_store,
            inputs.digests(home),
            strict=settings.strict,
            decisions_problems=decision_problems(home.lake_store, file.decisions),
            previous=last_release_of(home.releases_store, settings.source),
        )
    return dg.AssetCheckResult(
        passed=verdict.passed,
        severity=dg.AssetCheckSeverity.ERROR,
        description="；".join(verdict.reasons_zh[:3]) or None,
        metadata={
            **shown(verdict),
            "stored in": str(verdict_path(settings.home, verdict.content_hash)),
        },
    )


def verdict_in(events: Iterable[Any], home: Path) -> Verdict | None:
    """What the gate said in a run, None if it was not reached.

    Args:
        events: the `DagsterEvent`s of the run.
        home: where the verdict was stored.

    Raises:
        GateShut: the stored verdict cannot be read.
    """
    for event in events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            found = event.asset_check_evaluation_data
            if found.check_name == NAME:
                return load_verdict(home, str(found.metadata[HASH].value))
    return None


def shown(verdict: Verdict) -> dict[str, Any]:
    """What a person sees of a verdict: the answer, how many expectations, the first violations."""
    states = Counter(_state(result) for result in verdict.expectations)
    return {
        VERDICT: str(verdict.verdict),
        HASH: verdict.content_hash,
        "strict": verdict.strict,
        "compared with": verdict.compared_with or "no earlier release of this source",
        "expectations": len(verdict.expectations),
        **{state: states[state] for state in ("held", "failed", "errored", "warned")},
        "violations": dg.MetadataValue.md(_violations(verdict)),
        "reasons": dg.MetadataValue.md(_reasons(verdict)),
    }


def _state(result: ExpectationResult) -> str:
    if result.errored:
        return "errored"
    if result.success:
        return "held"
    return "failed" if result.severity == "critical" else "warned"


def _violations(verdict: Verdict) -> str:
    rows: list[tuple[object, ...]] = []
    for result in verdict.expectations:
        if result.success:
            continue
        about = (_state(result), result.suite, result.expectation, result.unexpected_count)
        for row in result.sample or ({"row_key": result.observed},):
            rows.append((*about, row.get("row_key"), _values(row)))
    if not rows:
        return "没有 / none"
    header = ("state", "suite", "expectation", "count", "row", "values")
    more = len(rows) - metadata.SHOWN_ROWS
    note = f"\n\n… {more} more" if more > 0 else ""
    return metadata.table(header, rows[: metadata.SHOWN_ROWS], long=True) + note


def _values(row: dict[str, object]) -> str:
    return ", ".join(f"{key}={value}" for key, value in row.items() if key != "row_key")


def _reasons(verdict: Verdict) -> str:
    pairs = zip(verdict.reasons_zh, verdict.reasons_en, strict=False)
    lines = [f"- {zh}\n  {en}" for zh, en in pairs]
    return "\n".join(lines[: metadata.SHOWN_ROWS]) or "没有 / none"
