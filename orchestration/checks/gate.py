"""The gate, as Dagster sees it: the blocking check on the candidate.

What does not belong here: what is expected (`expectations`), and whether a release may be made
(`gouji.release.publish` asks for the stored verdict itself).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from expectations.gate import judge_candidate
from expectations.keys import SEPARATOR
from gouji.errors import GoujiError
from gouji.reconciling import decision_problems
from gouji.release.content import candidate_files
from gouji.release.pages import reports_with_pages
from gouji.release.publish import last_release_of
from gouji.release.unpublished import forget_unpublished, write_unpublished
from gouji.release.verdict import ExpectationResult, State, Verdict, load_verdict, verdict_path
from orchestration import inputs
from orchestration.display import metadata
from orchestration.failures import Exit, failure_of, told
from orchestration.resources import Home
from orchestration.serving import links

NAME = "gate"
VERDICT, HASH = "verdict", "content hash"
_TOLD = 3
"""So many reasons are told in words; the table has more of them."""


@dg.multi_asset_check(
    name="candidate_gate",
    specs=[
        dg.AssetCheckSpec(
            NAME,
            asset="candidate",
            blocking=True,
            description="""Judges the candidate and stores the verdict under its content hash.

Failed and errored both shut the gate: nothing is published, the last release stays as it is.

发布关口：没有暂不发布的表，对比表与明细一致，主键唯一，取值、覆盖率和比率都在限内。""",
        )
    ],
)
def gate(home: Home) -> Iterator[dg.AssetCheckResult]:
    """Say what the verdict is; where it shuts the gate, fail with the reasons."""
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
    yield dg.AssetCheckResult(
        check_name=NAME,
        passed=verdict.passed,
        severity=dg.AssetCheckSeverity.ERROR,
        description=_in_words(verdict) or None,
        metadata={
            **shown(verdict, _reports(settings.candidate)),
            "stored in": str(verdict_path(settings.home, verdict.content_hash)),
        },
    )
    if verdict.passed:
        forget_unpublished(settings.home, verdict.content_hash)
    else:
        if verdict.verdict is State.FAILED:
            with told():
                write_unpublished(settings.home, settings.candidate, verdict)
        raise failure_of(*_shut(verdict), Exit.GATE_SHUT)


def _reports(candidate: Path) -> frozenset[str]:
    """The reports that have a page; none where the candidate cannot be read."""
    try:
        return reports_with_pages(candidate_files(candidate))
    except (GoujiError, pl.exceptions.PolarsError, OSError):
        return frozenset()


def _in_words(verdict: Verdict) -> str:
    pairs = zip(verdict.reasons_zh, verdict.reasons_en, strict=False)
    return "\n".join(f"{zh}\n{en}" for zh, en in [*pairs][:_TOLD])


def _shut(verdict: Verdict) -> tuple[str, str]:
    zh, en = verdict.reasons_zh[:_TOLD], verdict.reasons_en[:_TOLD]
    return (
        "关口未通过，没有发布任何内容，上一次发布保持不变。" + "；".join(zh),
        "The gate is shut; nothing was published, the last release is as it was. " + "; ".join(en),
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


def shown(verdict: Verdict, reports: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What a person sees of a verdict: the answer, how many expectations, the first violations.

    Args:
        verdict: the stored verdict.
        reports: the ids of those that have a page.
    """
    states = Counter(_state(result) for result in verdict.expectations)
    return {
        VERDICT: str(verdict.verdict),
        HASH: verdict.content_hash,
        "strict": verdict.strict,
        "compared with": verdict.compared_with or "no earlier release of this source",
        "expectations": len(verdict.expectations),
        **{state: states[state] for state in ("held", "failed", "errored", "warned")},
        "violations": _violations(verdict, reports),
        "reasons": dg.MetadataValue.md(_reasons(verdict)),
        **_pages(verdict),
    }


def _pages(verdict: Verdict) -> dict[str, Any]:
    """What could not be judged has no pages."""
    if verdict.verdict is State.ERRORED:
        return {}
    return {"pages": dg.MetadataValue.url(links.judged_index(verdict.content_hash))}


def _state(result: ExpectationResult) -> str:
    if result.errored:
        return "errored"
    if result.success:
        return "held"
    return "failed" if result.severity == "critical" else "warned"


def _violations(verdict: Verdict, reports: frozenset[str]) -> dg.MarkdownMetadataValue:
    rows: list[tuple[object, ...]] = []
    for result in verdict.expectations:
        if result.success:
            continue
        about = (_state(result), result.suite, result.expectation, result.unexpected_count)
        for row in result.sample or ({"row_key": result.observed},):
            rows.append((*about, _row(row.get("row_key"), verdict, reports), _values(row)))
    if not rows:
        return dg.MetadataValue.md("没有 / none")
    header = ("state", "suite", "expectation", "count", "row", "values")
    return metadata.first_rows(header, rows, len(rows))


def _row(key: object, verdict: Verdict, reports: frozenset[str]) -> object:
    """The key of a row, as a link if it begins with a report that has a page."""
    report = str(key).partition(SEPARATOR)[0]
    if report not in reports:
        return key
    return metadata.link(key, links.judged_page(verdict.content_hash, report))


def _values(row: dict[str, object]) -> str:
    return ", ".join(f"{key}={value}" for key, value in row.items() if key != "row_key")


def _reasons(verdict: Verdict) -> str:
    pairs = zip(verdict.reasons_zh, verdict.reasons_en, strict=False)
    lines = [f"- {zh}\n  {en}" for zh, en in pairs]
    return "\n".join(lines[: metadata.SHOWN_ROWS]) or "没有 / none"
