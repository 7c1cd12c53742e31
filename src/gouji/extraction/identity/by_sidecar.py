"""The sidecar decides who reports on which year; what contradicts it is a conflict.

A name is kept as it is stated. It is written out only where it has no place of its own (水利局,
县水利局) or a part of it (洪泽区) and the division is known, so that the organ has one id whichever
document or row names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gouji.divisions import catalogue
from gouji.divisions.catalogue import Division
from gouji.extraction.identity.coverage import by_kind
from gouji.extraction.identity.divisions import PUBLISHER, Clue, Context, Resolved, resolve
from gouji.extraction.identity.issuers import compatible, normalize_issuer
from gouji.extraction.identity.reading import complete
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.report import Evidence, Identity


def apply_sidecar(identity: Identity, *rows: SidecarRow) -> Identity:
    """The identity that the rows of one document state; their order changes nothing.

    Where the document contradicts itself, the sidecar settles it, if it agrees with one side. A
    document under two names may have two rows: no document settles what they contradict.
    """
    row, conflicts = _merged(rows)
    division = catalogue.by_code(row.division_code)
    issuer, code = identity.issuer, row.division_code or identity.division_code
    identifies = identity.issuer_id is not None
    if row.issuer or (row.division_code and issuer):
        organ = _stated(row.issuer or str(issuer), division, identity)
        found = organ.division.code if organ.division else None
        issuer, code, identifies = organ.name, row.division_code or found, True
    evidence: list[Evidence] = []
    if row.issuer and issuer:
        name = issuer
        evidence.append(Evidence("issuer", name, "sidecar", row.path))
        if _disagrees(identity, "issuer", identity.issuer, lambda found: _agree(found, name)):
            conflicts.add("issuer")
    elif "issuer" in identity.conflicts:
        conflicts.add("issuer")
    if row.year:
        stated = str(row.year)
        evidence.append(Evidence("year", stated, "sidecar", row.path))
        year = str(identity.year) if identity.year else None
        if _disagrees(identity, "year", year, lambda found: found == stated):
            conflicts.add("year")
    elif "year" in identity.conflicts:
        conflicts.add("year")
    if division is not None and _is_elsewhere(division, identity.division_code):
        conflicts.add("issuer")
    decided = replace(
        identity,
        issuer=None if "issuer" in conflicts else issuer,
        year=None if "year" in conflicts else row.year or identity.year,
        level=row.level or identity.level,
        division_code=code,
        evidence=(*evidence, *identity.evidence),
        conflicts=tuple(sorted(conflicts)),
    )
    return by_kind(complete(decided, identifies=identifies, keep_level=bool(row.level)))


def _merged(rows: Sequence[SidecarRow]) -> tuple[SidecarRow, set[str]]:
    """One row for all of a document, and the fields on which they contradict each other."""
    issuers = sorted(
        {row.issuer for row in rows if row.issuer}, key=lambda name: (-len(name), name)
    )
    years = sorted({row.year for row in rows if row.year})
    codes = sorted({row.division_code for row in rows if row.division_code}, reverse=True)
    levels = sorted({row.level for row in rows if row.level})
    torn = set()
    if any(not _agree(name, issuers[0]) for name in issuers) or len({c[:6] for c in codes}) > 1:
        torn.add("issuer")
    if len(years) > 1:
        torn.add("year")
    paths = ", ".join(sorted({row.path for row in rows}))
    first = (found[0] if found else None for found in (issuers, levels, codes))
    issuer, level, code = first
    return SidecarRow(paths, issuer, level, code, years[0] if years else None), torn


def _stated(name: str, division: Division | None, identity: Identity) -> Resolved:
    """The organ that a sidecar row names, written out where its division is on the list."""
    place = division or catalogue.by_code(identity.division_code)
    clues = () if place is None else (Clue(place, PUBLISHER, name),)
    organ = resolve(normalize_issuer(name), Context(lambda: clues))
    if division and organ.division not in (None, division):
        return Resolved(normalize_issuer(name), division)
    return organ if organ.division else Resolved(normalize_issuer(name))


def _is_elsewhere(division: Division, code: str | None) -> bool:
    """Whether a document's own division is another than the one that the sidecar states."""
    own = catalogue.by_code(code)
    if own is None:
        return False
    heirs = {*catalogue.heirs(division), *catalogue.heirs(own)}
    return (
        not any(
            catalogue.lies_in(a, b) or catalogue.lies_in(b, a)
            for a in (division, *catalogue.heirs(division))
            for b in (own, *catalogue.heirs(own))
        )
        and len(heirs) > 1
    )


def _disagrees(
    identity: Identity, field: str, found: str | None, agrees: Callable[[str], bool]
) -> bool:
    """Whether a document contradicts what the sidecar states of a field."""
    if field in identity.conflicts:
        return not any(agrees(e.value) for e in identity.evidence if e.field == field)
    return found is not None and not agrees(found)


def _agree(found: str, stated: str) -> bool:
    return compatible(normalize_issuer(found), normalize_issuer(stated))
