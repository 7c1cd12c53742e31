"""Thresholds are data with reasons; each shuts the gate from its least number up, not below."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from expectations.frames import open_evidence
from expectations.rates import measure
from expectations.thresholds import ThresholdError, load_thresholds, parse_thresholds
from gouji.forms import catalogue
from gouji.release.manifest import FileEntry, Inputs, Manifest
from gouji.release.verdict import State
from gouji.tables import dataset, schemas
from tests.candidate_specs import TIES, Spec, many
from tests.candidates import World, make_world
from tests.expectations.conftest import Judge

WITHHELD = {"statuses": {**TIES, "requests": "withheld"}, "report_status": "withheld"}
UNREADABLE = {"statuses": {}, "report_status": "unreadable"}


def last_release(**rows: int) -> Manifest:
    files = {f"marts/{name}.parquet": FileEntry("", 1, number) for name, number in rows.items()}
    return Manifest("20260101T000000Z-0", "", "0", None, Inputs("reports"), files)


def mixture(tmp_path: Path, good: int, bad: int, **fields: object) -> World:
    others = [Spec(f"另{n}局", 2023, **fields) for n in range(bad)]
    return make_world(tmp_path / "home", [*many(good), *others])


# Each list holds what is done to a world, and which thresholds break by it: none is a passing pair.
SHARES: list[tuple[dict[str, object], int, int, str | None]] = [
    (WITHHELD, 12, 18, None),
    (WITHHELD, 11, 19, "share_withheld"),
    (WITHHELD, 1, 28, None),  # 29 reports are too few to judge a share
    (UNREADABLE, 18, 12, None),
    (UNREADABLE, 17, 13, "share_unreadable"),
]


@pytest.mark.parametrize(
    ("fields", "good", "bad", "breaks"),
    [  # `make test` tries one that breaks and one that does not
        *SHARES[1:3],
        *(pytest.param(*one, marks=pytest.mark.slow) for one in (SHARES[0], *SHARES[3:])),
    ],
)
def test_shares_of_reports(
    tmp_path: Path,
    judge: Judge,
    fields: dict[str, object],
    good: int,
    bad: int,
    breaks: str | None,
) -> None:
    verdict = judge(mixture(tmp_path, good, bad, **fields), "conditions")
    # So many withheld tables break the rate of their rule too; that is another threshold.
    failed = {r.expectation for r in verdict.expectations if not r.success} - {"error_rate"}
    assert failed == ({breaks} if breaks else set())


def test_the_worst_rule_counts_and_is_named(tmp_path: Path, judge: Judge) -> None:
    world = mixture(tmp_path, 14, 16, **WITHHELD)
    verdict = judge(world, "conditions")
    assert verdict.verdict is State.FAILED
    (reason,) = verdict.reasons_en
    assert "error_rate" in reason
    assert "requests.balance" in reason


def test_a_rule_with_few_reports_has_no_rate(tmp_path: Path) -> None:
    world = mixture(tmp_path, 1, 28, **WITHHELD)
    evidence = open_evidence(world.candidate, world.lake, tmp_path)
    assert measure("error_rate", evidence).n == 0


def test_tables_without_anything_assessed(tmp_path: Path, judge: Judge) -> None:
    world = mixture(tmp_path, 30, 0)
    world.change_lake(
        "table_status", lambda frame: frame.with_columns(assessed=pl.lit(0, pl.Int64))
    )
    verdict = judge(world, "conditions")
    assert [r.expectation for r in verdict.expectations if not r.success] == ["share_assessed"]


KEPT: list[tuple[dict[str, int], list[str]]] = [
    ({"fct_figures": 595, "mart_request_outcomes": 3}, []),
    ({"fct_figures": 1190, "mart_request_outcomes": 6}, []),
    ({"fct_figures": 1191, "mart_request_outcomes": 3}, ["figures_kept"]),
    ({"fct_figures": 595, "mart_request_outcomes": 7}, ["outcomes_kept"]),
]


@pytest.mark.parametrize(("rows", "failed"), KEPT)
def test_rows_against_the_last_release(
    world: World, judge: Judge, rows: dict[str, int], failed: list[str]
) -> None:
    verdict = judge(world, "conditions", previous=last_release(**rows))
    assert [r.expectation for r in verdict.expectations if not r.success] == failed
    assert verdict.verdict is (State.FAILED if failed else State.PASSED)
    assert verdict.compared_with == "20260101T000000Z-0"


def test_a_warning_is_told_and_does_not_shut(tmp_path: Path, judge: Judge) -> None:
    world = mixture(tmp_path, 30, 0)  # 5,850 figures and more
    verdict = judge(world, "conditions", previous=last_release(fct_figures=1000))
    assert verdict.verdict is State.PASSED
    assert "figures_grown (warning only)" in verdict.reasons_en[0]
    assert "仅提示" in verdict.reasons_zh[0]


def test_what_cannot_be_measured_does_not_pass(world: World, judge: Judge) -> None:
    (world.home / "thresholds.toml").write_text(
        '[[threshold]]\nid = "odd"\nmetric = "error_rate"\nmin_n = 0\nmax = 1\n'
        'zh = "怪"\nen = "odd"\nreason = "a test"\n'
    )
    verdict = judge(world, "conditions")
    assert verdict.verdict is State.FAILED
    assert "odd_measured" in verdict.reasons_en[0]


def test_an_unknown_metric_is_errored(world: World, judge: Judge) -> None:
    (world.home / "thresholds.toml").write_text(
        '[[threshold]]\nid = "odd"\nmetric = "luck"\nmax = 1\nzh = "怪"\nen = "odd"\nreason = "x"\n'
    )
    assert judge(world, "conditions").verdict is State.ERRORED


def test_a_home_replaces_entries_by_id(tmp_path: Path) -> None:
    packaged, data = load_thresholds()
    (tmp_path / "thresholds.toml").write_text(
        '[[threshold]]\nid = "share_withheld"\nmetric = "share_withheld"\nmax = 0.9\n'
        'zh = "占比"\nen = "share"\nreason = "a collection of drafts"\n'
    )
    own, own_data = load_thresholds(tmp_path)
    assert {entry.id for entry in own} == {entry.id for entry in packaged}
    assert next(entry.max for entry in own if entry.id == "share_withheld") == 0.9
    assert own_data != data


def confronted(world: World, rule: str, **counts: int) -> None:
    """Add confrontations of one rule to the lake, spread over its reports: status -> how many."""
    reports = dataset.read(world.lake, "reports")
    keys = reports.select("document_id", "report_id", "report_year").rows()
    statuses = [status for status, number in counts.items() for _ in range(number)]
    rows = [
        {
            **dict(
                zip(("document_id", "report_id", "report_year"), keys[n % len(keys)], strict=True)
            ),
            "rule_id": rule,
            "table": "requests",
            "scope": f"{rule} {n}",
            "status": "fail" if status == "doubt" else status,
            "doubt": status == "doubt",
            "blocks": catalogue.rules()[rule].blocks,
            "defect": "major",
        }
        for n, status in enumerate(statuses)
    ]
    schema = schemas.dataset("confrontations").schema
    new = pl.DataFrame(rows, schema_overrides=schema).select(
        *(
            pl.col(name) if name in rows[0] else pl.lit(None, dtype).alias(name)
            for name, dtype in schema.items()
        )
    )
    dataset.write(
        world.lake, "confrontations", pl.concat([dataset.read(world.lake, "confrontations"), new])
    )


BALANCE = "requests.balance"


RATES: list[tuple[str, dict[str, int], set[str]]] = [
    (BALANCE, {"pass": 210, "fail": 90}, set()),
    (BALANCE, {"pass": 209, "fail": 91}, {"error_rate_of_form", "error_rate_of_province"}),
    (
        BALANCE,
        {"pass": 179, "fail": 121},
        {"error_rate_of_rule", "error_rate_of_form", "error_rate_of_province"},
    ),
    # What could not be checked, and what is only a doubt, makes no rate better or worse.
    (BALANCE, {"pass": 179, "doubt": 121, "not_assessable": 900}, set()),
    (BALANCE, {"fail": 299}, set()),
    (BALANCE, {"pass": 60, "not_assessable": 240}, set()),
    (BALANCE, {"pass": 59, "not_assessable": 241}, {"share_assessed_of_rule"}),
    (BALANCE, {"pass": 59, "not_assessable": 240}, set()),
    # What stands in for sums that lack a number is met on such tables only.
    ("requests.implied_balance", {"pass": 150, "fail": 80, "not_assessable": 3000}, set()),
    ("form.blank_cells", {"pass": 5, "fail": 95}, set()),
    ("form.blank_cells", {"pass": 4, "fail": 96}, {"error_rate_of_defect"}),
    ("form.blank_cells", {"fail": 99}, set()),
]


@pytest.mark.parametrize(
    ("rule", "counts", "failed"),
    [  # `make test` tries those that break, and one that does not
        pytest.param(*one, marks=() if one[-1] or one is RATES[0] else pytest.mark.slow)
        for one in RATES
    ],
)
def test_rates_of_what_was_checked(
    world: World, judge: Judge, rule: str, counts: dict[str, int], failed: set[str]
) -> None:
    confronted(world, rule, **counts)
    verdict = judge(world, "conditions")
    assert {r.expectation for r in verdict.expectations if not r.success} == failed
    shuts = failed - {"error_rate_of_defect"}
    assert verdict.verdict is (State.FAILED if shuts else State.PASSED)


def test_the_worst_province_is_named(world: World, judge: Judge) -> None:
    confronted(world, BALANCE, **{"pass": 2000, "fail": 400})
    verdict = judge(world, "conditions")
    assert verdict.verdict is State.PASSED
    several = dataset.read(world.lake, "reports")["document_id"].to_list()
    world.change_lake(
        "reports",
        lambda frame: frame.with_columns(
            pl.when(pl.col("document_id") == several[0]).then(pl.lit("某省")).alias("province")
        ),
    )
    world.change_lake(
        "confrontations",
        lambda frame: frame.with_columns(
            pl.when((pl.col("document_id") == several[0]) & (pl.col("status") == "pass"))
            .then(pl.lit("fail"))
            .otherwise("status")
            .alias("status")
        ),
    )
    verdict = judge(world, "conditions")
    failed = [r.expectation for r in verdict.expectations if not r.success]
    assert "error_rate_of_province" in failed
    assert any("某省" in reason for reason in verdict.reasons_zh)


GROUPS = [
    ("province", "某省", "share_withheld_by_province"),
    ("form", "form_2019", "share_withheld_by_form"),
]


@pytest.mark.parametrize(("column", "value", "name"), GROUPS)
@pytest.mark.slow
@pytest.mark.parametrize(("bad", "fails"), [(24, False), (25, True)])
def test_shares_of_one_group(
    tmp_path: Path, judge: Judge, column: str, value: str, name: str, bad: int, fails: bool
) -> None:
    """30 reports of the group, of which `bad` are withheld, among many others that tie."""
    world = mixture(tmp_path, 100, bad, **WITHHELD)
    group = pl.col("issuer").str.starts_with("另") | pl.col("issuer").is_in(
        [f"第{n}局" for n in range(30 - bad)]
    )
    world.change_lake(
        "reports",
        lambda frame: frame.with_columns(
            pl.when(group).then(pl.lit(value)).otherwise(column).alias(column)
        ),
    )
    verdict = judge(world, "conditions")
    failed = {r.expectation for r in verdict.expectations if not r.success}
    assert failed == ({name} if fails else set())


# Their pairs are made in tests of their own, above.
ALONE = {"error_rate", "share_assessed", "figures_grown"}


def test_every_packaged_threshold_has_a_world_that_breaks_it_and_one_that_does_not() -> None:
    broken = {name for *_, name in SHARES if name} | {name for *_, name in GROUPS} | ALONE
    broken |= {name for *_, names in KEPT for name in names}
    broken |= {name for *_, names in RATES for name in names}
    assert broken == {entry.id for entry in load_thresholds()[0]}


def test_every_packaged_threshold_can_be_measured(world: World, tmp_path: Path) -> None:
    evidence = open_evidence(
        world.candidate, world.lake, tmp_path, previous=last_release(fct_figures=1)
    )
    for entry in load_thresholds()[0]:
        assert len(entry.reason) > 40, entry.id
        measure(entry.metric, evidence)


ENTRY = {"id": '"x"', "metric": '"x"', "zh": '"x"', "en": '"x"', "reason": '"x"', "max": "1"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": '" "'}, "no reason"),
        ({"max": '"much"'}, "number"),
        ({"max": "true"}, "number"),
        ({"severity": '"fatal"'}, "severity"),
        ({"limit": "3"}, "limit"),
        ({"max": "= 1"}, "not TOML"),
    ],
)
def test_an_entry_that_means_nothing_is_refused(change: dict[str, str], told: str) -> None:
    lines = [f"{name} = {value}" for name, value in (ENTRY | change).items()]
    with pytest.raises(ThresholdError, match=told) as caught:
        parse_thresholds("\n".join(["[[threshold]]", *lines]).encode(), "mine.toml")
    assert "mine.toml" in caught.value.reason.zh


def test_a_bound_is_needed() -> None:
    lines = [f"{name} = {value}" for name, value in ENTRY.items() if name != "max"]
    with pytest.raises(ThresholdError, match="min or max"):
        parse_thresholds("\n".join(["[[threshold]]", *lines]).encode(), "mine.toml")
