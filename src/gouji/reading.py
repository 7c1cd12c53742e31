"""Reads the landed documents that this parser version has not read yet, in batches.

Bytes come from the lake, rows go back to it (`gouji.tables.readings`); each batch is read and
written by one worker, which hands back only a short account. A document whose reader fails, takes
its process down, or takes longer than it may, is recorded as unreadable with the reason: it never
takes others with it.

What does not belong here: how a document is read (`gouji.extraction.reader`) and whose report it
is (`gouji.tables.normalize`).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from gouji.backends import Backend, Lost, ProcessPool, available_workers
from gouji.documents.capabilities import available, lacking, version_of
from gouji.documents.opening import detect_format
from gouji.documents.reasons import Reason
from gouji.documents.scans.reading import can_recognise
from gouji.extraction.report import Report
from gouji.landing_files import object_path
from gouji.storage import StorageError, Store
from gouji.tables import normalize, readings
from gouji.tables.frames import DocumentMeta, FrameBuilder
from gouji.watchdog import DIED, Notes, Watch

Reader = Callable[[bytes, str], Report]
"""Bytes and name of a file -> its report; must be a module's function to reach other processes."""

Progress = Callable[[int, int], None]
"""Called with documents done and documents in all."""

DOCUMENTS_IN_BATCH = 200
BYTES_IN_BATCH = 64 * 2**20
# Below this, starting a second process takes longer than reading.
_WORTH_A_POOL = 48

SECONDS = 90.0
"""What a document may take. Readers that have a limit of their own are below it."""
SECONDS_RECOGNISED = 360.0
"""What one may take whose text is perhaps recognised from pictures, which has a limit of 240."""
_RECOGNISED = frozenset({"pdf", "image", "zip", "unknown"})


@dataclass(frozen=True, slots=True)
class Landed:
    """One document to read: sha256 of its bytes, a name it has in the source, its size in bytes."""

    document_id: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A document of which nothing can be used, and why."""

    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What `read_new` did. `known` documents had been read before; `unreadable` are new ones."""

    parser_version: str
    read: int
    known: int
    batches: tuple[str, ...]
    unreadable: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class _Done:
    """A worker's account of one batch."""

    batch: str
    documents: int
    unreadable: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker does with a batch of documents; picklable."""

    lake: Store
    parser_version: str
    reader: Reader
    notes: Notes
    there: frozenset[str] = frozenset()
    seconds: float | None = None

    def __call__(self, batch: Sequence[Landed]) -> _Done:
        """Read every document of the batch and write their frames."""
        name = self.name(batch)
        self.notes.blame_last(name)
        aside = self.notes.aside(name)
        builder = FrameBuilder()
        unreadable: list[Unread] = []
        with self.notes.watch(name) as watch:
            for ordinal, landed in enumerate(batch):
                if ordinal in aside:
                    report = Report(unreadable=_ended(aside[ordinal]))
                    builder.add(self._meta(landed, report), report)
                else:
                    report = self._add(builder, landed, watch, ordinal)
                if report.unreadable is not None:
                    unreadable.append(Unread(landed.path, report.unreadable))
        readings.write(self.lake, self.parser_version, name, builder.frames())
        return _Done(name, len(batch), tuple(unreadable))

    def name(self, batch: Sequence[Landed]) -> str:
        """The name of a batch: another one where more can be read than at the last time."""
        return batch_name(batch, *sorted(self.there))

    def _meta(self, landed: Landed, report: Report) -> DocumentMeta:
        code = report.unreadable.code if report.unreadable else None
        version = version_of(self.parser_version, code, self.there)
        return DocumentMeta(landed.document_id, version, landed.path)

    def _add(
        self, builder: FrameBuilder, landed: Landed, watch: Watch | None, ordinal: int
    ) -> Report:
        """The report as it was taken in: without its content where that is not to be had."""
        report = Report()
        try:
            data = self._bytes(landed)
            if watch is None:
                report = self.reader(data, landed.path)
            else:
                with watch.over(ordinal, self._seconds(data, landed.path)):
                    report = self.reader(data, landed.path)
            builder.add(self._meta(landed, report), report)
        except StorageError:
            raise  # the lake is at fault, not the document
        except Exception as error:
            report = Report(report.identity, unreadable=_failed(error))
            builder.add(self._meta(landed, report), report)
        return report

    def _bytes(self, landed: Landed) -> bytes:
        data = self.lake.read(object_path(landed.document_id))
        if hashlib.sha256(data).hexdigest() != landed.document_id:
            cause = ("内容与编号不符，已损坏", "the bytes are not those of its name: it is damaged")
            raise StorageError(self.lake.url, object_path(landed.document_id), cause)
        return data

    def _seconds(self, data: bytes, path: str) -> float:
        if self.seconds is not None:
            return self.seconds
        recognised = detect_format(data, path) in _RECOGNISED and can_recognise()
        return SECONDS_RECOGNISED if recognised else SECONDS


def read_new(
    lake: Store,
    parser_version: str | None = None,
    *,
    workers: int | None = None,
    backend: Backend | None = None,
    reader: Reader | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> ReadingResult:
    """Read what is in the source and was not read with this parser version.

    And what stood there before under the same name, so that a revision can be shown.

    What could not be read for lack of LibreOffice or of the extra `ocr` is read again once that is
    there, and nothing else is.

    Args:
        lake: where documents were landed and readings go.
        parser_version: that of the reader; None for the reader of this package.
        workers: processes to use; None for as many as there are processors, where it pays.
        backend: used instead of `workers`; only where it has other processes than this one can a
            document be stopped, or die, without the rest.
        reader: None for the reader of this package.
        seconds: what a document may take; None for `SECONDS`, or `SECONDS_RECOGNISED`.
        progress: told after every batch.

    Raises:
        StorageError: the lake cannot be read or written, or a landed object is damaged.
        BackendError: processes cannot be started.
    """
    version = parser_version or _current_version()
    there = available()
    known = _known(readings.index(lake, version), there)
    inventory = normalize.inventory(lake)
    wanted = landed_documents(inventory)
    every = (*wanted, *replaced_documents(inventory))
    new = [document for document in every if document.document_id not in known]
    batches = list(batched(new))
    backend = backend or ProcessPool(_workers(workers, new))
    done: list[_Done] = []
    with tempfile.TemporaryDirectory(prefix="gouji-reading-") as folder:
        notes = Notes.in_folder(folder)
        work = _Work(lake, version, reader or _read_report, notes, there, seconds)
        for account in _all(backend, work, batches):
            done.append(account)
            if progress is not None:
                progress(sum(one.documents for one in done), len(new))
    return ReadingResult(
        version,
        read=len(new),
        known=sum(document.document_id in known for document in wanted),
        batches=tuple(sorted(one.batch for one in done)),
        unreadable=tuple(sorted((u for one in done for u in one.unreadable), key=lambda u: u.path)),
    )


def landed_documents(inventory: pl.DataFrame) -> list[Landed]:
    """The documents that are in the source and whose bytes were taken in, sorted by path."""
    return _documents(inventory.filter(pl.col("removed_at").is_null()))


def replaced_documents(inventory: pl.DataFrame) -> list[Landed]:
    """The documents whose place in the source is taken by other bytes now, sorted by path."""
    there = inventory.filter(pl.col("removed_at").is_null())
    gone = inventory.join(there, on="sha256", how="anti", nulls_equal=True)
    return _documents(gone.join(there, on="path", how="semi"))


def _documents(files: pl.DataFrame) -> list[Landed]:
    taken = files.filter(pl.col("sha256").is_not_null())
    first = taken.sort("path").unique("sha256", keep="first", maintain_order=True)
    return [Landed(*row) for row in first.select("sha256", "path", "size").iter_rows()]


def batched(documents: Sequence[Landed]) -> Iterator[tuple[Landed, ...]]:
    """Batches of so many documents and bytes as one worker can well hold."""
    batch: list[Landed] = []
    size = 0
    for document in documents:
        full = len(batch) == DOCUMENTS_IN_BATCH or size + document.size > BYTES_IN_BATCH
        if batch and full:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(document)
        size += document.size
    if batch:
        yield tuple(batch)


def batch_name(batch: Sequence[Landed], *there: str) -> str:
    """The same documents, read by the same means, always make a batch of the same name."""
    ids = "\n".join([*sorted(document.document_id for document in batch), *there])
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


def _all(backend: Backend, work: _Work, batches: Sequence[tuple[Landed, ...]]) -> Iterator[_Done]:
    """Every batch; one that took its worker down is done again without the document that did."""
    for outcome in backend.map_batches(work, batches):
        if not isinstance(outcome, Lost):
            yield outcome
            continue
        name = work.name(outcome.batch)
        again = [outcome.batch]
        if not work.notes.blame_last(name, died=True):
            # It died between two documents, or elsewhere: each by itself, and never a third time.
            if len(outcome.batch) == 1:
                work.notes.blame(name, 0)
            else:
                again = [(document,) for document in outcome.batch]
        yield from _all(backend, work, again)


def _known(index: pl.DataFrame, there: frozenset[str]) -> set[str]:
    """The documents whose reading would not be another one now."""
    rows = index.select("document_id", "parser_version", "unreadable_code").iter_rows()
    return {document for document, version, code in rows if lacking(version, code) not in there}


def _workers(wanted: int | None, new: Sequence[Landed]) -> int:
    if wanted is not None:
        return max(1, wanted)
    return available_workers() if len(new) >= _WORTH_A_POOL else 1


def _read_report(data: bytes, name: str) -> Report:
    from gouji.extraction.reader import read_report

    return read_report(data, name)


def _current_version() -> str:
    from gouji.extraction.reader import PARSER_VERSION

    return PARSER_VERSION


def _failed(error: Exception) -> Reason:
    cause = f"{type(error).__name__}: {error}".partition("\n")[0][:300]
    return Reason(
        "extraction_failed",
        f"读取程序在这份文件上出错（{cause}），未采用其中任何数据",
        f"the reader failed on this document ({cause}); nothing of it is used",
    )


def _ended(seconds: float) -> Reason:
    """Why a document was set aside: its time was over, or it took its worker down."""
    if seconds == DIED:
        return Reason(
            "extraction_crashed",
            "读取这份文件时程序崩溃或内存不足，未采用其中任何数据",
            "reading this document brought the process down (a crash, or no memory); "
            "nothing of it is used",
        )
    return Reason(
        "extraction_too_slow",
        f"读取这份文件超过 {seconds:g} 秒，已中止，未采用其中任何数据",
        f"took longer than {seconds:g} s to read and was stopped; nothing of it is used",
    )
