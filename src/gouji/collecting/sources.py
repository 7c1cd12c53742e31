"""The rows of `sources.csv`: which reports are to be fetched from where.

Columns: issuer, year, url; further ones of the sidecar `reports.csv`: path, level, division_code.
A row that cannot be used is a result of its own and stops no other; a file without the columns is.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from gouji.collecting.reasons import reason
from gouji.errors import GoujiError, Reason
from gouji.extraction.identity.sidecar import YEARS
from gouji.forms.catalogue import REPORT_YEARS
from gouji.web import WebError, address_of

NEEDED = ("issuer", "year", "url")
FURTHER = ("path", "level", "division_code")

_LONGEST_NAME = 120
"""Bytes of a file name, which may have 255 with what is added to it."""
_ENDINGS = re.compile(
    r"\.(?:html?|pdf|docx?|wps|rtf|xlsx?|zip|txt|md|png|jpe?g|tiff?|ofd)$", re.IGNORECASE
)


class SourcesError(GoujiError):
    """The list of sources cannot be used; the text names file, line and cause."""


@dataclass(frozen=True, slots=True)
class Source:
    """One row. line: in the file, from 1. stem: where its file goes, without the ending.

    refused: why the row cannot be used, None where it can.
    """

    line: int
    issuer: str = ""
    year: int | None = None
    url: str = ""
    level: str = ""
    division_code: str = ""
    stem: str = ""
    refused: Reason | None = None


def parse_sources(text: str, origin: str) -> list[Source]:
    """The rows, in order.

    Raises:
        SourcesError: not a CSV file, or a column is missing or not known.
    """
    try:
        return _parse(text, origin)
    except csv.Error as error:
        raise _error(
            f"{origin}", f"不是有效的 CSV（{error}）", f"not a valid CSV file ({error})"
        ) from None


def _parse(text: str, origin: str) -> list[Source]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = [name.strip() for name in reader.fieldnames or ()]
    known = (*NEEDED, *FURTHER)
    for name in NEEDED:
        if name not in names:
            raise _error(
                f"{origin}:1",
                f"缺少“{name}”列；可用的列为{'、'.join(known)}",
                f"no column “{name}”; columns are {', '.join(known)}",
            )
    for name in names:
        if name not in known:
            raise _error(
                f"{origin}:1",
                f"不认识的列“{name}”；可用的列为{'、'.join(known)}",
                f"unknown column “{name}”; columns are {', '.join(known)}",
            )
    reader.fieldnames = names
    found = [_row(cells, reader.line_num) for cells in reader]
    return _without_doubles(found)


def _row(cells: dict[str, str | None], line: int) -> Source:
    if None in cells:
        return Source(line, refused=reason("row_cells"))
    filled = {name: (value or "").strip() for name, value in cells.items()}
    year = filled["year"]
    source = Source(
        line,
        filled["issuer"],
        YEARS.get(year),
        filled["url"],
        filled.get("level", ""),
        filled.get("division_code", ""),
    )
    path = filled.get("path", "")
    source = replace(source, refused=_refusal(source, year, path))
    return source if source.refused else replace(source, stem=_stem(source, path))


def _refusal(source: Source, year: str, path: str) -> Reason | None:
    if not source.issuer:
        return reason("row_issuer")
    if source.year is None:
        return reason("row_year", value=year, first=REPORT_YEARS[0], last=REPORT_YEARS[-1])
    try:
        address_of(source.url)
    except WebError:
        return reason("row_url", value=_without_user(source.url))
    code = source.division_code
    if code and not (code.isascii() and code.isdigit() and len(code) in (6, 9, 12)):
        return reason("row_code", value=code)
    if path and not _is_usable(path):
        return reason("row_path", value=path)
    return None


def _without_user(url: str) -> str:
    """A url that may hold a password is not repeated."""
    return re.sub(r"//[^/@]*@", "//…@", url)


def _is_usable(path: str) -> bool:
    parts = PurePosixPath(path).parts
    printable = path.isprintable() and "\\" not in path
    inside = not path.startswith("/") and not any(part.startswith(".") for part in parts)
    return bool(parts) and printable and inside


def _stem(source: Source, path: str) -> str:
    if path:
        return _ENDINGS.sub("", str(PurePosixPath(path)))
    name = safe_name(source.issuer)
    if source.division_code:
        name = f"{source.division_code}-{name}"
    return f"{source.year}/{name}"


def safe_name(text: str) -> str:
    """A name for a file: letters and digits of any script and a few signs, of bounded length."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(c if c.isalnum() or c in "-_（）()·" else "_" for c in plain)
    while len(kept.encode()) > _LONGEST_NAME:
        kept = kept[:-1]
    return kept


def _without_doubles(rows: list[Source]) -> list[Source]:
    first: dict[str, int] = {}
    found = []
    for row in rows:
        line = None if row.refused else first.setdefault(row.stem.casefold(), row.line)
        double = line is not None and line != row.line
        found.append(
            replace(row, refused=reason("row_double", line=line), stem="") if double else row
        )
    return found


def _error(place: str, zh: str, en: str) -> SourcesError:
    return SourcesError(Reason("sources", f"{place}：{zh}", f"{place}: {en}"))
