"""`gouji review`: lists what waits for a decision on a home, and prints the entry that decides it.

It reads what the last run left in the lake and changes nothing. What waits, and in which order, is
decided in `gouji.reconciliation.decisions.review`.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence

import polars as pl

from gouji.documents.reasons import Reason
from gouji.errors import GoujiError
from gouji.forms import catalogue
from gouji.reconciliation.decisions import review as waits
from gouji.settings import Settings
from gouji.storage import Store, open_store
from gouji.tables import dataset

_KINDS = {
    waits.CONTRADICTION: ("不符", "contradiction"),
    waits.DOUBT: ("存疑", "doubt"),
    waits.DEFECT: ("瑕疵", "defect"),
}
_REPORTS = ("document_id", "report_id", "issuer", "year", "path", "is_current", "removed_at")
_LONGEST = 200


class NothingToReview(GoujiError):
    """No run on this home, or no such number."""


def review(args: Namespace) -> int:
    """List what waits on `args.home`, or print the entry of number `args.entry`; 0.

    Raises:
        NothingToReview: nothing was ever run there, or the number is not in the list.
        GoujiError: the home or lake cannot be used.
    """
    settings = Settings.from_environment(home=args.home)
    lake = open_store(settings.lake, settings.storage_options)
    if not dataset.years(lake, "table_status"):
        raise _nothing(
            f"{settings.home} 上还没有运行过 gouji run，没有可审核的内容。",
            f"gouji run was never carried out on {settings.home}; there is nothing to review.",
        )
    found = waits.waiting(
        dataset.read(lake, "reports", columns=_REPORTS),
        dataset.read(lake, "table_readings"),
        dataset.read(lake, "table_status"),
        _failures(lake),
    )
    if args.entry is None:
        sys.stdout.writelines(f"{line}\n" for line in listing(found, args.limit, args.lang))
        return 0
    if not 1 <= args.entry <= len(found):
        raise _nothing(
            f"没有第 {args.entry} 项（共 {len(found)} 项）。",
            f"There is no number {args.entry} (there are {len(found)}).",
        )
    sys.stdout.write(skeleton(found[args.entry - 1], lake, args.lang))
    return 0


def listing(found: Sequence[waits.Waiting], limit: int, lang: str) -> Iterator[str]:
    """The list for a person, most severe first, with the numbers that `--entry` takes."""
    zh = lang == "zh"
    if not found:
        yield "没有待审核的内容。" if zh else "Nothing waits for a decision."
        return
    for number, one in enumerate(found[:limit], start=1):
        yield f"{number:>4}  {_heading(one, lang)}"
        text = one.reason.text(lang) if one.reason else ""
        yield f"      {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}"
    counts = [(kind, sum(one.kind == kind for one in found)) for kind in waits.KINDS]
    told = [f"{_KINDS[kind][0 if zh else 1]} {n}" for kind, n in counts if n]
    yield f"共 {len(found)} 项：{'，'.join(told)}" if zh else f"{len(found)}: {', '.join(told)}"
    if len(found) > limit:
        yield f"只列出前 {limit} 项（--limit）" if zh else f"The first {limit} are shown (--limit)."
    yield (
        "gouji review --entry N 打印第 N 项的审核决定样例"
        if zh
        else "gouji review --entry N prints a decision on number N to fill in."
    )


def skeleton(one: waits.Waiting, lake: Store, lang: str) -> str:
    """What is to be pasted into the decisions file, with reason, reviewer and date to fill in."""
    figures = pl.concat(
        dataset.read(lake, "figures", [year]).filter(pl.col("document_id") == one.document_id)
        for year in dataset.years(lake, "figures")
    )
    states = waits.uncertain_states(figures)
    head = f"# {_heading(one, lang)}\n"
    return head + waits.to_yaml(waits.entries(one, states), lang)


def _heading(one: waits.Waiting, lang: str) -> str:
    zh = lang == "zh"
    table = catalogue.tables().get(one.table or "")
    named = [
        one.issuer or ("发布机关不详" if zh else "issuer not known"),
        str(one.year or ("年度不详" if zh else "year not known")),
    ]
    if table:
        named.append(f"《{table.zh}》" if zh else table.en)
    kind = _KINDS[one.kind][0 if zh else 1]
    rules = ", ".join(dict.fromkeys(row["rule_id"] for row in one.failures)) or "—"
    return f"[{kind}] {' '.join(named)} · {rules} · {one.path}"


def _failures(lake: Store) -> pl.DataFrame:
    """Year by year, so that what passed is never in memory all at once."""
    parts = [
        dataset.read(lake, "confrontations", [year]).filter(pl.col("status") == "fail")
        for year in dataset.years(lake, "confrontations")
    ]
    return pl.concat([dataset.read(lake, "confrontations", []), *parts])


def _nothing(zh: str, en: str) -> NothingToReview:
    return NothingToReview(Reason("nothing_to_review", zh, en))
