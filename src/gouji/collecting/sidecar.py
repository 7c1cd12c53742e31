"""The sidecar `reports.csv` beside what was collected: whose report each file is.

Rows of files that were not collected stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from gouji.collecting import records
from gouji.collecting.results import Result
from gouji.extraction.identity.sidecar import COLUMNS, SIDECAR_NAME, SidecarRow
from gouji.storage import Store


def write_sidecar(into: Store, before: Mapping[str, SidecarRow], results: Sequence[Result]) -> bool:
    """Write the sidecar, unless it says the same already; True where it was written.

    Args:
        into: where the files are.
        before: the rows that are there.
        results: of all sources; those without a file get no row.
    """
    rows = dict(before)
    for result in results:
        if result.path is None:
            continue
        source = result.source
        rows.pop(result.replaced or "", None)
        rows[result.path] = SidecarRow(
            result.path,
            source.issuer,
            source.level or None,
            source.division_code or None,
            source.year,
            source.url,
        )
    if rows == dict(before):
        return False
    into.write(SIDECAR_NAME, _text(rows.values()).encode("utf-8"))
    return True


def no_longer_listed(
    into: Store, before: Mapping[str, SidecarRow], results: Sequence[Result]
) -> tuple[str, ...]:
    """The files that were collected once and that no source gives now; they are kept."""
    given = {path for result in results for path in (result.path, result.replaced)}
    found = []
    for path in sorted(set(before) - given):
        record = records.load(into, path.rpartition(".")[0])
        if record is not None and record.path == path:
            found.append(path)
    return tuple(found)


def _text(rows: Iterable[SidecarRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda row: row.path):
        writer.writerow([getattr(row, name) or "" for name in COLUMNS])
    return text.getvalue()
