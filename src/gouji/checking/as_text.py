"""What `gouji check` prints for a person: each file, its tables, every failure and its place.

The office that drafts a report must find the cell, so a failure is said in words, by the printed
labels, with the place in the file. Cells that cannot be read are gathered row by row.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gouji.checking.defects_text import lines_of_defects, lines_of_notes
from gouji.checking.examine import Checked
from gouji.checking.files import FileError
from gouji.checking.places import describe_places
from gouji.checking.places import printable as _clean
from gouji.documents.model import Locator
from gouji.extraction.report import Identity, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation
from gouji.forms.messages import describe, describe_doubt, describe_scope, plain_number
from gouji.forms.model import CellKey, Edit, Table
from gouji.forms.values import MISSING, CellValue, Number, State
from gouji.reconciliation.judgement import TableJudgement
from gouji.reconciliation.localization.advice import advise
from gouji.reconciliation.status import CELL_RULES, CERTAINTY_RULE, IDENTITY_RULE, Status

SummaryRow = list[str]

CONTRADICTION, DOUBT, ACCEPTED, NOTE, ADVICE = "✗", "?", "✓", "·", "→"


def lines_of(result: Checked | FileError, lang: str) -> Iterator[str]:
    """Everything about one file, line by line."""
    yield _clean(result.path)
    if isinstance(result, FileError):
        yield f"  {_say(lang, '未能打开', 'not opened')}{_colon(lang)}{result.reason.text(lang)}"
        return
    judgement = result.judgement
    yield f"  {_identity(result, lang)}"
    whole = judgement.reason if not judgement.tables or result.report.unreadable else None
    why = whole.text(lang) if whole else _statuses(judgement.tables.values(), lang)
    yield f"  {_state(judgement.status, lang, why)}"
    yield from _identity_lines(result, lang)
    for table in judgement.tables.values():
        yield from _table_lines(table, result, lang)
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
            yield f"  {_mark(failure, checked)} {said} [{IDENTITY_RULE}]"
        else:
            # It may tie, and yet it is not published.
            held = _say(lang, "未写明之前不会发布。", " Until it is stated, nothing is published.")
            yield f"  {NOTE} {said}{held} [{IDENTITY_RULE}]"


def summary_row(result: Checked | FileError, lang: str) -> SummaryRow:
    """One line of `summary`."""
    path = _clean(result.path)
    if isinstance(result, FileError):
        return [_say(lang, "未能打开", "not opened"), "", "", "", "", path]
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
    yield f"{total}{_colon(lang)}{said}"


def _table_lines(table: TableJudgement, checked: Checked, lang: str) -> Iterator[str]:
    reading = checked.report.tables[table.table]
    counted = table.status in (Status.WITHHELD, Status.ACCEPTED)
    why = _counts(table, lang) if counted else table.reason.text(lang) if table.reason else ""
    yield f"  {_title(table.table, lang)} {_state(table.status, lang, why)}"
    if table.status is Status.ACCEPTED and table.reason:
        yield f"    {NOTE} {table.reason.text(lang)}"
    if reading.doubt and table.readable:
        yield f"    {DOUBT} {reading.doubt.text(lang)}"
    doubtful = []
    for failure in checked.judgement.failures:
        if failure.table != table.table:
            continue
        if failure.rule_id == CERTAINTY_RULE and not checked.judgement.decision_on(failure):
            doubtful.append(_cell_key(failure.scope))
            continue
        said = _untitled(describe(failure, lang), table.table, lang)
        said += _sums(failure, reading, lang)
        where = _place(_locators(failure, reading), lang)
        yield f"    {_mark(failure, checked)} {said}{where} [{failure.rule_id}]"
    if table.table in checked.localized:
        found = checked.localized[table.table]
        for line in advise(found, table.table, table.form, lang):
            yield f"    {ADVICE} {line}" if not line.startswith(" ") else f"    {line}"
    yield from _doubtful_lines(doubtful, reading, lang)


def _doubtful_lines(keys: Sequence[CellKey], reading: TableReading, lang: str) -> Iterator[str]:
    """Doubtful cells by row; rows that are doubtful as a whole, for one reason, in one line."""
    table = catalogue.tables()[reading.table]
    figures = {figure.key: figure for figure in reading.figures}
    groups: dict[tuple[str, str], list[CellKey]] = {}
    for key in keys:
        state = figures[key].cell.state if key in figures else State.MISSING
        groups.setdefault((state.value, key.item), []).append(key)
    whole: dict[str, list[CellKey]] = {}
    for (state_name, item), found in groups.items():
        if len(found) == len(table.item(item).columns[reading.form]):
            whole.setdefault(state_name, []).extend(found)
            continue
        names = [_column(table, key.column, lang) for key in found]
        row = _untitled(describe_scope(table, item, lang), table.id, lang)
        named = f"{row}{'、'.join(names)}列" if lang == "zh" else f"{row}, {', '.join(names)}"
        yield _doubtful_line(named, found, state_name, reading, lang)
    for state_name, found in whole.items():
        yield _doubtful_line(
            _rows(found, table, reading.form, lang), found, state_name, reading, lang
        )


def _rows(keys: Sequence[CellKey], table: Table, form: str, lang: str) -> str:
    """Whole rows by their labels; or, if it is every row, the table."""
    if len(keys) == len(table.cells(form)):
        return _say(lang, f"全表 {len(keys)} 格", f"all {len(keys)} cells")
    rows = [table.item(item).label(form, lang) for item in dict.fromkeys(key.item for key in keys)]
    if lang == "zh":
        return f"{'、'.join(f'“{row}”' for row in rows)}{len(rows)} 行"
    return f"{len(rows)} row(s) {', '.join(f'“{row}”' for row in rows)}"


def _doubtful_line(
    named: str, keys: Sequence[CellKey], state: str, reading: TableReading, lang: str
) -> str:
    at = {figure.key: figure.locator for figure in reading.figures}
    where = _place((at[key] for key in keys if key in at), lang)
    why = describe_doubt(state, lang)
    return f"    {DOUBT} {named}{_colon(lang)}{why}{where} [{CERTAINTY_RULE}]"


def _column(table: Table, column_id: str, lang: str) -> str:
    column = table.column(column_id)
    return column.zh if lang == "zh" else column.en


def _title(table_id: str, lang: str) -> str:
    table = catalogue.tables()[table_id]
    return f"《{table.zh}》" if lang == "zh" else table.en


def _untitled(text: str, table_id: str, lang: str) -> str:
    """A message below the title of its table, which need not say it again."""
    return text.removeprefix(_title(table_id, lang)).removeprefix(", ")


def _locators(failure: Confrontation, reading: TableReading) -> list[Locator]:
    """The cell itself; of an edit, its total first and then the cells that it adds."""
    at = {figure.key: figure.locator for figure in reading.figures}
    if failure.rule_id in CELL_RULES:
        keys: Iterable[CellKey] = [_cell_key(failure.scope)]
    else:
        edit = _edit(failure, reading)
        keys = (*edit.totals, *edit.rhs, *edit.lhs)
    return [at[key] for key in keys if key in at]


def _edit(failure: Confrontation, reading: TableReading) -> Edit:
    return next(
        one
        for one in catalogue.all_edits(reading.table, reading.form)
        if (one.rule_id, one.scope) == (failure.rule_id, failure.scope)
    )


def _sums(failure: Confrontation, reading: TableReading, lang: str) -> str:
    """What was added, for whoever wants to see it; nothing where a part of it is in doubt."""
    if failure.rule_id in CELL_RULES or failure.doubt:
        return ""
    edit, cells = _edit(failure, reading), reading.cells()
    sides = (_sum(edit.lhs, cells, failure.lhs), _sum(edit.rhs, cells, failure.rhs))
    if not any("+" in side for side in sides):
        return ""
    sums = " ≠ ".join(sides)
    return f"算式：{sums}。" if lang == "zh" else f" That is: {sums}."


def _sum(keys: Sequence[CellKey], cells: Mapping[CellKey, CellValue], value: Number | None) -> str:
    """One side: its numbers, empty cells and zeros left out, and what they come to."""
    read = [cells.get(key, MISSING) for key in keys]
    parts = [
        "?" if cell.value is None else plain_number(cell.value)
        for cell in read
        if not cell.state.is_empty and cell.value != 0
    ]
    total = "?" if value is None else plain_number(value)
    return f"{' + '.join(parts)} = {total}" if len(parts) > 1 else total


def _cell_key(scope: str) -> CellKey:
    _, item, column = scope.split(".")
    return CellKey(item, column)


def _identity(checked: Checked, lang: str) -> str:
    """Who, which year and which form, and what says so."""
    identity = checked.report.identity
    issuer = _clean(identity.issuer or "") or _say(lang, "发布机关不详", "issuer not known")
    year = str(identity.year) if identity.year else _say(lang, "年度不详", "year not known")
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


def _state(status: Status, lang: str, why: str = "") -> str:
    return (
        f"【{status.text(lang)}】{why}" if lang == "zh" else f"[{status.text(lang)}] {why}".rstrip()
    )


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


def _counts(table: TableJudgement, lang: str) -> str:
    if lang == "zh":
        return f"{table.violations} 处不符，{table.doubts} 处存疑"
    return f"{table.violations} contradiction(s), {table.doubts} doubt(s)"


def _mark(failure: Confrontation, checked: Checked) -> str:
    if checked.judgement.decision_on(failure):
        return ACCEPTED
    return DOUBT if failure.doubt else CONTRADICTION


def _place(locators: Iterable[Locator], lang: str) -> str:
    places = describe_places(locators, lang)
    if not places:
        return ""
    return f"（位置：{places}）" if lang == "zh" else f" (at: {places})"


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def _colon(lang: str) -> str:
    return "：" if lang == "zh" else ": "
