"""A lake of few reports, written by hand in the schemas of the lake's datasets.

Statuses are given, not computed: what dbt makes of a status is under test here, not the judgement.
Confrontations of a table come from the pure evaluation of the forms.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import BinaryIO

import polars as pl

from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome, confront_table
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, MISSING, CellValue
from gouji.tables import schemas

SCHEMAS = {name: schemas.dataset(name).schema for name in schemas.BY_YEAR}

Printed = int | None
"""A number in the column `total`; None for an empty row."""


def requests(form: str, printed: Mapping[str, Printed]) -> dict[CellKey, CellValue]:
    """Table 三 in which natural persons asked for all; items that are not named print 0."""
    cells = {}
    for key in catalogue.tables()["requests"].cells(form):
        number = printed.get(key.item, 0)
        if number is None:
            cells[key] = BLANK
        else:
            asked = key.column in ("natural_person", "total")
            cells[key] = CellValue.reported(number if asked else 0)
    return cells


def filled(table: str, form: str, value: int = 0) -> dict[CellKey, CellValue]:
    """Every cell of a table with the same number."""
    return {key: CellValue.reported(value) for key in catalogue.tables()[table].cells(form)}


@dataclass
class Lake:
    """Rows by dataset, and who is who."""

    rows: dict[str, list[dict[str, object]]] = field(
        default_factory=lambda: {name: [] for name in SCHEMAS}
    )

    def report(
        self,
        issuer: str | None,
        year: int | None,
        status: str,
        *,
        coverage: str = "organ",
        document: str = "",
        is_current: bool = True,
        removed: bool = False,
        unreadable: bool = False,
        kind: str = "department",
        division: str | None = None,
        first_seen: datetime | None = None,
    ) -> dict[str, object]:
        """Add a report; what it returns is the head of each row below it."""
        name = document or f"{issuer}-{year}"
        document_id = sha256(name.encode()).hexdigest()
        known = issuer is not None and year is not None
        issuer_id = issuer and f"{division or 410000}-{issuer}"
        report_id = f"{issuer_id}-{year}" if known else f"unknown-{document_id[:12]}"
        head: dict[str, object] = {
            "document_id": document_id,
            "report_id": report_id,
            "report_year": str(year) if year else "unknown",
        }
        code = "no_text" if unreadable else None
        self._add(
            "reports",
            head,
            source_uri="memory",
            path=f"{name}.html",
            format="html",
            size=1,
            sha256=document_id,
            first_seen=first_seen or datetime.now(UTC),
            removed_at=datetime.now(UTC) if removed else None,
            parser_version="1",
            issuer=issuer,
            issuer_id=issuer_id,
            issuer_kind=kind,
            level="county",
            division_code=division,
            coverage=coverage,
            year=year,
            form="form_2021",
            identity_evidence="[]",
            identity_conflicts="[]",
            unreadable_code=code,
            is_current=is_current,
        )
        if is_current and not removed:
            self._add("report_status", head, status=status, reason_zh="因", reason_en="why")
        return head

    def table(
        self,
        head: dict[str, object],
        table: str,
        form: str,
        status: str,
        cells: Mapping[CellKey, CellValue],
        *,
        doubt: bool = False,
        decision: str | None = None,
    ) -> None:
        """Add a table of a report with its cells, confrontations and status."""
        place = {"table": table, "form": form}
        self._add("table_readings", head, **place, doubt_code="prose" if doubt else None)
        known = catalogue.tables()[table]
        for key, cell in cells.items():
            self._add(
                "figures",
                head,
                **place,
                item=key.item,
                column=key.column,
                value=_decimal(cell.value),
                value_low=_decimal(cell.low),
                value_high=_decimal(cell.high),
                unit=known.unit(key).value,
                state=cell.state.value,
                raw="" if cell.value is None else str(cell.value),
                candidates="[]",
                locator=json.dumps({"table": 1}),
                value_source="reported",
            )
        results = _kept(table, confront_table(table, form, cells))
        for one in results:
            self.confrontation(head, one, decision)
        failed = [one for one in results if one.outcome is Outcome.FAIL]
        self._add(
            "table_status",
            head,
            **place,
            status=status,
            reason_zh="因",
            reason_en="why",
            violations=sum(not one.doubt for one in failed),
            doubts=sum(one.doubt for one in failed),
            assessed=0,
            not_assessable=0,
            decision=decision,
        )

    def confrontation(
        self, head: dict[str, object], one: Confrontation, decision: str | None = None
    ) -> None:
        """Add the result of a rule; `decision` is attached where it fails."""
        rule = catalogue.rules()[one.rule_id]
        self._add(
            "confrontations",
            head,
            rule_id=one.rule_id,
            table=one.table,
            scope=one.scope,
            status=one.outcome.value,
            lhs=_decimal(one.lhs),
            rhs=_decimal(one.rhs),
            difference=_decimal(one.difference),
            doubt=one.doubt,
            blocks=rule.blocks,
            defect=rule.defect.value,
            claim=one.claim,
            message_zh="不符",
            message_en="does not tie",
            decision=decision if one.outcome is Outcome.FAIL else None,
        )

    def claim(self, head: dict[str, object], ordinal: int, subject: str, value: int) -> None:
        """Add a number stated in prose."""
        said = {"unit": "count", "kind": "count", "raw": "", "step": 1.0, "statement": ordinal}
        empty = dict.fromkeys(("qualifier", "scope", "base"), "")
        said |= {"sentence": "略", "locator": "{}", **empty}
        self._add("claims", head, ordinal=ordinal, subject=subject, value=float(value), **said)

    def write(self, open_for_writing: Callable[[str], BinaryIO]) -> None:
        """One file per dataset and year, and always one for the unknown year."""
        for name, schema in SCHEMAS.items():
            frame = pl.DataFrame(self.rows[name], schema=schema)
            for year in {*frame["report_year"], "unknown"}:
                with open_for_writing(f"{name}/year={year}/part.parquet") as file:
                    frame.filter(pl.col("report_year") == year).write_parquet(file)

    def _add(self, dataset: str, head: dict[str, object], **values: object) -> None:
        self.rows[dataset].append(dict.fromkeys(SCHEMAS[dataset]) | head | values)


def _kept(table: str, results: list[Confrontation]) -> list[Confrontation]:
    cell_rules = ("figures.domain", "reading.certain")
    kept = [r for r in results if r.rule_id not in cell_rules or r.outcome is Outcome.FAIL]
    for rule_id in {r.rule_id for r in results} - {r.rule_id for r in kept}:
        kept.append(Confrontation(rule_id, table, table, Outcome.PASS))
    return kept


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def without(cells: Mapping[CellKey, CellValue], *missing: CellKey) -> dict[CellKey, CellValue]:
    """The same table with cells that the document does not have."""
    return {key: MISSING if key in missing else cell for key, cell in cells.items()}


def example() -> Lake:
    """Reports that between them take every path through the models."""
    lake = Lake()
    _three_years_of_alpha(lake)
    _blanks(lake)
    _not_published(lake)
    _a_city_and_its_counties(lake)
    _revised(lake)
    return lake


def _three_years_of_alpha(lake: Lake) -> None:
    alpha = lake.report("alpha", 2020, "reconciled")
    counts: dict[str, Printed] = {
        "new_received": 10,
        "brought_forward": 2,
        "granted": 4,
        "partially_granted": 1,
        "denied_state_secret": 2,
        "denied_third_party": 1,
        "unavailable_not_held": 1,
        "other_unsplit": 1,
        "outcome_total": 10,
        "carried_forward": 2,
    }
    lake.table(alpha, "requests", "form_2019", "reconciled", requests("form_2019", counts))

    # Three blank leaves, which the passing sum leaves nothing but 0; one dispute row contradicts.
    alpha = lake.report("alpha", 2021, "withheld")
    counts = {
        "new_received": 20,
        "brought_forward": 3,
        "granted": 5,
        "not_processed_repeat": 3,
        "other_misc": 2,
        "outcome_total": 10,
        "carried_forward": 13,
        "unavailable_not_held": None,
        "unavailable_needs_creation": None,
        "unavailable_still_unclear": None,
    }
    lake.table(alpha, "requests", "form_2021", "reconciled", requests("form_2021", counts))
    # 2020 carried 2 forward.
    lake.confrontation(alpha, _carried(Outcome.FAIL, 3, 2))
    disputes = filled("disputes", "form_2021")
    disputes[CellKey("reconsideration", "total")] = CellValue.reported(7)
    lake.table(alpha, "disputes", "form_2021", "withheld", disputes)
    old = filled("disclosure", "form_2019", 7)
    lake.table(alpha, "disclosure", "form_2019", "unconfirmed", old)

    alpha = lake.report("alpha", 2022, "reconciled")
    counts = {"brought_forward": 13, "carried_forward": 13}
    lake.table(alpha, "requests", "form_2021", "reconciled", requests("form_2021", counts))
    lake.confrontation(alpha, _carried(Outcome.PASS, 13, 13))
    disclosure = filled("disclosure", "form_2021")
    fees = CellKey("administrative_fees", "amount_yuan")
    low, high = Decimal(9068350), Decimal(9068450)
    disclosure[fees] = CellValue.reported(Decimal(9068400), low, high)
    lake.table(alpha, "disclosure", "form_2021", "unconfirmed", disclosure)
    disputes = filled("disputes", "form_2021")
    for column, number in (("upheld", 3), ("overturned", 1), ("pending", 2), ("total", 6)):
        disputes[CellKey("reconsideration", column)] = CellValue.reported(number)
    disputes[CellKey("litigation_direct", "other")] = BLANK
    lake.table(alpha, "disputes", "form_2021", "reconciled", disputes)

    # Another coverage: the figures are published, the years do not compare.
    alpha = lake.report("alpha", 2023, "reconciled", coverage="area")
    counts = {"new_received": 40, "brought_forward": 13, "granted": 53, "outcome_total": 53}
    lake.table(alpha, "requests", "form_2021", "reconciled", requests("form_2021", counts))


def _carried(outcome: Outcome, now: int, before: int) -> Confrontation:
    return Confrontation("years.brought_forward", "requests", "total", outcome, now, before)


def _blanks(lake: Lake) -> None:
    # The total of outcomes is blank: nothing can confirm the table, nothing is made of the blank.
    beta = lake.report("beta", 2021, "unconfirmed")
    counts: dict[str, Printed] = {"new_received": 6, "granted": 6, "outcome_total": None}
    lake.table(beta, "requests", "form_2021", "unconfirmed", requests("form_2021", counts))

    # Both carry rows are blank: new = outcomes would hold with any equal pair.
    beta = lake.report("beta", 2022, "reconciled")
    counts = {"new_received": 6, "granted": 6, "outcome_total": 6}
    counts |= {"brought_forward": None, "carried_forward": None}
    lake.table(beta, "requests", "form_2021", "reconciled", requests("form_2021", counts))

    # The sum does not tie, a person accepted it; a blank leaf of it proves nothing.
    gamma = lake.report("gamma", 2021, "accepted")
    counts = {"new_received": 9, "granted": 8, "outcome_total": 9, "denied_deliberative": None}
    cells = requests("form_2021", counts)
    lake.table(gamma, "requests", "form_2021", "accepted", cells, decision="d-1")


def _not_published(lake: Lake) -> None:
    delta = lake.report("delta", 2020, "withheld")
    counts: dict[str, Printed] = {"new_received": 9, "granted": 9, "outcome_total": 8}
    cells = requests("form_2019", counts)
    lake.table(delta, "requests", "form_2019", "withheld", cells, doubt=True)

    delta = lake.report("delta", 2021, "reconciled")
    counts = {"new_received": 3, "granted": 3, "outcome_total": 3}
    lake.table(delta, "requests", "form_2021", "reconciled", requests("form_2021", counts))
    older = lake.report("delta", 2021, "", document="older", is_current=False)
    lake.table(older, "requests", "form_2021", "reconciled", requests("form_2021", counts))
    lake.report("delta", 2022, "", document="gone", removed=True)

    lake.report(None, None, "unreadable", document="scan", unreadable=True)
    lake.report("epsilon", 2010, "narrative")

    nobody = lake.report(None, 2021, "withheld", document="nobody")
    lake.confrontation(nobody, Confrontation("identity.known", None, "issuer", Outcome.FAIL))
    cells = requests("form_2021", counts)
    lake.table(nobody, "requests", "form_2021", "withheld", cells)

    zeta = lake.report("zeta", 2017, "reconciled")
    cells = filled("requests_2014", "form_2014")
    lake.table(zeta, "requests_2014", "form_2014", "reconciled", cells)
    sued = filled("disputes_2014", "form_2014", 2)
    for item in ("reconsideration", "litigation"):
        sued[CellKey(item, "total")] = CellValue.reported(6)
    lake.table(zeta, "disputes_2014", "form_2014", "reconciled", sued)
    gap = without(filled("capacity_2014", "form_2014"), CellKey("funds_yuan", "total"))
    lake.table(zeta, "capacity_2014", "form_2014", "unconfirmed", gap)


def _a_city_and_its_counties(lake: Lake) -> None:
    # 新余市 has two divisions. In 2022 one is not there; in 2023 all are, and sum to one less.
    for year, counties in ((2022, ("yushui",)), (2023, ("yushui", "fenyi"))):
        city = lake.report(
            "city", year, "reconciled", coverage="area", kind="government", division="360500"
        )
        office = lake.report(
            "office", year, "reconciled", coverage="own_level", kind="general_office",
            division="360500",
        )  # fmt: skip
        divisions = {"yushui": "360502", "fenyi": "360521"}
        below = [
            lake.report(
                name, year, "reconciled", coverage="area", kind="government",
                division=divisions[name],
            )
            for name in counties
        ]  # fmt: skip
        for head, number in zip((city, office, *below), (12, 4, 5, 2), strict=False):
            counts = dict.fromkeys(("new_received", "granted", "outcome_total"), number)
            lake.table(head, "requests", "form_2021", "reconciled", requests("form_2021", counts))


def _revised(lake: Lake) -> None:
    # First with a wrong number of requests, then as now; its prose still has another one.
    older = lake.report(
        "eta", 2023, "", document="eta-older", is_current=False,
        first_seen=datetime(2024, 1, 30, 17, tzinfo=UTC),
    )  # fmt: skip
    eta = lake.report("eta", 2023, "reconciled", first_seen=datetime(2024, 2, 20, tzinfo=UTC))
    for head, number in ((older, 4), (eta, 5)):
        counts = dict.fromkeys(("new_received", "granted", "outcome_total"), number)
        lake.table(head, "requests", "form_2021", "reconciled", requests("form_2021", counts))
    lake.table(eta, "disputes", "form_2021", "reconciled", filled("disputes", "form_2021"))
    for ordinal, (number, outcome) in enumerate(((6, Outcome.FAIL), (5, Outcome.PASS))):
        lake.claim(eta, ordinal, "received", number)
        scope = "received" if not ordinal else "received#2"
        said = Confrontation("claims.total", None, scope, outcome, number, 5, claim=ordinal)
        lake.confrontation(eta, said)
