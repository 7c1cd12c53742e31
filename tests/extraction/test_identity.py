"""Who reports on which year: hard cases as data, and what no noise may change.

`identity/*.toml` hold the cases: a text or a page, and what must be known of it.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.divisions import catalogue
from gouji.divisions.catalogue import Division
from gouji.extraction.identity.by_sidecar import apply_sidecar
from gouji.extraction.identity.credit_codes import find_credit_code
from gouji.extraction.identity.divisions import Context, resolve
from gouji.extraction.identity.issuers import compatible
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.reader import read_report
from gouji.extraction.report import Identity
from gouji.forms.evaluation import Outcome
from gouji.reconciliation.judgement import confront_identity

Case = dict[str, Any]


FOLDER = Path(__file__).parent / "identity"


def data(name: str) -> Case:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


CASES = [
    case
    for name in ("titles", "divisions", "organs", "contradictions", "agreement")
    for case in data(name)["case"]
]
NOISE = data("noise")


def read(case: Case) -> Identity:
    """The identity that a case's text or page states."""
    text = case.get("html") or case["text"]
    name = "a.html" if "html" in case else "a.txt"
    return read_report(text.strip().encode(), name).identity


def identify(case: Case) -> Identity:
    """The same, with its row of the sidecar."""
    row = case.get("sidecar")
    return apply_sidecar(read(case), SidecarRow("a.txt", **row)) if row else read(case)


def as_data(identity: Identity) -> Case:
    return {
        "issuer": identity.issuer,
        "division": identity.division_code,
        "identifies": identity.issuer_id is not None,
        "year": identity.year,
        "kind": str(identity.issuer_kind),
        "level": identity.level,
        "coverage": str(identity.coverage),
        "published_on": identity.published_on,
        "credit_code": identity.credit_code,
        "conflicts": list(identity.conflicts),
    }


def expected(case: Case) -> Case:
    kept = {
        key: value for key, value in case.items() if key not in ("name", "text", "html", "sidecar")
    }
    words = ("kind", "level", "coverage")
    told = {k: None if v == "unknown" and k not in words else v for k, v in kept.items()}
    return {"identifies": told["issuer"] is not None, **told}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_hard_case(case: Case) -> None:
    identity = identify(case)
    found, wanted = as_data(identity), expected(case)
    assert {key: found[key] for key in wanted} == wanted
    assert_what_is_not_known_is_a_violation(identity)


def assert_what_is_not_known_is_a_violation(identity: Identity) -> None:
    known = {"issuer": identity.issuer_id is not None, "year": identity.year is not None}
    scopes = {field for field in known if not known[field]}
    scopes |= {f"{field}_conflict" for field in identity.conflicts}
    failed = {r.scope for r in confront_identity(identity) if r.outcome is Outcome.FAIL}
    assert failed == scopes


# ---- any place


def divisions() -> list[Division]:
    """Every division of the list, zones of the statistics left out: they have no departments."""
    codes = (f"{number:06}" for number in range(110000, 660000))
    found = (catalogue.by_code(code) for code in codes)
    return [one for one in found if one is not None and one.exists and one.level != catalogue.ZONE]


@pytest.fixture(scope="module")
def everywhere() -> list[Division]:
    return divisions()


def test_a_name_written_out_is_resolved_everywhere(everywhere: list[Division]) -> None:
    assert len(everywhere) > 3000
    now = Context(year=2023)
    organs = {one: resolve(catalogue.full_name(one) + "水利局", now) for one in everywhere}
    assert [one for one, organ in organs.items() if organ.division != one] == []
    assert len({(organ.division, organ.name) for organ in organs.values()}) == len(everywhere)


@pytest.mark.parametrize("organ", ["水利局", "人民政府", "柳河镇人民政府", "江苏路街道办事处"])
def test_a_shorter_name_is_resolved_or_left_open(everywhere: list[Division], organ: str) -> None:
    for one in everywhere:
        for name in (catalogue.qualified_name(one), one.name):
            found = resolve(name + organ)
            assert found.division in (None, one) or catalogue.by_name(name) == (found.division,)
            assert found.division is None or found.name.endswith(organ)


@pytest.mark.parametrize(
    "printed",
    [
        "莒南县国家税务总局商城县税务局",
        "莒南县商城县水利局",
        "莒南县鼓楼区水利局",
        "商城县信阳市水利局",
        "商城县商城县水利局",
        "国家税务总局莒南县商城县税务局",
    ],
)
def test_two_names_run_together_are_no_organ(printed: str) -> None:
    found = resolve(printed, Context(year=2023))
    assert (found.division, found.identifies) == (None, False)


@pytest.mark.parametrize("rest", ["人民政府驻信阳市办事处", "城市管理局", "江苏路街道办事处"])
def test_an_organ_whose_name_holds_a_place_is_one(rest: str) -> None:
    found = resolve(f"莒南县{rest}", Context(year=2023))
    assert found.identifies and found.division is not None and found.division.code == "371327"


# ---- noise, order, nonsense

nonsense = st.lists(st.sampled_from(NOISE["pieces"]) | st.text(max_size=4), max_size=30).map(
    "".join
)


@settings(max_examples=60, deadline=None)
@given(nonsense, st.sampled_from(["a.txt", "a.html"]))
def test_nonsense_is_read_without_an_error(text: str, name: str) -> None:
    data = f"<title>{text[:20]}</title><p>{text}</p>" if name == "a.html" else text
    identity = read_report(data.encode("utf-8", "replace"), name).identity
    assert (identity.issuer_id is None) or identity.issuer
    assert "year" not in identity.conflicts or identity.year is None
    assert "issuer" not in identity.conflicts or identity.issuer is None


stated = st.builds(
    SidecarRow,
    st.just("a.txt"),
    st.none()
    | st.sampled_from(["水利局", "县水利局", "商城县水利局", "某市某局", "莒南县水利局"])
    | nonsense,
    st.none() | st.sampled_from(["county", "city"]),
    st.none() | st.sampled_from(["411524", "411500", "371327", "990123", "411524103"]),
    st.none() | st.integers(2008, 2035),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES[:40]), stated)
def test_a_row_that_names_issuer_and_year_decides_or_contradicts(
    case: Case, row: SidecarRow
) -> None:
    found = read(case)
    decided = apply_sidecar(found, row)
    if row.year:
        assert decided.year == row.year or "year" in decided.conflicts
    if row.issuer and row.issuer.strip():
        known = decided.issuer is not None and decided.issuer_id is not None
        assert known or "issuer" in decided.conflicts


TITLES = (
    ("烟台市福山区民政局", "370611"),
    ("商城县水利局", "411524"),
    ("武汉市洪山区珞南街道办事处", "420111"),
    ("国家税务总局商城县税务局", "411524"),
    ("信阳市人民政府办公室", "411500"),
    ("达拉特旗人民政府", "150621"),
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(NOISE["lines"]), max_size=6),
    st.lists(st.sampled_from(NOISE["lines"]), max_size=6),
    st.booleans(),
)
def test_noise_around_a_title_never_makes_it_another_organ(
    title: tuple[str, str], before: list[str], after: list[str], broken: bool
) -> None:
    issuer, division = title
    line = f"{issuer}2022年政府信息公开工作年度报告"
    lines = [line[:-6], line[-6:]] if broken else [line]
    text = "\n".join([*before, *lines, *after, "一、总体情况", "2022年，公开信息12条。"])
    found = read_report(text.encode(), "a.txt").identity
    assert found.issuer in (None, issuer) or not found.issuer_id
    assert found.issuer is None or compatible(found.issuer, issuer)
    assert found.year in (None, 2022)
    if not broken:
        assert (found.issuer, found.division_code, found.year) == (issuer, division, 2022)


def test_what_was_read_before_changes_nothing() -> None:
    first = [as_data(identify(case)) for case in CASES]
    order = list(range(len(CASES)))
    random.Random(7).shuffle(order)
    again = {number: as_data(identify(CASES[number])) for number in order}
    assert [again[number] for number in range(len(CASES))] == first


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES[:40]), stated, stated)
def test_the_order_of_two_rows_changes_nothing(
    case: Case, one: SidecarRow, two: SidecarRow
) -> None:
    found = read(case)
    there, back = apply_sidecar(found, one, two), apply_sidecar(found, two, one)
    assert as_data(there) == as_data(back)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{code}/2024-1", True),
        ("索引号:{code}", True),
        ("X{code}", False),
        ("{code}0", False),
        ("{code} {other}", False),
    ],
)
def test_a_credit_code_stands_alone_and_only_once(text: str, found: bool) -> None:
    code, other = "11370000MB28374659", "11420000004195280P"
    text = text.format(code=code, other=other)
    assert find_credit_code(text) == (code if found else None)
