"""Every expectation holds on a consistent candidate and fails on the one fault it is there for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from expectations.checkpoint import run_checkpoint
from expectations.frames import open_evidence
from expectations.suites import ALL
from gouji.release.verdict import State
from tests.candidates import World
from tests.expectations.conftest import Judge

Frames = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. expectation: `suite.id`, which must be among the failed ones."""

    expectation: str
    change: Callable[[World], None]
    names: str = ""
    """Text that the offending rows must show."""

    def __str__(self) -> str:
        return self.expectation


def model(name: str, how: Frames) -> Callable[[World], None]:
    return lambda world: world.change(name, how)


def lake(name: str, how: Frames) -> Callable[[World], None]:
    return lambda world: world.change_lake(name, how)


def setting(**values: object) -> Frames:
    """The first row with other values."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        first = pl.int_range(pl.len()) == 0
        return frame.with_columns(
            pl.when(first)
            .then(pl.lit(value, dtype=frame.schema[name]))
            .otherwise(pl.col(name))
            .alias(name)
            for name, value in values.items()
        )

    return change


def doubled(frame: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([frame, frame.head(1)])


def emptied(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.clear()


def force_withheld_table(world: World) -> None:
    """The withheld requests table stands among the facts, called reconciled."""
    printed = world.model("figures_as_published").filter(pl.col("table_status") == "withheld")
    printed = printed.with_columns(
        item_key=pl.col("table") + "." + pl.col("item"), table_status=pl.lit("reconciled")
    )
    world.change("fct_figures", lambda facts: pl.concat([facts, printed.select(facts.columns)]))


def with_report(name: str, table: str = "requests") -> pl.Expr:
    return pl.col("report_id").str.contains(name) & (pl.col("table") == table)


def status(name: str, table: str, value: str) -> Frames:
    return lambda frame: frame.with_columns(
        status=pl.when(with_report(name, table)).then(pl.lit(value)).otherwise("status")
    )


def without_rule(rule: str) -> Frames:
    return lambda frame: frame.filter(pl.col("rule_id") != rule)


def two_documents(frame: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([frame, frame.head(1).with_columns(document_id=pl.lit("f" * 64))])


OUTCOMES, YEARS, FACTS = "mart_request_outcomes", "mart_year_over_year", "fct_figures"
RECONCILIATION, WITHHELD = "mart_reconciliation", "mart_withheld_reports"
PRINTED, PEERS, ROLLUP = "figures_as_published", "mart_peer_comparison", "mart_division_rollup"

FAULTS = [
    Fault(f"{FACTS}.no_barred_table", force_withheld_table, "丙区民政局"),
    Fault(
        f"{FACTS}.no_barred_table",
        lake("table_status", status("乙市", "disputes", "excluded")),
        "乙市",
    ),
    Fault(f"{FACTS}.no_barred_table", lake("table_status", emptied)),
    Fault(
        f"{FACTS}.status_as_judged",
        lake("table_status", status("乙市", "disputes", "accepted")),
        "乙市",
    ),
    Fault(
        f"{FACTS}.no_uncovered_failure",
        model(RECONCILIATION, setting(status="fail")),
        "requests.applicants",
    ),
    Fault(
        f"{FACTS}.no_uncovered_failure", model(RECONCILIATION, setting(status="fail", table=None))
    ),
    Fault(f"{FACTS}.key_unique_and_present", model(FACTS, doubled)),
    Fault(f"{FACTS}.key_unique_and_present", model(FACTS, setting(column=None)), "(null)"),
    Fault(f"{FACTS}.cells_of_the_form", model(FACTS, setting(form="form_2014"))),
    Fault(
        f"{FACTS}.values_possible", model(FACTS, setting(value=Decimal(-1), value_low=Decimal(-1)))
    ),
    Fault(
        f"{FACTS}.values_possible",
        model(FACTS, setting(value=Decimal("1.50"), value_low=Decimal(1), value_high=Decimal(2))),
    ),
    Fault(f"{FACTS}.values_possible", model(FACTS, setting(value_high=Decimal(0)))),
    Fault(f"{FACTS}.values_possible", model(FACTS, setting(unit="yuan"))),
    Fault(f"{FACTS}.value_only_where_reported", model(FACTS, setting(state="blank"))),
    Fault(f"{OUTCOMES}.report_id_unique", model(OUTCOMES, doubled)),
    Fault(f"{OUTCOMES}.report_id_present", model(OUTCOMES, setting(report_id=None))),
    Fault(f"{OUTCOMES}.issuer_id_present", model(OUTCOMES, setting(issuer_id=None))),
    Fault(f"{OUTCOMES}.year_present", model(OUTCOMES, setting(year=None))),
    Fault(f"{OUTCOMES}.table_status_present", model(OUTCOMES, setting(table_status=None))),
    Fault(
        f"{OUTCOMES}.table_status_publishable", model(OUTCOMES, setting(table_status="withheld"))
    ),
    Fault(f"{OUTCOMES}.granted_not_negative", model(OUTCOMES, setting(granted=-7))),
    Fault(f"{OUTCOMES}.denied_share_between_0_and_1", model(OUTCOMES, setting(denied_share=1.5))),
    Fault(
        f"{OUTCOMES}.no_barred_table",
        lake("table_status", status("乙市", "requests", "withheld")),
        "乙市",
    ),
    Fault(
        f"{OUTCOMES}.every_published_table", model(OUTCOMES, lambda frame: frame.tail(-1)), "甲县"
    ),
    Fault(f"{OUTCOMES}.totals_equal_facts", model(OUTCOMES, setting(granted=8)), "granted"),
    Fault(f"{OUTCOMES}.totals_equal_facts", model(OUTCOMES, setting(other=None)), "other"),
    Fault(
        f"{OUTCOMES}.totals_equal_facts",
        model(FACTS, lambda facts: facts.filter(~(pl.col("report_id").str.contains("乙市")))),
        "乙市",
    ),
    Fault(
        f"{OUTCOMES}.shares_equal_totals",
        model(OUTCOMES, setting(denied_share=0.5)),
        "denied_share",
    ),
    Fault(f"{YEARS}.measure_known", model(YEARS, setting(measure="refused"))),
    Fault(f"{YEARS}.table_status_publishable", model(YEARS, setting(table_status="withheld"))),
    Fault(f"{YEARS}.comparability_present", model(YEARS, setting(comparability=None))),
    Fault(f"{YEARS}.value_not_negative", model(YEARS, setting(value=-10))),
    Fault(f"{YEARS}.previous_value_not_negative", model(YEARS, setting(previous_value=-1))),
    Fault(f"{YEARS}.key_unique_and_present", model(YEARS, doubled)),
    Fault(f"{YEARS}.no_barred_table", lake("table_status", status("乙市", "requests", "withheld"))),
    Fault(f"{YEARS}.values_equal_facts", model(YEARS, setting(value=11)), "new_received"),
    Fault(f"{YEARS}.previous_is_the_year_before", model(YEARS, setting(previous_value=11))),
    Fault(
        f"{YEARS}.previous_is_the_year_before",
        model(YEARS, lambda frame: frame.with_columns(change=pl.col("change") + 1)),
        "2023",
    ),
    Fault(
        f"{YEARS}.only_what_compares",
        model(YEARS, lambda frame: frame.with_columns(previous_form=pl.lit("form_2014"))),
        "denied",
    ),
    Fault(
        f"{YEARS}.only_what_compares",
        model(YEARS, lambda frame: frame.with_columns(year=pl.col("year") + 1)),
        "litigation_closed",
    ),
    *(
        fault
        for mart, key, value in (
            ("mart_denial_reasons", "reason", "value"),
            ("mart_outcomes_by_applicant", "applicant", "denied"),
            ("mart_dispute_outcomes", "route", "pending"),
            ("mart_proactive_disclosure", "column", "value"),
        )
        for fault in (
            Fault(f"{mart}.key_unique_and_present", model(mart, doubled)),
            Fault(f"{mart}.key_unique_and_present", model(mart, setting(**{key: None}))),
            Fault(f"{mart}.no_barred_table", lake("table_status", emptied)),
            Fault(f"{mart}.no_barred_table", model(mart, setting(table_status="withheld"))),
            Fault(f"{mart}.every_published_table", model(mart, emptied)),
            Fault(f"{mart}.values_equal_facts", model(mart, setting(**{value: 99}))),
            Fault(f"{mart}.values_equal_facts", model(mart, setting(**{value: None}))),
            Fault(f"{mart}.values_equal_facts", model(FACTS, emptied)),
        )
    ),
    *(
        fault
        for mart, key in (
            (PEERS, "measure"),
            ("mart_division_rollup", "measure"),
            ("mart_coverage", "issuer_id"),
            ("mart_report_scorecard", "report_id"),
            ("mart_revisions", "item"),
            ("mart_claims", "ordinal"),
        )
        for fault in (
            Fault(f"{mart}.key_unique_and_present", model(mart, doubled)),
            Fault(f"{mart}.key_unique_and_present", model(mart, setting(**{key: None}))),
            Fault(f"{mart}.reports_are_current", lake("reports", emptied)),
        )
    ),
    Fault(f"{PEERS}.values_equal_outcomes", model(PEERS, setting(value=0.1)), "disclosure_rate"),
    Fault(f"{PEERS}.values_equal_outcomes", model(PEERS, setting(table_status="accepted"))),
    Fault(f"{PEERS}.values_equal_outcomes", model(PEERS, emptied)),
    Fault(f"{PEERS}.ranks_are_of_known_peers", model(PEERS, setting(rank=1))),
    Fault(
        f"{PEERS}.ranks_are_of_known_peers",
        model(PEERS, setting(rank=1, comparability="ranked")),  # in a group of two
    ),
    Fault(
        "mart_division_rollup.sums_only_of_complete_covers", model(ROLLUP, setting(difference=1))
    ),
    Fault(
        "mart_division_rollup.sums_only_of_complete_covers",
        model(ROLLUP, setting(units_with_value=1)),
    ),
    Fault("mart_coverage.every_report_is_there", model("mart_coverage", emptied)),
    Fault("mart_coverage.days_late_fit_the_dates", model("mart_coverage", setting(days_late=1))),
    Fault(
        "mart_coverage.days_late_fit_the_dates", model("mart_coverage", setting(status="removed"))
    ),
    Fault(
        "mart_coverage.days_late_fit_the_dates", model("mart_coverage", setting(status="on_time"))
    ),
    Fault(
        "mart_report_scorecard.score_is_of_what_was_checked",
        model("mart_report_scorecard", setting(points=80.5)),
    ),
    Fault(
        "mart_report_scorecard.score_is_of_what_was_checked",
        model("mart_report_scorecard", setting(points=40.0, points_assessed=50.0, score=80.0)),
    ),
    Fault(
        "mart_revisions.present_value_is_published",
        model("mart_revisions", setting(value=Decimal(99))),
    ),
    Fault("mart_revisions.present_value_is_published", model(FACTS, emptied)),
    Fault(
        "mart_claims.no_figure_of_a_barred_table",
        model("mart_claims", lambda frame: frame.with_columns(figure=pl.lit(Decimal("5.00")))),
        "withheld",
    ),
    Fault("mart_withheld_shares.key_unique_and_present", model("mart_withheld_shares", doubled)),
    Fault(
        "mart_withheld_shares.counts_equal_the_lake",
        model("mart_withheld_shares", setting(published=7)),
    ),
    Fault("mart_withheld_shares.counts_equal_the_lake", lake("table_status", emptied)),
    Fault("dimensions.dim_concept_key_unique_and_present", model("dim_concept", doubled)),
    Fault("dimensions.dim_rule_key_unique_and_present", model("dim_rule", doubled)),
    *(
        Fault(
            "dimensions.dim_rule_complete",
            model("dim_rule", without_rule(rule)),
            rule,
        )
        for rule in ("requests.balance", "claims.total", "form.sections", "timely")
    ),
    Fault(f"{RECONCILIATION}.key_unique_and_present", model(RECONCILIATION, doubled)),
    Fault(f"{RECONCILIATION}.status_known", model(RECONCILIATION, setting(status="maybe"))),
    Fault(f"{RECONCILIATION}.status_known", model(RECONCILIATION, setting(doubt=None))),
    Fault(f"{RECONCILIATION}.difference_of_sides", model(RECONCILIATION, setting(rhs=Decimal(9)))),
    Fault(
        f"{RECONCILIATION}.difference_of_sides",
        model(RECONCILIATION, setting(rhs=Decimal(9), difference=Decimal(1))),
    ),
    Fault(
        f"{RECONCILIATION}.failures_in_words",
        model(RECONCILIATION, lambda frame: frame.with_columns(message_zh=pl.lit(" "))),
        "requests.balance",
    ),
    Fault(f"{RECONCILIATION}.reports_are_current", lake("reports", emptied)),
    Fault(f"{WITHHELD}.key_unique", model(WITHHELD, doubled)),
    Fault(f"{WITHHELD}.report_id_present", model(WITHHELD, setting(report_id=None))),
    Fault(f"{WITHHELD}.table_present", model(WITHHELD, setting(table=None))),
    Fault(f"{WITHHELD}.status_barred", model(WITHHELD, setting(status="reconciled"))),
    Fault(f"{WITHHELD}.reason_zh_present", model(WITHHELD, setting(reason_zh=None))),
    Fault(f"{WITHHELD}.reason_en_present", model(WITHHELD, setting(reason_en=None))),
    Fault(f"{WITHHELD}.reason_zh_not_empty", model(WITHHELD, setting(reason_zh=" "))),
    Fault(f"{WITHHELD}.reason_en_not_empty", model(WITHHELD, setting(reason_en=""))),
    Fault(f"{WITHHELD}.every_barred_table", model(WITHHELD, emptied), "丙区"),
    Fault(f"{WITHHELD}.no_published_table", model(WITHHELD, setting(table="disputes"))),
    Fault(f"{PRINTED}.key_unique_and_present", model(PRINTED, doubled)),
    Fault(f"{PRINTED}.certain_only", model(PRINTED, setting(state="ambiguous"))),
    Fault(f"{PRINTED}.certain_only", model(PRINTED, setting(value=None))),
    Fault(f"{PRINTED}.status_as_judged", model(PRINTED, setting(table_status="accepted"))),
    Fault(f"{PRINTED}.same_as_facts", model(PRINTED, setting(value=Decimal(99)))),
    *(
        Fault(f"dimensions.{name}_key_unique_and_present", model(name, doubled))
        for name in ("dim_issuer", "dim_year", "dim_item")
    ),
    *(
        Fault(f"dimensions.{name}_complete", model(name, emptied))
        for name in ("dim_issuer", "dim_year", "dim_item")
    ),
    Fault("coverage.some_reports", lake("reports", emptied)),
    Fault("coverage.every_report_accounted_for", model(WITHHELD, emptied), "丁镇"),
    Fault("coverage.one_report_one_document", lake("reports", two_documents)),
    Fault("coverage.every_report_judged", lake("report_status", emptied)),
    Fault(
        "coverage.reconciled_tables_published",
        model(FACTS, lambda facts: facts.filter(~with_report("乙市"))),
        "乙市",
    ),
    Fault("coverage.reconciled_means_assessed", lake("table_status", setting(assessed=0))),
]


# `make test` tries the first fault of each suite; each costs most of a second.
_FIRST = {fault.expectation.partition(".")[0]: fault for fault in reversed(FAULTS)}.values()


@pytest.mark.parametrize(
    "fault",
    [pytest.param(f, id=str(f), marks=() if f in _FIRST else pytest.mark.slow) for f in FAULTS],
)
def test_the_fault_is_found(world: World, tmp_path: Path, fault: Fault) -> None:
    fault.change(world)
    suite, _, name = fault.expectation.partition(".")
    evidence = open_evidence(world.candidate, world.lake, tmp_path)
    # Only the frame that this expectation is about goes through Great Expectations: it is slow.
    asked = [v for v in ALL[suite](evidence) if name in [e.meta["id"] for e in v.expectations]]
    found = {result.expectation: result for result in run_checkpoint(asked, tmp_path)}[name]
    assert not found.success
    assert not found.errored
    assert found.severity == "critical"
    assert found.zh
    assert found.en
    assert fault.names in str(found.sample) + str(found.observed)


def test_every_expectation_has_a_fault_that_it_finds(world: World, tmp_path: Path) -> None:
    """Apart from those of `conditions`, which have tests of their own."""
    evidence = open_evidence(world.candidate, world.lake, tmp_path)
    validations = [one for suite in ALL.values() for one in suite(evidence)]
    evidence.close()
    known = {
        f"{one.suite}.{expectation.meta['id']}"
        for one in validations
        if one.suite != "conditions"
        for expectation in one.expectations
    }
    # One expectation per measure and per share; a fault for one of each stands for all.
    alike = {
        name
        for name in known
        if name.startswith(f"{OUTCOMES}.") and name.endswith(("_not_negative", "_between_0_and_1"))
    }
    assert known - {fault.expectation for fault in FAULTS} - alike == set()
    assert {one.suite for one in validations} | {"conditions"} == set(ALL)


@pytest.mark.parametrize("in_order", [True, False])
def test_repeated_keys_are_found_in_order_or_not(
    world: World, tmp_path: Path, in_order: bool
) -> None:
    key = ("report_id", "table", "item", "column")
    order = (lambda f: f.sort(key)) if in_order else (lambda f: f.sort(key, descending=True))
    for twice, found in ((0, 0), (1, 1)):
        world.change(FACTS, lambda f, n=twice: order(pl.concat([f, f.slice(100, n)])))
        evidence = open_evidence(world.candidate, world.lake, tmp_path)
        assert evidence.repeated_keys(FACTS, key).height == found
        evidence.close()


def test_a_column_that_is_gone_is_no_pass(world: World, judge: Judge) -> None:
    world.change(FACTS, lambda facts: facts.drop("table_status"))
    verdict = judge(world, FACTS)
    assert verdict.verdict is State.ERRORED
    assert "table_status" in verdict.reasons_en[0]
    assert "fct_figures" in verdict.reasons_zh[0]
