"""Takes the files of a source into the lake: bytes by their digest, and an inventory of them.

The same bytes are stored once, whatever their names, and never change. A file is read again only if
the storage says that it changed; landing an unchanged source writes nothing at all. The inventory
describes the source as it is, with what it once held as history: after landing another source, the
files of the former one are history too, and the result says so.

    landing/objects/<sha256[:2]>/<sha256>   the bytes
    landing/inventory.parquet               one row for each path and content
    landing/sidecar.parquet                 the rows of reports.csv
    landing/seen.parquet                    by which a change is noticed

What does not belong here: opening a document (`gouji.documents`), and whose report it is.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from gouji.documents.archives.archive import INSIDE
from gouji.documents.encoding import decode
from gouji.documents.reasons import Reason, Unreadable
from gouji.errors import GoujiError
from gouji.extraction.identity.sidecar import (
    SIDECAR_NAME,
    SOURCES_NAME,
    SidecarError,
    SidecarRow,
    parse_sidecar,
)
from gouji.landing_files import (
    File,
    Mark,
    StoreOnce,
    fetch,
    mark_of,
    recordable,
)
from gouji.storage import Entry, Store
from gouji.tables import normalize, parquet, schemas
from gouji.tables.errors import TableError

SEEN = "landing/seen.parquet"
NOT_REPORTS = frozenset({SIDECAR_NAME, SOURCES_NAME, "decisions.yml", "decisions.yaml"})
"""Files beside the reports that are not reports; only at the top of the source."""

Progress = Callable[[int, int], None]
"""Called with files done and files in all."""

_AT_ONCE = 8
_NAMED = 20
_TIMES, _TICK = ("first_seen", "removed_at"), timedelta(microseconds=1)


class EmptySource(GoujiError):
    """There is no report in the source."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about one file (or about the source, where the path is empty)."""

    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class LandingResult:
    """What landing found and did.

    files: in the source. read: whose bytes were fetched. stored: new objects. removed: gone since
    the last time. refused: files whose bytes were not taken in; they stand in the inventory, and
    are unreadable. warnings: what a person should look at. changed: whether objects, inventory or
    sidecar are other than before. gone: files that are no longer there under any name and that no
    other replaced. listing: the digest of what was there (`listing_digest`).
    """

    source: str
    files: int
    read: int
    stored: int
    removed: int
    refused: tuple[Note, ...]
    warnings: tuple[Note, ...]
    changed: bool
    gone: tuple[Note, ...]
    listing: str


_Documents = tuple[File, ...]
_Row = dict[str, Any]


def land(
    source: Store, lake: Store, now: datetime, *, progress: Progress | None = None
) -> LandingResult:
    """Bring the lake up to the source.

    Args:
        source: the folder or prefix of reports.
        lake: where they are taken in.
        now: the time to record, with a time zone. Where it is before what was recorded last, as it
            is when a clock was set back, times go on from there: of two versions of a report the
            one that came later stays the newer one.
        progress: told after every file.

    Raises:
        EmptySource: no report there; the lake is left as it was.
        SidecarError: reports.csv cannot be used; the lake is left as it was.
        StorageError: source or lake cannot be reached.
    """
    entries = source.list()
    reports = [entry for entry in entries if entry.path not in NOT_REPORTS]
    if not reports:
        raise EmptySource(_empty(source.url, len(entries)))
    sidecar = read_sidecar(source)
    before = normalize.inventory(lake)
    taken = _take_in(source, lake, reports, _seen(lake, before), progress)
    files = [file for documents, _ in taken for file in documents]
    sidecar = _for_only_members(sidecar, taken)
    moment = _onwards(before, now)
    after, removed = _inventory(source, before, files, moment)
    stored = sum(file.stored for file in files)
    parquet.write(lake, SEEN, _seen_frame(files), schemas.dataset("seen"))
    other_sidecar = parquet.write(
        lake, normalize.SIDECAR, _sidecar_frame(sidecar), schemas.dataset("sidecar")
    )
    # Last, so that what it names is there.
    other = parquet.write(lake, normalize.INVENTORY, after, schemas.dataset("inventory"))
    return LandingResult(
        source=source.url,
        files=len(reports),
        read=sum(fetched for _, fetched in taken),
        stored=stored,
        removed=len(removed),
        refused=tuple(Note(f.path, f.refusal) for f in files if f.refusal is not None),
        warnings=(
            *_other_source(source, removed),
            *_rows_without_file(sidecar, files),
            *([_clock(now, moment)] if other and moment != now else ()),
        ),
        changed=stored > 0 or other_sidecar or other,
        gone=tuple(_gone(source, removed, files)),
        listing=listing_digest(source.url, entries),
    )


def listing_digest(url: str, entries: Iterable[Entry]) -> str:
    """64 characters that change when a file that is landed is added, changed or gone.

    Args:
        url: of the source.
        entries: in the order of their paths.
    """
    digest = hashlib.sha256(url.encode("utf-8", "backslashreplace"))
    for entry in entries:
        if entry.path not in NOT_REPORTS or entry.path == SIDECAR_NAME:
            digest.update(json.dumps([recordable(entry.path), entry.size, entry.etag]).encode())
    return digest.hexdigest()


def read_sidecar(source: Store) -> dict[str, SidecarRow]:
    """The rows of the source's reports.csv by path; none where there is no such file.

    Raises:
        SidecarError: names file, line and cause.
    """
    if not source.exists(SIDECAR_NAME):
        return {}
    origin = source.uri(SIDECAR_NAME)
    try:
        return parse_sidecar(decode(source.read(SIDECAR_NAME)), origin)
    except Unreadable as error:
        zh, en = error.reason.zh, error.reason.en
    except csv.Error as error:
        zh, en = f"不是有效的 CSV（{error}）", f"not a valid CSV file ({error})"
    raise SidecarError(Reason("sidecar", f"{origin}：{zh}", f"{origin}: {en}"))


def _take_in(
    source: Store,
    lake: Store,
    entries: Sequence[Entry],
    seen: Mapping[Mark, _Documents],
    progress: Progress | None,
) -> list[tuple[_Documents, bool]]:
    """The documents of every file, in the order of `entries`, and whether it was fetched."""
    new = [entry for entry in entries if mark_of(entry) not in seen]
    store_once = StoreOnce(lake, len(new))
    found: list[tuple[_Documents, bool]] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        fetched = pool.map(lambda entry: fetch(source, entry, store_once), new)
        for entry in entries:
            known = seen.get(mark_of(entry))
            found.append((next(fetched), True) if known is None else (known, False))
            if progress is not None:
                progress(len(found), len(entries))
    return found


def _seen(lake: Store, inventory: pl.DataFrame) -> dict[Mark, _Documents]:
    """The documents of files that the inventory knows, by what the storage said of them then."""
    if not lake.exists(SEEN):
        return {}
    try:
        marks = parquet.read(lake, SEEN, schemas.dataset("seen"))
    except TableError:
        return {}  # it only saves work
    known = {(row["path"], row["sha256"]): row for row in inventory.iter_rows(named=True)}
    found: dict[Mark, list[File | None]] = {}
    for path, size, modified, etag, sha256, member in marks.iter_rows():
        entry = Entry(path, size, modified, etag)
        row = known.get((path if member is None else f"{path}{INSIDE}{member}", sha256))
        file = None if row is None else _known(entry, member, row)
        found.setdefault(mark_of(entry), []).append(file)
    # An archive of which one member is not known is not known.
    return {mark: tuple(filter(None, files)) for mark, files in found.items() if all(files)}


def _known(entry: Entry, member: str | None, row: Mapping[str, Any]) -> File:
    code, zh, en = (row[f"unreadable_{part}"] for part in ("code", "zh", "en"))
    refusal = Reason(code, zh, en) if code else None
    return File(entry, row["path"], row["size"], row["format"], row["sha256"], refusal, member)


def _seen_frame(files: Sequence[File]) -> pl.DataFrame:
    # What was refused as a whole is tried again each time.
    kept = [file for file in files if file.sha256 is not None or file.member is not None]
    rows = [(*mark_of(file.entry), file.sha256, file.member) for file in kept]
    rows.sort(key=lambda row: (*row[:4], row[5] or ""))
    return pl.DataFrame(rows, schema=schemas.dataset("seen").schema, orient="row")


def _for_only_members(
    sidecar: Mapping[str, SidecarRow], taken: Sequence[tuple[_Documents, bool]]
) -> dict[str, SidecarRow]:
    """A row for an archive of one report is a row for that report."""
    rows = dict(sidecar)
    for (file, *others), _ in taken:
        archive = recordable(file.entry.path)
        if file.member is not None and not others and archive in rows and file.path not in rows:
            rows[file.path] = replace(rows.pop(archive), path=file.path)
    return rows


def _sidecar_frame(sidecar: Mapping[str, SidecarRow]) -> pl.DataFrame:
    rows = [
        (row.path, row.issuer, row.level, row.division_code, row.year, row.url)
        for _, row in sorted(sidecar.items())
    ]
    return pl.DataFrame(rows, schema=schemas.dataset("sidecar").schema, orient="row")


def _inventory(
    source: Store, before: pl.DataFrame, files: Sequence[File], now: datetime
) -> tuple[pl.DataFrame, list[_Row]]:
    """The inventory after this landing, and the rows of it that are history since the last."""
    old = {(row["path"], row["sha256"]): row for row in before.iter_rows(named=True)}
    rows = []
    for file in files:
        known = old.pop((file.path, file.sha256), None)
        refusal = file.refusal
        rows.append(
            {
                "source_uri": _uri(source, file),
                "path": file.path,
                "size": file.size,
                "sha256": file.sha256,
                "format": file.format,
                "first_seen": known["first_seen"] if known else now,
                "removed_at": None,
                "unreadable_code": refusal.code if refusal else None,
                "unreadable_zh": refusal.zh if refusal else None,
                "unreadable_en": refusal.en if refusal else None,
            }
        )
    removed = [row for row in old.values() if row["removed_at"] is None]
    rows += [{**row, "removed_at": row["removed_at"] or now} for row in old.values()]
    frame = pl.DataFrame(rows, schema=schemas.dataset("inventory").schema)
    return frame.sort("path", "first_seen", "sha256"), removed


def _onwards(before: pl.DataFrame, now: datetime) -> datetime:
    """Now, or just after the last time on record."""
    last = before.select(pl.max_horizontal(pl.col(_TIMES).max())).item()
    return last + _TICK if last is not None and last > now else now


def _clock(now: datetime, moment: datetime) -> Note:
    zh = f"系统时钟（{now:%F %T}）早于上次取入的时间，改按 {moment:%F %T} 登记；请校准时钟"
    en = (
        f"the clock ({now:%F %T}) is behind what was recorded last; {moment:%F %T} was recorded "
        "instead. Set the clock"
    )
    return Note("", Reason("clock", zh, en))


def _uri(source: Store, file: File) -> str:
    uri = recordable(source.uri(file.entry.path))
    return uri if file.member is None else f"{uri}{INSIDE}{file.member}"


def _gone(source: Store, removed: Sequence[_Row], files: Sequence[File]) -> Iterator[Note]:
    there = {file.path for file in files}
    contents = {file.sha256 for file in files}
    gone = [
        row
        for row in removed
        if row["path"] not in there
        and row["sha256"] not in contents
        and row["source_uri"].startswith(f"{source.url}/")
    ]
    for row in gone[:_NAMED]:
        day = row["first_seen"].date()
        yield Note(
            row["path"],
            Reason(
                "gone",
                f"文件已不在来源中（首次收到于 {day}），其中的数字不再计入，只留作历史",
                f"it is no longer in the source (first seen on {day}); its figures no longer count "
                "and are kept as history",
            ),
        )
    if len(gone) > _NAMED:
        more = len(gone) - _NAMED
        yield Note(
            "",
            Reason(
                "gone",
                f"另有 {more} 个文件已不在来源中；见 mart_coverage 中的 removed",
                f"{more} more files are no longer in the source; see `removed` in mart_coverage",
            ),
        )


def _other_source(source: Store, removed: Sequence[_Row]) -> Iterator[Note]:
    uris = [str(row["source_uri"]) for row in removed]
    others = [uri for uri in uris if not uri.startswith(f"{source.url}/")]
    if others:
        yield Note(
            "",
            Reason(
                "other_source",
                f"来源已改为 {source.url}；原来源的 {len(others)} 个文件（如 {others[0]}）"
                "不再计入，只留作历史",
                f"the source is now {source.url}; {len(others)} file(s) of the former one, such as "
                f"{others[0]}, no longer count and are kept as history only",
            ),
        )


def _rows_without_file(sidecar: Mapping[str, SidecarRow], files: Sequence[File]) -> Iterator[Note]:
    there = {file.path for file in files}
    archives = {recordable(file.entry.path): file.path for file in files if file.member is not None}
    for path in sorted(set(sidecar) - there):
        if path in archives:
            zh = (
                f"{SIDECAR_NAME} 中有 {path} 一行，但其中有几份报告；"
                f"应逐份写明，如 {archives[path]}"
            )
            en = (
                f"{SIDECAR_NAME} has a row for {path}, which holds several reports; "
                f"give each a row of its own, such as {archives[path]}"
            )
            yield Note(path, Reason("sidecar_for_archive", zh, en))
            continue
        zh = f"{SIDECAR_NAME} 中有 {path} 一行，但来源中没有这个文件"
        en = f"{SIDECAR_NAME} has a row for {path}, but there is no such file in the source"
        yield Note(path, Reason("sidecar_without_file", zh, en))


def _empty(url: str, others: int) -> Reason:
    only_zh = f"只有 {'、'.join(sorted(NOT_REPORTS))} 之类的附属文件，" if others else ""
    only_en = "only files that belong beside reports, " if others else ""
    return Reason(
        "empty_source",
        f"{url} 中{only_zh}没有报告文件（隐藏文件不算）；请检查路径，或放入报告后再运行",
        f"{url} holds {only_en}no report (hidden files do not count); check the path, or put "
        "reports there and run again",
    )
