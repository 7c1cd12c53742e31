"""The record of truth: what DESIGN names is there, complete, labelled, and expands as it should."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gouji.extraction.characters import fold
from gouji.extraction.figures.aligning.labels import column_patterns, hits, patterns
from gouji.forms import catalogue
from gouji.forms.model import CellKey, RuleKind

STATUTORY = [
    (table, form) for table in catalogue.STATUTORY_TABLES for form in ("form_2019", "form_2021")
]


def test_forms_follow_each_other_without_a_gap() -> None:
    years = [(f.valid_from, f.valid_to) for f in catalogue.forms().values()]
    assert years == [(2014, 2018), (2019, 2020), (2021, None)]


@pytest.mark.parametrize(
    ("table", "form", "count"),
    [
        ("disclosure", "form_2019", 22), ("disclosure", "form_2021", 10),
        ("requests", "form_2019", 23 * 7), ("requests", "form_2021", 25 * 7),
        ("disputes", "form_2019", 15), ("disputes", "form_2021", 15),
    ],
)  # fmt: skip
def test_the_cells_a_table_must_have(table: str, form: str, count: int) -> None:
    cells = catalogue.tables()[table].cells(form)
    assert len(cells) == len(set(cells)) == count


def test_everything_has_both_labels_and_every_id_is_an_identifier() -> None:
    for table in catalogue.tables().values():
        for thing in (table, *table.items, *table.columns):
            assert thing.zh and thing.en, thing
            assert re.fullmatch(r"[a-z][a-z0-9_]*", thing.id)


@pytest.mark.parametrize("table_id", catalogue.STATUTORY_TABLES)
def test_every_official_label_names_its_own_item_only(table_id: str) -> None:
    table = catalogue.tables()[table_id]
    for index, item in enumerate(table.items):
        for form in item.forms:
            assert [h.item for h in hits(table, [fold(item.label(form))])] == [index], item.id
    assert len(patterns(table_id)) == len(table.items)
    assert len(column_patterns(table_id)) == len(table.columns)


def test_edits_name_cells_that_the_form_has() -> None:
    for table, form in STATUTORY:
        cells = set(catalogue.tables()[table].cells(form))
        for edit in catalogue.edits(table, form):
            assert {*edit.lhs, *edit.rhs, *edit.totals} <= cells
            assert set(edit.totals) <= set(edit.rhs)


def test_outcomes_take_every_row_from_granted_to_the_last_other() -> None:
    for form, last, count in (("form_2019", "other_unsplit", 19), ("form_2021", "other_misc", 21)):
        edit = next(
            e for e in catalogue.edits("requests", form) if e.rule_id == "requests.outcomes"
        )
        assert edit.lhs[0] == CellKey("granted", "natural_person")
        assert edit.lhs[-1] == CellKey(last, "natural_person")
        assert len(edit.lhs) == count


def test_rules_say_why_and_a_disabled_one_says_since_when_and_by_whom() -> None:
    for rule in catalogue.rules().values():
        assert rule.zh and rule.en and rule.source and rule.valid_from
        assert rule.forms and set(rule.forms) <= {*catalogue.forms(), catalogue.NARRATIVE}
        assert rule.status in ("active", "disabled")
        if rule.status == "disabled":
            assert rule.reason and rule.date and rule.owner
        if rule.kind is RuleKind.BALANCE:
            assert rule.table in catalogue.tables()
            assert rule.total


def test_the_rules_of_the_design_are_there() -> None:
    assert set(catalogue.rules()) >= {
        "requests.applicants", "requests.outcomes", "requests.balance", "disputes.reconsideration",
        "disputes.litigation_direct", "disputes.litigation_after_reconsideration", "figures.domain",
        "reading.certain", "identity.known",
    }  # fmt: skip
    families = {"years", "divisions", "form", "plausible"}
    for rule in catalogue.rules().values():
        if rule.id.partition(".")[0] in families:
            assert not rule.blocks, rule.id


def test_a_rule_binds_the_years_of_its_source() -> None:
    statistics = catalogue.rules()["statistics.received"]
    assert [statistics.in_force(year) for year in (2013, 2014, 2018, 2019, None)] == [
        *(False, True, True, False, False),
    ]
    assert catalogue.rules()["requests.balance"].in_force(2030)


def test_comparisons_name_cells_that_the_forms_have() -> None:
    for one in catalogue.comparisons():
        table = catalogue.tables()[one.table]
        assert one.scopes and one.forms, one.rule_id
        for scope in one.scopes:
            for term in (*one.lhs, *one.rhs):
                key = one.key(term, scope)
                assert any(key in table.cells(form) for form in one.forms), (one.rule_id, key)


def test_a_disabled_rule_is_skipped_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = replace(
        catalogue.rules()["years.stock"],
        status="disabled", reason="under review", date="2026-01-05", owner="rules",
    )  # fmt: skip
    monkeypatch.setattr(catalogue, "rules", lambda: {rule.id: rule})
    assert catalogue.disabled_rules() == (rule,)
    assert catalogue.active_rules() == () == catalogue.comparisons()
    assert not catalogue.is_active(rule.id)
