"""From sources to files: fetch, judge, keep; each source for itself.

What a source gives is written in this order: the bytes, the record, the sidecar of all. Whoever is
stopped in between fetches again what has no record, and writes the same bytes. Nothing that is not
its own is written over, and nothing that a source no longer gives is deleted.

Hosts are asked side by side, the sources of one host one after the other.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from gouji.collecting import records
from gouji.collecting.fetching import Fetched, Fetcher, FetchError, Validators
from gouji.collecting.pages import Attachment, Judged, Standing, attachments, judge
from gouji.collecting.policy import Policy
from gouji.collecting.reasons import reason
from gouji.collecting.records import Asked, Record
from gouji.collecting.results import Collected, Outcome, Result
from gouji.collecting.sidecar import no_longer_listed, write_sidecar
from gouji.collecting.sources import Source
from gouji.errors import GoujiError
from gouji.landing import read_sidecar
from gouji.storage import Store
from gouji.web import address_of

Progress = Callable[[Result], None]


def collect(
    sources: Sequence[Source], into: Store, policy: Policy, *, progress: Progress | None = None
) -> Collected:
    """Bring the files up to the sources.

    Args:
        sources: the rows of sources.csv.
        into: the folder or prefix that a run reads; made where it is not there.
        policy: who asks, how fast, within which bounds.
        progress: told of each source as soon as it is done, in no certain order.

    Raises:
        StorageError: `into` cannot be read or written.
        SidecarError: the reports.csv there cannot be used; nothing was fetched.
    """
    before = read_sidecar(into)  # one that cannot be used is told before anything is fetched
    work = _Collecting(into, policy, _sizes(into))
    by_host: defaultdict[str, list[int]] = defaultdict(list)
    for place, source in enumerate(sources):
        by_host["" if source.refused else address_of(source.url).host].append(place)
    found: dict[int, Result] = {}
    stopped = threading.Event()

    def one_host(places: Sequence[int]) -> None:
        for place in places:
            if stopped.is_set():
                return
            found[place] = work.collect(sources[place])
            if progress is not None:
                progress(found[place])

    with ThreadPoolExecutor(policy.at_once) as pool:
        try:
            for _ in pool.map(one_host, by_host.values()):
                pass
        except BaseException:
            stopped.set()  # somebody gave up, or the place cannot be written: no more requests
            raise
    results = tuple(found[place] for place in sorted(found))
    write_sidecar(into, before, results)
    return Collected(results, no_longer_listed(into, before, results))


def _sizes(into: Store) -> Mapping[str, int]:
    folder = into.local_path()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return {entry.path: entry.size for entry in into.list()}


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is to be kept of a source."""

    page: Asked
    attachment: Asked | None
    judged: Judged
    data: bytes


class _Unchanged(Exception):
    """The server says that everything is as it was."""


class _Collecting:
    def __init__(self, into: Store, policy: Policy, sizes: Mapping[str, int]) -> None:
        self._into, self._policy, self._sizes = into, policy, sizes
        self._fetcher = Fetcher(policy)

    def collect(self, source: Source) -> Result:
        if source.refused is not None:
            return Result(source, Outcome.REFUSED, reason=source.refused)
        before = records.load(self._into, source.stem)
        if before is not None and self._sizes.get(before.path) != before.document.size:
            before = None  # the file is gone, or another: fetch it whatever the server says
        try:
            choice = self._choose(source, before)
        except _Unchanged:
            return _kept(source, before, Outcome.UNCHANGED)
        except FetchError as error:
            return _kept(source, before, Outcome.FAILED, error)
        except GoujiError:
            raise  # the place cannot be read: that concerns all
        except Exception as error:  # a defect; it must not stop the others
            defect = FetchError(reason("defect", kind=type(error).__name__))
            return _kept(source, before, Outcome.FAILED, defect)
        return self._keep(source, before, choice)

    def _choose(self, source: Source, before: Record | None) -> _Choice:
        """What the source gives now.

        Raises:
            _Unchanged: what it gave before.
            FetchError: nothing that can be used.
        """
        page = self._fetcher.fetch(source.url, before.page.validators if before else None)
        if page.unchanged and before is not None:
            if before.attachment is None:
                raise _Unchanged
            old = before.attachment
            again = self._fetcher.fetch(old.url, old.validators)
            if again.unchanged:
                raise _Unchanged
            return _taken(before.page, again)
        if not page.reply.body:
            raise FetchError(reason("empty"), page.reply.status, page.final_url)
        judged = judge(page.reply.body, page.final_url)
        if judged.format == "html" and judged.standing is not Standing.TABLE:
            return self._from_page(page, judged, before)
        return _Choice(Asked.of(page), None, _document(judged, page), page.reply.body)

    def _from_page(self, page: Fetched, judged: Judged, before: Record | None) -> _Choice:
        """The best of a page without a table and of what is attached to it."""
        linked = attachments(page.reply.body, page.final_url)[: self._policy.attachments]
        best: tuple[Judged, Fetched] | None = None
        failed: FetchError | None = None
        for one in linked:
            likely = one.likely or len(linked) == 1
            try:
                fetched = self._fetcher.fetch(one.url, _known(before, one))
            except FetchError as error:
                failed = failed or (error if likely else None)
                continue
            if fetched.unchanged and before is not None and before.attachment is not None:
                # It was the best before; the page around it is another.
                return self._same_attachment(page, before)
            found = judge(fetched.reply.body, fetched.final_url)
            if found.standing is Standing.TABLE:
                return _Choice(Asked.of(page), Asked.of(fetched), found, fetched.reply.body)
            if likely and (best is None or found.standing < best[0].standing):
                best = found, fetched
        if failed is not None:
            raise failed
        # A page that cannot be read is no better than none.
        narrates = judged.standing is Standing.NARRATIVE
        bar = Standing.NARRATIVE if narrates else Standing.NOTHING
        if best is not None and best[0].standing < bar:
            found, fetched = best
            return _Choice(Asked.of(page), Asked.of(fetched), found, fetched.reply.body)
        return _Choice(Asked.of(page), None, _document(judged, page), page.reply.body)

    def _same_attachment(self, page: Fetched, before: Record) -> _Choice:
        data = self._into.read(before.path)
        return _Choice(Asked.of(page), before.attachment, judge(data, before.path), data)

    def _keep(self, source: Source, before: Record | None, choice: _Choice) -> Result:
        path = f"{source.stem}{choice.judged.ending}"
        told = {"issuer": source.issuer, "year": source.year, "url": source.url}
        record = Record(told, path, choice.judged.format, choice.page, choice.attachment)
        document = record.document
        same = before is not None and (before.path, before.document.sha256) == (
            path,
            document.sha256,
        )
        if not same:
            if self._is_anothers(path, before, choice.data):
                stands = FetchError(reason("in_the_way", path=path), document.status)
                return _kept(source, before, Outcome.FAILED, stands)
            self._into.write(path, choice.data)
        if before is None or record.essence != before.essence:
            records.save(self._into, source.stem, record.after(before))
        replaced = before.path if before is not None and before.path != path else None
        if replaced is not None:
            self._into.delete(replaced)
        outcome = Outcome.UNCHANGED if same else Outcome.CHANGED if before else Outcome.NEW
        return replace(_result(source, outcome, record), replaced=replaced)

    def _is_anothers(self, path: str, before: Record | None, data: bytes) -> bool:
        """Whether a file stands there that no record tells of, and that is not these bytes."""
        if path not in self._sizes or (before is not None and before.path == path):
            return False
        return self._into.read(path) != data


def _known(before: Record | None, one: Attachment) -> Validators | None:
    if before is None or before.attachment is None or before.attachment.url != one.url:
        return None
    return before.attachment.validators


def _taken(page: Asked, attached: Fetched) -> _Choice:
    body = attached.reply.body
    if not body:
        raise FetchError(reason("empty"), attached.reply.status, attached.final_url)
    judged = _document(judge(body, attached.final_url), attached)
    return _Choice(page, Asked.of(attached), judged, body)


def _document(judged: Judged, fetched: Fetched) -> Judged:
    """The judgement, if it is one on a report.

    Raises:
        FetchError: it is not.
    """
    if judged.ending is None:
        refusal = reason("not_a_document", format=judged.format)
        raise FetchError(refusal, fetched.reply.status, fetched.final_url)
    if judged.standing is Standing.NOTHING:
        raise FetchError(reason("no_report"), fetched.reply.status, fetched.final_url)
    return judged


def _kept(
    source: Source, before: Record | None, outcome: Outcome, error: FetchError | None = None
) -> Result:
    """The result of a source of which nothing was written."""
    if error is None and before is not None:
        return _result(source, outcome, before)
    return Result(
        source,
        outcome,
        before.path if before else None,
        error.final_url or None if error else None,
        error.status if error else None,
        before.document.sha256 if before else None,
        before.document.size if before else None,
        error.reason if error else None,
    )


def _result(source: Source, outcome: Outcome, record: Record) -> Result:
    document = record.document
    return Result(
        source,
        outcome,
        record.path,
        document.final_url,
        document.status,
        document.sha256,
        document.size,
    )
