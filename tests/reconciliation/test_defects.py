"""Rules that withhold nothing (years, units, form, prose, plausibility), each failing and passing.

The single-report and the all-at-once evaluation must say the same (`defect_reports.found`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gouji.extraction.outline import BUCKETS, Outline
from gouji.extraction.report import Coverage, Identity, IssuerKind, Report
from gouji.forms import catalogue
from gouji.forms.messages import describe
from gouji.forms.values import BLANK, DASH, MISSING, CellValue
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.frame import YearBefore
from gouji.reconciliation.form_rules import may_make_rules, similarity
from tests.reconciliation import samples
from tests.reconciliation.defect_reports import (
    FULL,
    SOMEONE,
    N,
    as_row,
    brought,
    carried,
    confront_one,
    found,
    of,
    sketch,
    status,
)
from tests.reconciliation.samples import disclosure, disputes, requests


def test_what_was_carried_forward_is_brought_forward() -> None:
    rows = found(of(2023, brought(77)), of(2022, carried(103)), rule="years.brought_forward")
    assert ("years.brought_forward", "total", "fail", 77, 103, False) in rows
    assert len(rows) == 7
    rows = found(of(2023, brought(103)), of(2022, carried(103)), rule="years.brought_forward")
    assert status(rows, "total") == "pass"


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        (of(2023, brought(7)), None, "没有本机关上一年度"),
        (
            of(2023, brought(7)),
            of(2022, carried(1), identity=replace(SOMEONE, coverage=Coverage.AREA)),
            "统计范围不同",
        ),
        (of(2023, brought(7)), of(2022, disputes()), "没有同一表式"),
        (
            of(2023, brought(7)),
            of(2022, carried(1), identity=replace(SOMEONE, issuer_id="1-他局")),
            "没有本机关上一年度",
        ),
    ],
    ids=["no report", "other coverage", "no table", "other issuer"],
)
def test_years_that_cannot_be_compared(now: Report, before: Report | None, why: str) -> None:
    if before is None or before.identity.issuer_id == SOMEONE.issuer_id:
        rows = found(now, before, rule="years.brought_forward")
    else:  # whoever asks the single evaluation has looked for the issuer's own report
        earlier = YearBefore(*samples.frames({"r0": before}))
        frame = reconcile(*samples.frames({"r1": now}), before=earlier).confrontations
        frame = frame.filter(rule_id="years.brought_forward")
        rows = [as_row(row)[:6] for row in frame.rows(named=True)]
        assert why in frame["message_zh"][0]
    assert rows == [("years.brought_forward", "requests", "not_assessable", None, None, False)]
    if before is None:
        assert why in describe(confront_one(now, before)[-1])


def test_where_nobody_says_what_is_covered_a_difference_is_a_doubt() -> None:
    unknown = replace(SOMEONE, coverage=Coverage.UNKNOWN)
    now, before = of(2023, brought(7), identity=unknown), of(2022, carried(1), identity=unknown)
    rows = found(now, before, rule="years.brought_forward")
    assert ("years.brought_forward", "total", "fail", 7, 1, True) in rows


def stock(issued: int, repealed: int, in_force: int) -> Any:
    values = {"issued": issued, "repealed": repealed, "in_force": in_force}
    return disclosure({f"normative_documents.{name}": N(n) for name, n in values.items()})


def test_a_stock_follows_from_the_year_before() -> None:
    before = of(2022, stock(0, 0, 66))
    rows = found(of(2023, stock(10, 4, 372)), before, rule="years.stock")
    assert ("years.stock", "normative_documents", "fail", 372, 72, False) in rows
    rows = found(of(2023, stock(10, 4, 72)), before, rule="years.stock")
    assert status(rows, "normative_documents") == "pass"


def old(**values: int) -> Any:
    cells = {f"licensing.{name}": N(n) for name, n in values.items()}
    return samples.reading(
        "disclosure",
        "form_2019",
        lambda key: cells.get(f"{key.item}.{key.column}", samples.ZERO),
    )


def test_items_of_the_old_form_follow_from_the_year_before() -> None:
    before = of(2019, old(items_last_year=20, items_change=-3))
    good, bad = (of(2020, old(items_last_year=n)) for n in (17, 20))
    assert status(found(good, before, rule="years.stock"), "licensing") == "pass"
    assert status(found(bad, before, rule="years.stock"), "licensing") == "fail"


def test_a_stock_is_not_compared_across_forms() -> None:
    rows = found(of(2021, stock(1, 1, 5)), of(2020, old()), rule="years.stock")
    assert rows == [("years.stock", "disclosure", "not_assessable", None, None, False)]


def test_a_blank_stock_is_not_taken_for_zero() -> None:
    before = of(2022, disclosure({"normative_documents.in_force": BLANK}))
    rows = found(of(2023, stock(1, 0, 5)), before, rule="years.stock")
    assert status(rows, "normative_documents") == "not_assessable"


def test_cases_left_pending_come_back() -> None:
    before = of(2022, disputes({"reconsideration.pending": N(3)}))
    few, enough = (of(2023, disputes({"reconsideration.total": N(n)})) for n in (2, 4))
    assert status(found(few, before, rule="years.disputes"), "reconsideration") == "fail"
    assert status(found(enough, before, rule="years.disputes"), "reconsideration") == "pass"


def fees(yuan: str) -> Any:
    return disclosure({"administrative_fees.amount_yuan": N(Decimal(yuan))})


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("906.84", "9068400", "fail"),
        ("9068400", "950", "fail"),
        ("906.84", "90684", "pass"),
        ("1", "90000000", "pass"),
        ("0", "9068400", "not_assessable"),
    ],
)
def test_amounts_in_another_unit(before: str, now: str, expected: str) -> None:
    rows = found(of(2023, fees(now)), of(2022, fees(before)), rule="plausible.unit")
    assert status(rows, "administrative_fees") == expected


@pytest.mark.parametrize(
    ("last", "change", "decisions", "expected"),
    [(20, 3, 23, "fail"), (20, 3, 24, "pass"), (2, 1, 3, "pass"), (0, 0, 0, "pass")],
)
def test_decisions_that_are_last_year_and_change(
    last: int, change: int, decisions: int, expected: str
) -> None:
    table = old(items_last_year=last, items_change=change, decisions=decisions)
    rows = found(of(2020, table), rule="plausible.decisions_added")
    assert status(rows, "licensing") == expected


def test_an_outdated_form() -> None:
    now = of(2022, old(), requests())
    rows = found(now, rule="form.outdated")
    assert [(row[1], row[2]) for row in rows] == [("disclosure", "fail"), ("requests", "pass")]
    said = next(describe(one) for one in confront_one(now, None) if one.rule_id == "form.outdated")
    assert "2019年" in said and "不是报告年度施行的表式" in said


def test_the_form_of_a_table_of_which_nothing_is_certain_is_not_said_to_be_outdated() -> None:
    lost = samples.reading("disclosure", "form_2019", lambda _: MISSING)
    rows = found(of(2022, lost, requests()), rule="form.outdated")
    assert (rows[0][1], rows[0][2]) == ("disclosure", "not_assessable")


@pytest.mark.parametrize(("cell", "expected"), [(BLANK, "fail"), (DASH, "fail"), (N(0), "pass")])
def test_a_blank_where_zero_is_due(cell: CellValue, expected: str) -> None:
    table = disputes({"reconsideration.other": cell})
    assert status(found(of(2023, table), rule="form.blank_cells"), "disputes") == expected


def test_a_section_that_is_not_there() -> None:
    sections = (300, None, 10, None, 120, None)
    now = of(2023, disclosure(), outline=Outline(sections))
    rows = found(now, rule="form.sections")
    # The table of section 2 proves that the section is there, whatever became of its heading.
    assert [row[1:3] for row in rows] == [("section_4", "fail"), ("section_6", "fail")]
    assert found(of(2023, disclosure()), rule="form.sections")[0][1:3] == ("report", "pass")
    no_heading = of(2023, disclosure(), outline=Outline())
    assert found(no_heading, rule="form.sections")[0][2] == "not_assessable"


def test_sections_behind_an_early_end_are_not_missed() -> None:
    cut = of(2023, disclosure(), outline=Outline((300, 10, 10)))
    assert [row[1:3] for row in found(cut, rule="form.sections")] == [("report", "not_assessable")]
    gap = of(2023, disclosure(), outline=Outline((None, 10, None, 10)))
    rows = [row[1:3] for row in found(gap, rule="form.sections")]
    assert rows == [("section_1", "fail"), ("section_3", "fail")]
    five = of(2023, disclosure(), outline=Outline((300, 10, 10, 10, 4)))
    assert status(found(five, rule="form.section_five"), "section_5") == "not_assessable"


@pytest.mark.parametrize(("length", "expected"), [(0, "fail"), (19, "fail"), (20, "pass")])
def test_an_empty_section_five(length: int, expected: str) -> None:
    now = of(2023, disclosure(), outline=Outline((9, 9, 9, 9, length, 9)))
    assert status(found(now, rule="form.section_five"), "section_5") == expected


@pytest.mark.parametrize(("changed", "expected"), [(0, "fail"), (9, "fail"), (10, "pass")])
def test_the_prose_of_last_year(changed: int, expected: str) -> None:
    now = of(2023, disclosure(), outline=replace(FULL, sketch=sketch(changed)))
    before = of(2022, disclosure())
    rows = found(now, before, rule="form.prose_last_year")
    assert [row[2] for row in rows] == [expected]


def test_too_little_prose_to_tell() -> None:
    few = replace(FULL, clauses=23)
    now, before = of(2023, disclosure(), outline=few), of(2022, disclosure())
    assert found(now, before, rule="form.prose_last_year")[0][2] == "not_assessable"


def prose(*sketches: str) -> dict[str, Report]:
    return {
        f"r{n}": of(
            2023,
            disclosure(),
            identity=replace(SOMEONE, issuer=f"甲{n}局", issuer_id=f"1-甲{n}局"),
            outline=replace(FULL, sketch=one),
        )
        for n, one in enumerate(sketches)
    }


def test_the_prose_of_a_sister_is_found_and_named() -> None:
    stranger = "".join(f"{n + 500:04x}" for n in range(BUCKETS))
    reports = prose(stranger, sketch(0), sketch(3), stranger[::-1])
    rows = reconcile(*samples.frames(reports)).confrontations.filter(rule_id="form.prose_sister")
    assert rows.select("report_id", "status").rows() == [
        *(("r0", "pass"), ("r1", "fail"), ("r2", "fail"), ("r3", "pass")),
    ]
    assert "甲2局 2023 [r2]" in rows["message_zh"][1]
    assert "甲1局 2023 [r1]" in rows["message_en"][2]


def test_a_report_has_no_sister_in_another_document_of_its_issuer() -> None:
    reports = {key: replace(one, identity=SOMEONE) for key, one in prose(*[sketch(0)] * 2).items()}
    rows = reconcile(*samples.frames(reports)).confrontations.filter(rule_id="form.prose_sister")
    assert rows["status"].to_list() == ["not_assessable"] * 2


def test_every_twin_among_many_is_found() -> None:
    twins = prose(*[sketch(n % 4) for n in range(60)])
    rows = reconcile(*samples.frames(twins)).confrontations.filter(rule_id="form.prose_sister")
    assert rows["status"].to_list() == ["fail"] * 60


def test_similarity_counts_filled_buckets_only() -> None:
    assert similarity(sketch(0), sketch(12)) == 0.75
    half = "0000" * 24 + FULL.sketch[96:]
    assert similarity(half, half) == 1.0
    assert similarity("0000" * BUCKETS, "0000" * BUCKETS) == 0.0


@pytest.mark.parametrize(
    ("kind", "level", "expected"),
    [
        ("government", "prefecture", True), ("general_office", "province", True),
        ("government", "county", False), ("township", "unknown", False),
        ("department", "prefecture", False), ("department", "unknown", None),
        ("government", "unknown", None), ("zone", "prefecture", None),
    ],
)  # fmt: skip
def test_who_may_make_rules(kind: str, level: str, expected: bool | None) -> None:
    rule = catalogue.rules()["plausible.rules_by_organ"]
    assert may_make_rules(kind, level, rule) is expected


@pytest.mark.parametrize(
    ("identity", "number", "expected"),
    [
        (SOMEONE, 2, "fail"),
        (SOMEONE, 0, "pass"),
        (replace(SOMEONE, issuer_kind=IssuerKind.GOVERNMENT, level="prefecture"), 2, "pass"),
        (replace(SOMEONE, level="unknown"), 2, "not_assessable"),
    ],
)
def test_rules_of_an_organ_that_can_have_none(
    identity: Identity, number: int, expected: str
) -> None:
    table = disclosure({"government_rules.in_force": N(number)})
    rows = found(of(2023, table, identity=identity), rule="plausible.rules_by_organ")
    assert status(rows, "government_rules") == expected
