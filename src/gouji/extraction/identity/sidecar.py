"""The optional `reports.csv` that tells who issued which file: it decides identity.

Columns: path, issuer, level, division_code, year, url; only `path` is required to be filled.
Paths are relative to the sidecar, with forward slashes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import PurePosixPath

from gouji.errors import GoujiError, Reason
from gouji.forms.catalogue import REPORT_YEARS

SIDECAR_NAME = "reports.csv"
SOURCES_NAME = "sources.csv"
"""The list that `gouji collect` works from may stand beside the reports; it is none."""
COLUMNS = ("path", "issuer", "level", "division_code", "year", "url")
YEARS = {str(year): year for year in REPORT_YEARS}
"""The years a row may state, as it must write them."""


class SidecarError(GoujiError):
    """The sidecar cannot be used; the text names file, line and cause."""


def _error(place: str, zh: str, en: str) -> SidecarError:
    return SidecarError(Reason("sidecar", f"{place}：{zh}", f"{place}: {en}"))


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
    """Rows by path. Raises SidecarError for missing columns, doubled paths and bad values."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = [name.strip() for name in reader.fieldnames or ()]
    known = "、".join(COLUMNS), ", ".join(COLUMNS)
    first = f"{origin}:1"
    if "path" not in names:
        raise _error(
            first,
            f"缺少“path”列；可用的列为{known[0]}",
            f"no column “path”; columns are {known[1]}",
        )
    unknown = sorted(set(names) - set(COLUMNS))
    if unknown:
        raise _error(
            first,
            f"不认识的列“{unknown[0]}”；可用的列为{known[0]}",
            f"unknown column “{unknown[0]}”; columns are {known[1]}",
        )
    reader.fieldnames = names
    rows: dict[str, SidecarRow] = {}
    for cells in reader:
        place = f"{origin}:{reader.line_num}"
        row = _row(cells, place)
        if row.path in rows:
            raise _error(place, f"“{row.path}”有两行", f"“{row.path}” has two rows")
        rows[row.path] = row
    return rows


def _row(cells: dict[str, str | None], place: str) -> SidecarRow:
    if None in cells:
        raise _error(place, "格数多于列数", "more cells than columns")
    filled = {name: (value or "").strip() or None for name, value in cells.items()}
    path = filled.get("path")
    if path is None:
        raise _error(place, "路径为空", "the path is empty")
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise _error(
            place, f"“{path}”超出登记表所在文件夹", f"“{path}” leaves the sidecar's folder"
        )
    year = filled.get("year")
    if year is not None and year not in YEARS:
        raise _error(
            place,
            f"“{year}”不是{REPORT_YEARS[0]}至{REPORT_YEARS[-1]}的年度",
            f"“{year}” is not a report year from {REPORT_YEARS[0]} to {REPORT_YEARS[-1]}",
        )
    code = filled.get("division_code")
    if code is not None and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        raise _error(
            place,
            f"“{code}”不是6、9或12位区划代码",
            f"“{code}” is not a division code of 6, 9 or 12 digits",
        )
    return SidecarRow(
        str(PurePosixPath(path)),
        filled.get("issuer"),
        filled.get("level"),
        code,
        YEARS[year] if year else None,
        filled.get("url"),
    )
