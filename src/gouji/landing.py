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
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from gouji.documents.encoding import decode
from gouji.documents.opening import detect_format, too_large
from gouji.documents.reasons import Reason, Unreadable
from gouji.errors import GoujiError
from gouji.extraction.sidecar import SIDECAR_NAME, SidecarError, SidecarRow, parse_sidecar
from gouji.storage import Entry, StorageError, Store
from gouji.tables import normalize, parquet, schemas

SEEN = "landing/seen.parquet"
OBJECTS = "landing/objects"
NOT_REPORTS = frozenset({SIDECAR_NAME, "decisions.yml", "decisions.yaml"})
"""Files beside the reports that are not reports; only at the top of the source."""

Progress = Callable[[int, int], None]
"""Called with files done and files in all."""

_AT_ONCE = 8
# Up to so many new files, asking for each object is faster than listing all of them.
_FEW = 100


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
    sidecar are other than before.
    """

    source: str
    files: int
    read: int
    stored: int
    removed: int
    refused: tuple[Note, ...]
    warnings: tuple[Note, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class _File:
    """One file as found now; without sha256 it was refused. `path` is its name in the inventory."""

    entry: Entry
    path: str
    format: str
    sha256: str | None = None
    refusal: Reason | None = None
    fetched: bool = False
    stored: bool = False


_Mark = tuple[str, int, datetime, str]


def object_path(sha256: str) -> str:
    """Where the bytes with that digest lie in the lake."""
    return f"{OBJECTS}/{sha256[:2]}/{sha256}"


def land(
    source: Store, lake: Store, now: datetime, *, progress: Progress | None = None
) -> LandingResult:
    """Bring the lake up to the source.

    Args:
        source: the folder or prefix of reports.
        lake: where they are taken in.
        now: the time to record, with a time zone.
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
    files = _take_in(source, lake, reports, _seen(lake, before), progress)
    after, gone = _inventory(source, before, files, now)
    stored = sum(file.stored for file in files)
    parquet.write(lake, SEEN, _seen_frame(files), schemas.dataset("seen"))
    other_sidecar = parquet.write(
        lake, normalize.SIDECAR, _sidecar_frame(sidecar), schemas.dataset("sidecar")
    )
    # Last, so that what it names is there.
    other = parquet.write(lake, normalize.INVENTORY, after, schemas.dataset("inventory"))
    return LandingResult(
        source=source.url,
        files=len(files),
        read=sum(file.fetched for file in files),
        stored=stored,
        removed=len(gone),
        refused=tuple(Note(f.path, f.refusal) for f in files if f.refusal is not None),
        warnings=(*_other_source(source, gone), *_rows_without_file(sidecar, files)),
        changed=stored > 0 or other_sidecar or other,
    )


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
    seen: Mapping[_Mark, _File],
    progress: Progress | None,
) -> list[_File]:
    """Every file, in the order of `entries`; the bytes of new and changed ones are stored."""
    new = [entry for entry in entries if _mark(entry) not in seen]
    store_once = _StoreOnce(lake, len(new))
    found: list[_File] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        fetched = pool.map(lambda entry: _fetch(source, entry, store_once), new)
        for entry in entries:
            found.append(seen.get(_mark(entry)) or next(fetched))
            if progress is not None:
                progress(len(found), len(entries))
    return found


class _StoreOnce:
    """Stores bytes under their digest, unless they are there."""

    def __init__(self, lake: Store, expected: int) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._taken: set[str] = set()
        self._sizes: dict[str, int] | None = None
        if expected > _FEW:
            self._sizes = {entry.path: entry.size for entry in lake.list(OBJECTS)}

    def __call__(self, sha256: str, data: bytes) -> bool:
        """True where they were stored."""
        with self._lock:
            if sha256 in self._taken:
                return False
            self._taken.add(sha256)
        path = object_path(sha256)
        if self._size(path) == len(data):
            return False
        self._lake.write(path, data)
        return True

    def _size(self, path: str) -> int | None:
        if self._sizes is not None:
            return self._sizes.get(path)
        entry = self._lake.info(path)
        return entry.size if entry else None


def _fetch(source: Store, entry: Entry, store_once: _StoreOnce) -> _File:
    path = _recordable(entry.path)
    refusal = too_large(entry.size)
    if refusal is not None:
        return _File(entry, path, schemas.TOO_LARGE, refusal=refusal)
    try:
        data = source.read(entry.path)
    except StorageError as error:
        # One file that cannot be opened is no reason to stop; a server that fails is.
        if source.local_path() is None and not error.missing:
            raise
        return _File(entry, path, schemas.INACCESSIBLE, refusal=_inaccessible(error.reason))
    sha256 = hashlib.sha256(data).hexdigest()
    stored = store_once(sha256, data)
    return _File(entry, path, _format(data, path), sha256, fetched=True, stored=stored)


def _format(data: bytes, path: str) -> str:
    try:
        return detect_format(data, path)
    except Exception:  # whoever reads the document will find out and say why
        return schemas.UNKNOWN


def _recordable(path: str) -> str:
    """A path that can be written as UTF-8: names in another encoding show their bytes."""
    raw = path.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "backslashreplace")


def _mark(entry: Entry) -> _Mark:
    return _recordable(entry.path), entry.size, entry.modified, entry.etag


def _seen(lake: Store, inventory: pl.DataFrame) -> dict[_Mark, _File]:
    """The files whose bytes the inventory knows, by what the storage said of them then."""
    if not lake.exists(SEEN):
        return {}
    known = inventory.select("path", "sha256", "format")
    marks = parquet.read(lake, SEEN, schemas.dataset("seen"))
    found: dict[_Mark, _File] = {}
    for row in marks.join(known, on=["path", "sha256"]).iter_rows(named=True):
        entry = Entry(row["path"], row["size"], row["modified"], row["etag"])
        found[_mark(entry)] = _File(entry, row["path"], row["format"], row["sha256"])
    return found


def _seen_frame(files: Sequence[_File]) -> pl.DataFrame:
    rows = sorted((*_mark(f.entry), f.sha256) for f in files if f.sha256 is not None)
    return pl.DataFrame(rows, schema=schemas.dataset("seen").schema, orient="row")


def _sidecar_frame(sidecar: Mapping[str, SidecarRow]) -> pl.DataFrame:
    rows = [
        (row.path, row.issuer, row.level, row.division_code, row.year, row.url)
        for _, row in sorted(sidecar.items())
    ]
    return pl.DataFrame(rows, schema=schemas.dataset("sidecar").schema, orient="row")


def _inventory(
    source: Store, before: pl.DataFrame, files: Sequence[_File], now: datetime
) -> tuple[pl.DataFrame, list[str]]:
    """The inventory after this landing, and where the files were that are gone since the last."""
    old = {(row["path"], row["sha256"]): row for row in before.iter_rows(named=True)}
    rows = []
    for file in files:
        known = old.pop((file.path, file.sha256), None)
        refusal = file.refusal
        rows.append(
            {
                "source_uri": _recordable(source.uri(file.entry.path)),
                "path": file.path,
                "size": file.entry.size,
                "sha256": file.sha256,
                "format": file.format,
                "first_seen": known["first_seen"] if known else now,
                "removed_at": None,
                "unreadable_code": refusal.code if refusal else None,
                "unreadable_zh": refusal.zh if refusal else None,
                "unreadable_en": refusal.en if refusal else None,
            }
        )
    gone = [str(row["source_uri"]) for row in old.values() if row["removed_at"] is None]
    rows += [{**row, "removed_at": row["removed_at"] or now} for row in old.values()]
    frame = pl.DataFrame(rows, schema=schemas.dataset("inventory").schema)
    return frame.sort("path", "first_seen", "sha256"), gone


def _other_source(source: Store, gone: Sequence[str]) -> Iterator[Note]:
    others = [uri for uri in gone if not uri.startswith(f"{source.url}/")]
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


def _rows_without_file(sidecar: Mapping[str, SidecarRow], files: Sequence[_File]) -> Iterator[Note]:
    there = {file.path for file in files}
    for path in sorted(set(sidecar) - there):
        zh = f"{SIDECAR_NAME} 中有 {path} 一行，但来源中没有这个文件"
        en = f"{SIDECAR_NAME} has a row for {path}, but there is no such file in the source"
        yield Note(path, Reason("sidecar_without_file", zh, en))


def _inaccessible(cause: Reason) -> Reason:
    zh, en = f"文件打不开（{cause.zh}）", f"the file cannot be opened ({cause.en})"
    return Reason("inaccessible", zh, en)


def _empty(url: str, others: int) -> Reason:
    only_zh = f"只有 {'、'.join(sorted(NOT_REPORTS))} 之类的附属文件，" if others else ""
    only_en = "only files that belong beside reports, " if others else ""
    return Reason(
        "empty_source",
        f"{url} 中{only_zh}没有报告文件（隐藏文件不算）；请检查路径，或放入报告后再运行",
        f"{url} holds {only_en}no report (hidden files do not count); check the path, or put "
        "reports there and run again",
    )
