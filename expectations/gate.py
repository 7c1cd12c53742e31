"""The verdict on a candidate: passed, failed or errored; stored under the hash of what it judged.

Errored beats failed: where an expectation could not be evaluated, nobody knows what it would have
said, and the gate stays shut either way. Only a critical failure shuts the gate; a warning is told.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from expectations import suites as packaged
from expectations.checkpoint import run_checkpoint
from expectations.frames import open_evidence
from expectations.thresholds import load_thresholds
from expectations.validation import Validation
from gouji.errors import GoujiError
from gouji.reconciliation.decisions.ledger import Problem
from gouji.release.content import content_hash, judged_inputs
from gouji.release.errors import CandidateError
from gouji.release.manifest import Manifest
from gouji.release.verdict import (
    UNREADABLE,
    ExpectationResult,
    State,
    Verdict,
    store_verdict,
)
from gouji.storage import Store


def gate_inputs(home: Path, decisions: bytes | None) -> dict[str, str]:
    """The digests that go into the content hash, for `judge_candidate` and `release.Inputs`.

    Args:
        home: may hold a thresholds.toml of its own.
        decisions: the bytes of the decisions file, None where there is none.
    """
    return judged_inputs(decisions, load_thresholds(home)[1])


def judge_candidate(
    candidate: Path,
    home: Path,
    lake: Store,
    inputs: Mapping[str, str],
    *,
    strict: bool = False,
    decisions_problems: Sequence[Problem | str] = (),
    previous: Manifest | None = None,
    suites: Mapping[str, packaged.Suite] | None = None,
) -> Verdict:
    """Judge a candidate and store the verdict; whatever goes wrong on the way is a verdict too.

    Args:
        candidate: folder with the models that dbt exported.
        home: where the verdict is stored.
        lake: the frames that dbt read, as the second witness.
        inputs: `gate_inputs(...)`.
        strict: whether anything withheld shuts the gate.
        decisions_problems: review decisions that could not be applied.
        previous: the last release of the same source (`release.publish.last_release_of`).
        suites: other suites than the packaged ones; for tests.

    Returns:
        The verdict as stored.
    """
    scratch = Path(tempfile.mkdtemp(prefix="gouji-gate-"))
    digest = UNREADABLE
    try:
        digest = content_hash(candidate, inputs)
        results = _judge(
            candidate,
            lake,
            scratch,
            packaged.ALL if suites is None else suites,
            thresholds=load_thresholds(home)[0],
            previous=previous,
            strict=strict,
            decisions_problems=tuple(_both_texts(problem) for problem in decisions_problems),
        )
        if content_hash(candidate, inputs) != digest:
            raise CandidateError(
                "判定期间候选数据发生了变化，请重新判定。",
                "The candidate changed while it was judged. Judge again.",
            )
    except Exception as error:  # whatever it was, the gate must not stay without an answer
        results = [_broken("checkpoint", error)]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    verdict = _verdict(digest, results, inputs, strict=strict, previous=previous)
    store_verdict(home, verdict)
    return verdict


def _judge(
    candidate: Path,
    lake: Store,
    scratch: Path,
    suites: Mapping[str, packaged.Suite],
    **rest: object,
) -> list[ExpectationResult]:
    evidence = open_evidence(candidate, lake, scratch, **rest)
    try:
        validations: list[Validation] = []
        broken: list[ExpectationResult] = []
        for name, suite in suites.items():
            try:
                validations += suite(evidence)
            except Exception as error:  # one suite that breaks must not hide what the others find
                broken.append(_broken(name, error))
    finally:
        evidence.close()
    return [*broken, *run_checkpoint(validations, scratch)]


def _broken(suite: str, error: Exception) -> ExpectationResult:
    if isinstance(error, GoujiError):
        zh, en = error.reason.zh, error.reason.en
    else:
        cause = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
        zh, en = f"检查未能进行（{cause}）", f"could not be evaluated ({cause})"
    return ExpectationResult(
        suite, "evaluated", success=False, errored=True, observed=en, zh=zh, en=en
    )


def _verdict(
    digest: str,
    results: Sequence[ExpectationResult],
    inputs: Mapping[str, str],
    *,
    strict: bool,
    previous: Manifest | None,
) -> Verdict:
    errored = [result for result in results if result.errored]
    failed = [result for result in results if not result.success and not result.errored]
    critical = [result for result in failed if result.severity == "critical"]
    state = State.FAILED if critical else State.PASSED
    if errored or not results:
        state = State.ERRORED
    told = [*errored, *failed]
    return Verdict(
        verdict=state,
        content_hash=digest,
        judged_at=datetime.now(UTC).isoformat(timespec="seconds"),
        strict=strict,
        expectations=tuple(results),
        reasons_zh=tuple(_reason(result, "zh") for result in told),
        reasons_en=tuple(_reason(result, "en") for result in told),
        compared_with=previous.release_id if previous else None,
        inputs=dict(inputs),
    )


def _reason(result: ExpectationResult, lang: str) -> str:
    """One sentence: which expectation, what is wrong, how often, and the first rows by name."""
    name = f"{result.suite}.{result.expectation}"
    text = result.zh if lang == "zh" else result.en
    if result.errored:
        return f"{name}：未能判定，{text}" if lang == "zh" else f"{name}: errored, {text}"
    first = [str(row.get("row_key") or row.get(lang) or "") for row in result.sample[:3]]
    rows = (("；" if lang == "zh" else "; ").join(first)) or str(result.observed)
    mark = (
        {"zh": "（仅提示）", "en": " (warning only)"}[lang] if result.severity != "critical" else ""
    )
    if lang == "zh":
        return f"{name}{mark}：{text}，{result.unexpected_count} 处：{rows}"
    return f"{name}{mark}: {text}; {result.unexpected_count} times: {rows}"


def _both_texts(problem: Problem | str) -> tuple[str, str]:
    return (problem, problem) if isinstance(problem, str) else (problem.zh, problem.en)
