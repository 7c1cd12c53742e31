"""Reads and judges each file of a `gouji check`, and knows the exit code.

What does not belong here: how a result is shown (`as_text`, `as_json`).
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType

from gouji.checking.files import FileError, Found, row_without_file, why_not_opened
from gouji.documents.archives.archive import INSIDE
from gouji.documents.opening import contents, too_large
from gouji.documents.reasons import Reason
from gouji.extraction import reader
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.report import Identity, Report
from gouji.forms.catalogue import REPORT_YEARS
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.reconciliation.claims.confronting import is_note
from gouji.reconciliation.comparisons.one_report import Remembered, remember
from gouji.reconciliation.decisions.ledger import Decision
from gouji.reconciliation.judgement import Judgement, judge
from gouji.reconciliation.localization.search import Localization, localize
from gouji.reconciliation.report_defects import confront_report
from gouji.reconciliation.status import CELL_RULES, Status


class Exit(IntEnum):
    """The exit codes of `gouji check`; a later one beats an earlier."""

    TIES = 0
    DOES_NOT_TIE = 1
    NOT_READ = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was read, and what became of it.

    localized: of each withheld table whose edits fail, what would have to change. notes: numbers in
    prose that tie with the tables, but not in their plain reading.
    """

    path: str
    sha256: str
    report_id: str
    report: Report
    judgement: Judgement
    localized: Mapping[str, Localization] = field(default_factory=dict)
    remembered: Remembered = field(kw_only=True)
    defects: tuple[Confrontation, ...] = ()
    notes: tuple[Confrontation, ...] = ()


def examine(found: Found, decisions: Sequence[Decision] = ()) -> Iterator[Checked | FileError]:
    """Every file in turn; first the errors that finding them gave."""
    yield from found.errors
    for path, row in found.files.items():
        data = _read(path)
        if isinstance(data, FileError):
            yield data
        else:
            yield from check_file(data, str(path), row, decisions, found.members.get(path, {}))


def check_file(
    data: bytes,
    path: str,
    sidecar: SidecarRow | None = None,
    decisions: Sequence[Decision] = (),
    members: Mapping[str, SidecarRow] = MappingProxyType({}),
) -> Iterator[Checked | FileError]:
    """Read and judge one file, or each member of an archive, at `archive.zip!path/inside`.

    A sidecar row for an archive is one for its only report; `members` holds the rows that name
    their report by its path inside.
    """
    try:
        inside = list(contents(data, path))
    except Exception:  # reading it as a whole will say why
        inside = [("", data)]
    only = sidecar if len(inside) == 1 else None
    for member, content in inside:
        place = f"{path}{INSIDE}{member}" if member else path
        if isinstance(content, Reason):
            yield FileError(place, content)
        else:
            yield check_bytes(content, place, members.get(member, only), decisions)
    for member, row in members.items():
        if member not in dict(inside):
            yield FileError(f"{path}{INSIDE}{member}", row_without_file(row))
    if sidecar is not None and only is None:
        yield FileError(path, _several(sidecar, f"{sidecar.path}{INSIDE}{inside[0][0]}"))


def check_bytes(
    data: bytes,
    path: str,
    sidecar: SidecarRow | None = None,
    decisions: Sequence[Decision] = (),
) -> Checked:
    """Read and judge one file, whatever is in it.

    An unknown issuer or year does not keep a report from tying here, as it does from the marts.
    """
    try:
        report = reader.read_report(data, path, sidecar)
    except Exception as error:  # a defect on one file must not hide the results of the others
        report = Report(unreadable=_defect(error))
    sha256 = hashlib.sha256(data).hexdigest()
    report_id = report_key(report.identity, sha256)
    judgement = judge(report, decisions, report_id=report_id, identity_binds=False)
    remembered = remember(report, report_id)
    confronted = confront_report(report, remembered)
    return Checked(
        *(path, sha256, report_id, report, judgement, _localized(report, judgement)),
        remembered=remembered,
        defects=tuple(one for one in confronted if one.outcome is Outcome.FAIL),
        notes=tuple(one for one in confronted if is_note(one)),
    )


def _localized(report: Report, judgement: Judgement) -> dict[str, Localization]:
    """Only where an edit fails that no decision accepts."""
    failing = {
        result.table
        for result in judgement.failures
        if result.rule_id not in CELL_RULES and not judgement.decision_on(result)
    }
    return {
        name: localize(name, reading.form, reading.cells())
        for name, reading in report.tables.items()
        if name in failing and judgement.tables[name].status is Status.WITHHELD
    }


def report_key(identity: Identity, sha256: str) -> str:
    """The public report_id: issuer and year, or, where one is unknown, the document's own hash."""
    if identity.issuer_id is None or identity.year not in REPORT_YEARS:
        return f"unknown-{sha256[:12]}"
    return f"{identity.issuer_id}-{identity.year}"


def exit_code(result: Checked | FileError) -> Exit:
    """What one file makes of the exit code; the worst of all files is that of the command."""
    if isinstance(result, FileError):
        return Exit.NOT_READ
    judgement = result.judgement
    statuses = {judgement.status, *(table.status for table in judgement.tables.values())}
    if Status.UNREADABLE in statuses:
        return Exit.NOT_READ
    return Exit.TIES if judgement.status.ties else Exit.DOES_NOT_TIE


def _read(path: Path) -> bytes | FileError:
    try:
        # A pipe or device would be waited for, perhaps for ever.
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return FileError(str(path), _NO_FILE)
        refusal = too_large(about.st_size)
        return FileError(str(path), refusal) if refusal else path.read_bytes()
    except OSError as error:
        return FileError(str(path), why_not_opened(error))


def _several(sidecar: SidecarRow, example: str) -> Reason:
    return Reason(
        "sidecar_for_archive",
        f"登记表中有 {sidecar.path} 一行，但其中有几份报告；应逐份写明，如 {example}",
        f"the sidecar has a row for {sidecar.path}, which holds several reports; give each a row "
        f"of its own, such as {example}",
    )


_NO_FILE = Reason("no_file", "不是普通文件", "it is not a regular file")


def _defect(error: Exception) -> Reason:
    cause = f"{type(error).__name__}: {error}".partition("\n")[0][:300]
    return Reason(
        "extraction_failed",
        f"读取程序在这份文件上出错（{cause}），未采用其中任何数据",
        f"the reader failed on this document ({cause}); nothing of it is used",
    )
