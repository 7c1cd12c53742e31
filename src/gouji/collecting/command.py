"""`gouji collect`: from arguments to an exit code, and what a person is told."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from gouji.collecting.collecting import collect as collect_all
from gouji.collecting.policy import Policy
from gouji.collecting.results import Collected, Outcome, Result
from gouji.collecting.sources import Source, SourcesError, parse_sources
from gouji.documents.encoding import decode
from gouji.documents.reasons import Unreadable
from gouji.errors import Reason
from gouji.settings import Settings
from gouji.storage import Store, open_store

ALL, SOME = 0, 1

_OUTCOMES = {
    Outcome.NEW: ("新收取", "new"),
    Outcome.CHANGED: ("有更新", "changed"),
    Outcome.UNCHANGED: ("未变", "unchanged"),
    Outcome.FAILED: ("未能收取", "failed"),
    Outcome.REFUSED: ("清单有误", "refused"),
}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `gouji collect`."""
    parser.description = (
        "Fetches the reports that a list names (issuer, year, url; also path, level, "
        "division_code), politely, into a place that `gouji run --source` reads. Exit codes: "
        "0 every source is there as it is published now, 1 some are not, 2 bad input."
    )
    parser.add_argument("sources", metavar="SOURCES", help="the list: a CSV file, local or s3://")
    parser.add_argument("--into", required=True, metavar="DIR|s3://..", help="where they go")
    parser.add_argument(
        "--contact",
        metavar="WHO",
        help="e-mail address or page that every request names (GOUJI_COLLECT_CONTACT)",
    )


def collect(args: Namespace) -> int:
    """Collect `args.sources` into `args.into`; 0 all there, 1 some failed.

    Raises:
        GoujiError: no contact, a list or place that cannot be used.
    """
    policy = Policy.from_environment(contact=args.contact)
    options = Settings.from_environment().storage_options
    folder, _, name = str(args.sources).rpartition("/")
    sources = read_sources(open_store(folder or ("/" if _ else "."), options), name)

    def tell(result: Result) -> None:
        line = line_of(result, args.lang)
        if line:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    done = collect_all(sources, open_store(args.into, options), policy, progress=tell)
    sys.stdout.writelines(f"{line}\n" for line in summary(done, args.lang))
    return ALL if all(result.fine for result in done.results) else SOME


def read_sources(folder: Store, name: str) -> list[Source]:
    """The rows of a list.

    Raises:
        SourcesError: it cannot be used.
        StorageError: it cannot be read.
    """
    origin = folder.uri(name)
    try:
        return parse_sources(decode(folder.read(name)), origin)
    except Unreadable as error:
        cause = error.reason
        raise SourcesError(
            Reason("sources", f"{origin}：{cause.zh}", f"{origin}: {cause.en}")
        ) from None


def line_of(result: Result, lang: str) -> str:
    """What a person is told of one source; nothing of one that is as it was."""
    if result.outcome is Outcome.UNCHANGED:
        return ""
    source = result.source
    who = f"{source.issuer} {source.year or ''}".strip()
    if result.reason is None:
        return f"{_name(result.outcome, lang)}  {who}  {result.path}"
    place = f"第 {source.line} 行" if lang == "zh" else f"line {source.line}"
    kept = {"zh": "；先前的版本仍在", "en": "; the earlier version is kept"}[lang]
    said = result.reason.text(lang) + (kept if result.path else "")
    return f"{_name(result.outcome, lang)}  {who}  ({place}) {said}"


def summary(done: Collected, lang: str) -> Iterator[str]:
    """How many sources came to what, and what the list names no more."""
    for path in done.no_longer_listed:
        yield {
            "zh": f"请留意：{path} 是以前收取的，清单中已没有它的来源；文件仍保留",
            "en": f"Please note: {path} was collected before, and the list names its source no "
            "more; the file is kept",
        }[lang]
    counts = done.counts
    told = [f"{_name(outcome, lang)} {count}" for outcome, count in counts.items() if count]
    total = len(done.results)
    yield f"共 {total}：{'，'.join(told)}" if lang == "zh" else f"{total}: {', '.join(told)}"


def _name(outcome: Outcome, lang: str) -> str:
    return _OUTCOMES[outcome][0 if lang == "zh" else 1]
