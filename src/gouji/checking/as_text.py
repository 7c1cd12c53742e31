"""What `gouji check` prints for a person: each file, its tables, every failure and its place.

The office that drafts a report must find the cell, so a failure is said in words, by the printed
labels, with the place in the file. Cells that cannot be read are gathered row by row.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gouji.checking.defects_text import lines_of_defects, lines_of_notes
from gouji.checking.examine import Checked
from gouji.checking.files import FileError
from gouji.checking.phrases import NOTE, colon, mark, say, state
from gouji.checking.places import describe_places
from gouji.checking.places import printable as _clean
from gouji.checking.table_text import table_lines
from gouji.extraction.report import Identity
from gouji.forms import catalogue
from gouji.forms.messages import describe
from gouji.reconciliation.judgement import TableJudgement
from gouji.reconciliation.status import IDENTITY_RULE

SummaryRow = list[str]


def lines_of(result: Checked | FileError, lang: str) -> Iterator[str]:
    """Everything about one file, line by line."""
    yield _clean(result.path)
    if isinstance(result, FileError):
        yield f"  {say(lang, '未能打开', 'not opened')}{colon(lang)}{result.reason.text(lang)}"
        return
    judgement = result.judgement
    yield f"  {_identity(result, lang)}"
    whole = judgement.reason if not judgement.tables or result.report.unreadable else None
    why = whole.text(lang) if whole else _statuses(judgement.tables.values(), lang)
    yield f"  {state(judgement.status, lang, why)}"
    yield from _identity_lines(result, lang)
    for table in judgement.tables.values():
        yield from table_lines(table, result, lang)
    yield from lines_of_defects(result.defects, result.report, lang)
    yield from lines_of_notes(result.notes, result.report, lang)
    for problem in judgement.problems:
        yield f"  {NOTE} {problem.zh if lang == 'zh' else problem.en}"


def _identity_lines(checked: Checked, lang: str) -> Iterator[str]:
    for failure in checked.judgement.failures:
        if failure.rule_id != IDENTITY_RULE:
            continue
        said = describe(failure, lang)
        if failure.scope.endswith("_conflict"):
            yield f"  {mark(failure, checked)} {said} [{IDENTITY_RULE}]"
        else:
            # It may tie, and yet it is not published.
            held = say(lang, "未写明之前不会发布。", " Until it is stated, nothing is published.")
            yield f"  {NOTE} {said}{held} [{IDENTITY_RULE}]"


def summary_row(result: Checked | FileError, lang: str) -> SummaryRow:
    """One line of `summary`."""
    path = _clean(result.path)
    if isinstance(result, FileError):
        return [say(lang, "未能打开", "not opened"), "", "", "", "", path]
    tables = result.judgement.tables.values()
    identity = result.report.identity
    return [
        result.judgement.status.text(lang),
        str(sum(table.violations for table in tables)),
        str(sum(table.doubts for table in tables)),
        str(identity.year or "—"),
        _clean(identity.issuer or "—"),
        path,
    ]


def summary(results: Sequence[SummaryRow], lang: str) -> Iterator[str]:
    """The statuses of several files as a table, and how many there are of each."""
    zh = lang == "zh"
    head = ["状态", "不符", "存疑", "年度", "发布机关", "文件"]
    if not zh:
        head = ["status", "contradictions", "doubts", "year", "issuer", "file"]
    rows = [head, *results]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(head))]
    for row in rows:
        cells = (text + " " * (size - _width(text)) for text, size in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
    counts = Counter(row[0] for row in rows[1:])
    total = f"共 {len(results)} 份" if zh else f"{len(results)} file(s)"
    said = ("，" if zh else ", ").join(f"{name} {n}" for name, n in counts.items())
    yield f"{total}{colon(lang)}{said}"


def _identity(checked: Checked, lang: str) -> str:
    """Who, which year and which form, and what says so."""
    identity = checked.report.identity
    issuer = _clean(identity.issuer or "") or say(lang, "发布机关不详", "issuer not known")
    year = str(identity.year) if identity.year else say(lang, "年度不详", "year not known")
    named = [
        issuer + _evidence(identity, "issuer", identity.issuer, lang),
        year + _evidence(identity, "year", identity.year, lang),
    ]
    form = catalogue.forms().get(checked.report.form)
    if form:
        named.append(form.zh if lang == "zh" else form.en)
    return ("，" if lang == "zh" else ", ").join(named)


_SOURCES = {
    "sidecar": ("登记表", "the sidecar"),
    "title": ("标题", "the title"),
    "metadata": ("文件属性", "the metadata"),
    "period": ("统计期限", "the stated period"),
    "prose": ("正文", "the prose"),
    "publisher": ("发布机构栏", "the publisher stated on the page"),
    "signature": ("落款", "the signature"),
}
_CLUES = {
    "full_name": ("文中全称", "its full name in the document"),
    "publisher": ("发布机构栏", "the publisher stated on the page"),
    "site": ("主办单位", "the owner of the site"),
    "credit_code": ("统一社会信用代码", "the credit code"),
    "site_code": ("网站标识码", "the site's code"),
    "prose": ("正文", "the prose"),
}


def _evidence(identity: Identity, field: str, value: str | int | None, lang: str) -> str:
    """In brackets, the first evidence for a field, and where it stands; empty where unknown."""
    about = [one for one in identity.evidence if one.field == field]
    found = next((one for one in about if one.value == str(value)), about[0] if about else None)
    if value is None or found is None:
        return ""
    zh, en = _SOURCES.get(found.source, (found.source, found.source))
    place = describe_places([found.locator._replace(box=None)], lang)
    said = _division_evidence(identity, lang) if field == "issuer" else ""
    if lang == "zh":
        return f"（据{zh}{'，' if place else ''}{place}{said}）"
    return f" (from {en}{', ' if place else ''}{place}{said})"


def _division_evidence(identity: Identity, lang: str) -> str:
    """What told the place, where the name alone does not; empty where it does."""
    found = next((one for one in identity.evidence if one.field == "division"), None)
    if found is None:
        return ""
    zh, en = _CLUES.get(found.source, (found.source, found.source))
    said = _clean(found.text)
    return f"；地方据{zh}“{said}”" if lang == "zh" else f"; the place from {en}: “{said}”"


def _statuses(tables: Iterable[TableJudgement], lang: str) -> str:
    """How many tables have which status, where they have not all the same."""
    found = Counter(table.status for table in tables)
    if len(found) < 2:
        return ""
    said = [
        f"{count} 张表{status.text(lang)}"
        if lang == "zh"
        else f"{count} table(s) {status.text(lang)}"
        for status, count in found.items()
    ]
    return ("，" if lang == "zh" else ", ").join(said)


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
