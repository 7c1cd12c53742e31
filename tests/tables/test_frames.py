from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.documents.model import Locator
from gouji.documents.reasons import reason
from gouji.extraction.report import Claim, Coverage, Evidence, Identity, IssuerKind, Report
from gouji.forms import catalogue
from gouji.forms.values import BLANK, CellValue
from gouji.tables import frames, schemas
from gouji.tables.frames import FrameBuilder, FrameError, document_frames
from gouji.tables.models import validate
from tests.tables import builders


def test_one_row_for_each_document_table_cell_and_claim() -> None:
    made = document_frames([(builders.meta("a"), builders.report())])
    assert {name: frame.height for name, frame in made.items()} == {
        "documents": 1,
        "table_readings": 1,
        "figures": 15,
        "claims": 1,
    }
    for name, frame in made.items():
        assert frame.schema == schemas.reading(name).schema
    first = made["figures"].row(0, named=True)
    assert first["document_id"] == builders.digest("a")
    assert (first["item"], first["column"]) == ("reconsideration", "upheld")
    assert first["value"] == Decimal("1.00") and first["state"] == "reported"
    assert json.loads(first["locator"]) == {"table": 3, "row": 1, "column": 1}
    document = made["documents"].row(0, named=True)
    assert document["form"] == "form_2021" and document["year"] == 2021


def test_no_reports_give_empty_frames_of_the_right_columns() -> None:
    for name, frame in document_frames([]).items():
        assert frame.is_empty() and frame.schema == schemas.reading(name).schema


def test_states_candidates_and_intervals_are_kept() -> None:
    cells = {
        ("reconsideration", "upheld"): CellValue.ambiguous((Decimal("9068400.50"), None, 3)),
        ("reconsideration", "total"): BLANK,
    }
    amount = CellValue.reported(Decimal(9068400), Decimal(9068350), Decimal(9068450))
    disclosure = builders.table(
        "disclosure", cells={("administrative_fees", "amount_yuan"): amount}
    )
    rows = document_frames(
        [(builders.meta("a"), builders.report("x", 2021, builders.table(cells=cells), disclosure))]
    )["figures"]
    by_cell = {(r["item"], r["column"]): r for r in rows.iter_rows(named=True)}
    ambiguous = by_cell["reconsideration", "upheld"]
    assert (ambiguous["state"], ambiguous["value"]) == ("ambiguous", None)
    assert ambiguous["candidates"] == "[9068400.50, null, 3]"
    assert by_cell["reconsideration", "total"]["state"] == "blank"
    fee = by_cell["administrative_fees", "amount_yuan"]
    assert fee["unit"] == "yuan"
    assert (fee["value_low"], fee["value_high"]) == (Decimal("9068350"), Decimal("9068450"))


def test_cells_that_the_reading_does_not_name_are_missing() -> None:
    whole = builders.table()
    part = dataclasses.replace(whole, figures=whole.figures[3:])
    rows = document_frames([(builders.meta("a"), builders.report("x", 2021, part))])["figures"]
    assert rows.height == 15
    assert rows["state"].to_list() == ["missing"] * 3 + ["reported"] * 12


def test_nothing_is_kept_of_what_is_unreadable() -> None:
    bad = dataclasses.replace(builders.table(), unreadable=reason("empty"))
    made = document_frames([(builders.meta("a"), builders.report("x", 2021, bad))])
    assert made["figures"].is_empty()
    assert made["table_readings"]["unreadable_code"].to_list() == ["empty"]
    whole = builders.report("x", 2021, unreadable=reason("empty"))
    made = document_frames([(builders.meta("a"), whole)])
    assert made["figures"].is_empty()
    assert made["documents"]["unreadable_zh"].to_list() == [reason("empty").zh]


def test_cells_stand_in_form_order_however_they_were_read() -> None:
    whole = builders.table()
    turned = dataclasses.replace(whole, figures=whole.figures[::-1])
    one = document_frames([(builders.meta("a"), builders.report("x", 2021, whole))])
    other = document_frames([(builders.meta("a"), builders.report("x", 2021, turned))])
    assert one["figures"].equals(other["figures"])


def _with_figure(**changes: object) -> Report:
    whole = builders.table()
    changed = whole.figures[0]._replace(**changes)  # type: ignore[arg-type]
    return builders.report(
        "x", 2021, dataclasses.replace(whole, figures=(changed, *whole.figures[1:]))
    )


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        (_with_figure(cell=CellValue.reported(Decimal("1.005"))), "more than two decimals"),
        (_with_figure(cell=CellValue.reported(10**16)), "too large"),
        (_with_figure(column="issued"), "no such cell in form_2021"),
        (_with_figure(column="overturned"), "a cell was read twice"),
        (_with_figure(table="requests"), "wrong table or unit"),
        (
            Report(tables={"disputes": dataclasses.replace(builders.table(), form="form_2014")}),
            "no such table in form_2014",
        ),
    ],
)
def test_a_reading_that_contradicts_the_forms_is_refused_whole(report: Report, cause: str) -> None:
    builder = FrameBuilder()
    builder.add(builders.meta("good"), builders.report())
    with pytest.raises(FrameError, match=cause):
        builder.add(builders.meta("bad"), report)
    assert builder.frames()["documents"]["document_id"].to_list() == [builders.digest("good")]
    assert builder.frames()["figures"].height == 15


def test_the_largest_number_survives() -> None:
    largest = Decimal(10**18 - 1) / 100
    rows = document_frames([(builders.meta("a"), _with_figure(cell=CellValue.reported(largest)))])[
        "figures"
    ]
    assert rows["value"][0] == largest


@pytest.mark.parametrize(
    ("cell", "value", "low", "high"),
    [
        (
            CellValue.reported(Decimal("28049797.0450000")),
            "28049797.04",
            "28049797.04",
            "28049797.05",
        ),
        (
            CellValue.reported(Decimal("7"), Decimal("6.9995"), Decimal("7.0005")),
            "7",
            "6.99",
            "7.01",
        ),
        (CellValue.reported(Decimal("7.5000")), "7.50", "7.50", "7.50"),
    ],
)
def test_amounts_finer_than_a_cent_are_rounded_and_say_so(
    cell: CellValue, value: str, low: str, high: str
) -> None:
    place = ("administrative_fees", "amount_yuan")
    disclosure = builders.table("disclosure", cells={place: cell})
    made = document_frames([(builders.meta("a"), builders.report("x", 2021, disclosure))])
    row = made["figures"].filter(column="amount_yuan").row(0, named=True)
    got = [row[name] for name in ("value", "value_low", "value_high")]
    assert got == [Decimal(value), Decimal(low), Decimal(high)]
    assert bool(row["note"]) == (value != "7.50")


def test_text_that_is_no_unicode_does_not_stop_the_rest() -> None:
    broken = _with_figure(raw="十\ud800件", note="\udcb1")
    rows = document_frames([(builders.meta("a"), broken)])["figures"]
    assert rows["raw"][0] == "十\ufffd件"
    assert rows["note"][0] == "\ufffd"


def test_a_table_of_every_form_fits_its_model() -> None:
    """Every cell that the forms know passes from reading to a valid dataset."""
    for number, (name, layout) in enumerate(catalogue.tables().items()):
        for form in layout.forms:
            made = document_frames(
                [
                    (
                        builders.meta(f"{number}"),
                        builders.report("x", 2021, builders.table(name, form)),
                    )
                ]
            )["figures"]
            assert made.height == len(layout.cells(form))
            validate("figures", builders.keyed(made))


_numbers = st.none() | st.integers(0, 10**6)
_locators = st.builds(
    Locator,
    page=_numbers,
    box=st.none() | st.tuples(*[st.floats(0, 1000, allow_nan=False, width=32)] * 4),
    table=_numbers,
    row=_numbers,
    column=_numbers,
    line=_numbers,
    start=_numbers,
    end=_numbers,
)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_identities = st.builds(
    Identity,
    issuer=st.none() | _texts,
    issuer_id=st.none() | _texts,
    issuer_kind=st.sampled_from(IssuerKind),
    level=_texts,
    division_code=st.none() | _texts,
    coverage=st.sampled_from(Coverage),
    coverage_evidence=st.none() | _texts,
    year=st.none() | st.integers(2000, 2040),
    published_on=st.none() | st.dates().map(str),
    evidence=st.lists(
        st.builds(Evidence, st.sampled_from(["issuer", "year"]), _texts, _texts, _texts, _locators),
        max_size=3,
    ).map(tuple),
    conflicts=st.lists(st.sampled_from(["issuer", "year"]), unique=True).map(tuple),
)


@given(_identities)
def test_an_identity_comes_back_from_its_row(identity: Identity) -> None:
    assert frames.identity_of(frames.identity_row(identity)) == identity


@given(_locators)
def test_a_locator_is_written_as_it_says_itself(locator: Locator) -> None:
    claim = Claim("received", 1, "count", "count", "", locator)
    made = document_frames([(builders.meta("a"), Report(claims=(claim,)))])["claims"]
    assert json.loads(made["locator"][0]) == locator.as_dict()


def test_a_date_that_is_none_is_left_out() -> None:
    assert frames.identity_row(Identity(published_on="2022年"))["published_on"] is None
