"""The contract of a report as read: identity, figures, claims. DESIGN.md section 5 in classes.

`extraction` fills it, everything after it reads it. It says what the document says and how sure
the reading is; whether the numbers tie is not decided here (see `gouji.forms.evaluation`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from gouji.documents.model import NOWHERE, Locator
from gouji.documents.reasons import Reason
from gouji.extraction.outline import NO_OUTLINE, Outline
from gouji.forms.catalogue import NARRATIVE
from gouji.forms.model import CellKey, Unit
from gouji.forms.values import CellValue


class IssuerKind(StrEnum):
    """What sort of organ the issuer is."""

    GOVERNMENT = "government"
    GENERAL_OFFICE = "general_office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    ZONE = "zone"
    VERTICAL_AGENCY = "vertical_agency"
    UNKNOWN = "unknown"


class Coverage(StrEnum):
    """What the tables of a report add up."""

    ORGAN = "organ"
    OWN_LEVEL = "own_level"
    AREA = "area"
    UNKNOWN = "unknown"


CONTRADICTABLE = ("issuer", "year", "coverage", "document")
"""What evidence may contradict itself on."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one statement on identity was found.

    field: issuer, year or, beside another document of the report, coverage, document. source:
    sidecar, title, metadata, period, prose, signature or document.
    """

    field: str
    value: str
    source: str
    text: str
    locator: Locator = NOWHERE


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports on which year.

    `conflicts` holds those of `CONTRADICTABLE` where evidence contradicts itself; the issuer or
    year is then None. Coverage and document are contradicted by another document of the report.
    """

    issuer: str | None = None
    issuer_id: str | None = None
    issuer_kind: IssuerKind = IssuerKind.UNKNOWN
    level: str = "unknown"
    division_code: str | None = None
    credit_code: str | None = None
    """Unified social credit code (GB 32100) of the issuer or of the office that posts for it."""
    coverage: Coverage = Coverage.UNKNOWN
    coverage_evidence: str | None = None
    year: int | None = None
    published_on: str | None = None
    """ISO date, as the document or its metadata states it."""
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[str, ...] = ()


class Figure(NamedTuple):
    """One cell of one table, as read. `raw` is the printed text of the cell."""

    table: str
    item: str
    column: str
    cell: CellValue
    unit: Unit
    raw: str = ""
    locator: Locator = NOWHERE
    note: str | None = None
    """Why the cell is not certain, or which evidence placed it."""

    @property
    def key(self) -> CellKey:
        """Item and column."""
        return CellKey(self.item, self.column)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number stated in prose.

    subject: an id of `gouji.forms.claim_subjects`, or several joined by `+` where the number is
    that of their sum. kind: count, share (percent) or change (signed; a count or percent).
    unit: count, percent or yuan. sentence: as printed.
    """

    subject: str
    value: float
    unit: str
    kind: str
    sentence: str
    locator: Locator = NOWHERE
    raw: str = ""
    """The printed words that end in the number."""
    step: float = 1
    """One unit in the last printed place: 0.1 for 59.2%. The value is meant within half of it."""
    qualifier: str = ""
    """about, at_least, or empty where the number is exact."""
    scope: str = ""
    """area or organ, as the words before the number say; empty where they do not."""
    base: str = ""
    """Of a share: the subject it is a share of; empty where the prose says no more than total."""
    statement: int = 0
    """Claims that one passage makes on one total share this number."""

    @property
    def exact(self) -> bool:
        """False for 十余件 or 约20件."""
        return not self.qualifier


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table as read. `unreadable` says why nothing of it may be used."""

    table: str
    form: str
    figures: tuple[Figure, ...] = ()
    unreadable: Reason | None = None
    doubt: Reason | None = None
    """Why the whole table is in doubt (prose that contradicts the placement)."""

    def cells(self) -> dict[CellKey, CellValue]:
        """State and value by cell, as `gouji.forms.evaluation` wants them."""
        return {figure.key: figure.cell for figure in self.figures}

    @property
    def is_certain(self) -> bool:
        """True where no cell is ambiguous, unreadable or missing."""
        return all(figure.cell.state.is_certain for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Report:
    """One document as read. `tables` is empty for a narrative; `unreadable` bars everything."""

    identity: Identity = Identity()
    tables: dict[str, TableReading] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    unreadable: Reason | None = None
    outline: Outline = NO_OUTLINE

    @property
    def form(self) -> str:
        """Derived from the tables: that of table 二 where there is one, else of table 三, 四."""
        for reading in self.tables.values():
            return reading.form
        return NARRATIVE

    def with_identity(self, identity: Identity) -> Report:
        """The same reading under another identity (a sidecar row decides it)."""
        return replace(self, identity=identity)
