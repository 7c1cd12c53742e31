"""The optional `reports.csv` that tells who issued which file: it decides identity.

Columns: path, issuer, level, division_code, year, url; only `path` is required to be filled.
Paths are relative to the sidecar, with forward slashes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import PurePosixPath

SIDECAR_NAME = "reports.csv"
COLUMNS = ("path", "issuer", "level", "division_code", "year", "url")


class SidecarError(ValueError):
    """The sidecar cannot be used; the message names file, line and cause."""


@dataclass(frozen=True, slots=True)
class SidecarRow:
    """What a person states about one file. Empty cells are None."""

    path: str
    issuer: str | None = None
    level: str | None = None
    division_code: str | None = None
    year: int | None = None
    url: str | None = None


def parse_sidecar(text: str, origin: str) -> dict[str, SidecarRow]:
    """Rows by path. Raises SidecarError for missing columns, doubled paths and bad years."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = [name.strip() for name in reader.fieldnames or ()]
    if "path" not in names:
        raise SidecarError(f"{origin}: line 1: no column “path”; expected {', '.join(COLUMNS)}")
    unknown = sorted(set(names) - set(COLUMNS))
    if unknown:
        raise SidecarError(
            f"{origin}: line 1: unknown column “{unknown[0]}”; expected {', '.join(COLUMNS)}"
        )
    reader.fieldnames = names
    rows: dict[str, SidecarRow] = {}
    for cells in reader:
        row = _row(cells, f"{origin}: line {reader.line_num}")
        if row.path in rows:
            raise SidecarError(f"{origin}: line {reader.line_num}: “{row.path}” has two rows")
        rows[row.path] = row
    return rows


def _row(cells: dict[str, str | None], place: str) -> SidecarRow:
    if None in cells:
        raise SidecarError(f"{place}: more cells than columns")
    filled = {name: (value or "").strip() or None for name, value in cells.items()}
    path = filled.get("path")
    if path is None:
        raise SidecarError(f"{place}: the path is empty")
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise SidecarError(f"{place}: “{path}” leaves the folder of the sidecar")
    year = filled.get("year")
    if year is not None and not (year.isascii() and year.isdigit() and 2008 <= int(year) <= 2035):
        raise SidecarError(f"{place}: “{year}” is not a report year from 2008 to 2035")
    code = filled.get("division_code")
    if code is not None and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        raise SidecarError(f"{place}: “{code}” is not a division code of 6, 9 or 12 digits")
    return SidecarRow(
        str(PurePosixPath(path)),
        filled.get("issuer"),
        filled.get("level"),
        code,
        int(year) if year else None,
        filled.get("url"),
    )
