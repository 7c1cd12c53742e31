"""What `gouji check` prints of one table: where it stands, what to look at, every failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gouji.checking.examine import Checked
from gouji.checking.phrases import ADVICE, DOUBT, NOTE, colon, mark, place, say, state
from gouji.checking.places import printable
from gouji.documents.model import Locator
from gouji.extraction.report import TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation
from gouji.forms.messages import describe, describe_doubt, describe_scope, plain_number
from gouji.forms.model import CellKey, Edit, Table
from gouji.forms.values import MISSING, CellValue, Number, State
from gouji.reconciliation.judgement import TableJudgement
from gouji.reconciliation.localization.advice import advise
from gouji.reconciliation.status import CELL_RULES, CERTAINTY_RULE, Status

_LONGEST_PRINTED = 20


def table_lines(table: TableJudgement, checked: Checked, lang: str) -> Iterator[str]:
    """A table: its status, what to look at first, and every failure with its place.

    First what error localization advises, then the cells that are not certain, then the sums that
    do not tie; sums that only an uncertain cell keeps from tying are named together.
    """
    reading = checked.report.tables[table.table]
    counted = table.status in (Status.WITHHELD, Status.ACCEPTED)
    why = _counts(table, lang) if counted else table.reason.text(lang) if table.reason else ""
    yield f"  {_title(table.table, lang)} {state(table.status, lang, why)}"
    if table.status is Status.ACCEPTED and table.reason:
        yield f"    {NOTE} {table.reason.text(lang)}"
    if reading.doubt and table.readable:
        yield f"    {DOUBT} {reading.doubt.text(lang)}"
    failures = [one for one in checked.judgement.failures if one.table == table.table]
    cells = [one for one in failures if _is_doubtful_cell(one, checked)]
    sums = [one for one in failures if not _is_doubtful_cell(one, checked)]
    yield from _advice_lines(table, sums, checked, lang)
    yield from _doubtful_lines([_cell_key(one.scope) for one in cells], reading, lang)
    yield from _failure_lines(sums, checked, reading, lang)


def _is_doubtful_cell(failure: Confrontation, checked: Checked) -> bool:
    return failure.rule_id == CERTAINTY_RULE and not checked.judgement.decision_on(failure)


def _advice_lines(
    table: TableJudgement, sums: Sequence[Confrontation], checked: Checked, lang: str
) -> Iterator[str]:
    """What would make the table tie; of doubts alone only the one proven way."""
    found = checked.localized.get(table.table)
    if found is None:
        return
    one_way = found.exact and all(len(part) == 1 for part in found.parts)
    if not one_way and all(one.doubt for one in sums):
        return
    for line in advise(found, table.table, table.form, lang):
        yield f"    {line}" if line.startswith(" ") else f"    {ADVICE} {line}"


def _failure_lines(
    sums: Sequence[Confrontation], checked: Checked, reading: TableReading, lang: str
) -> Iterator[str]:
    doubtful: dict[str, list[Confrontation]] = {}
    for failure in sums:
        if mark(failure, checked) == DOUBT:
            doubtful.setdefault(failure.rule_id, []).append(failure)
        else:
            yield _failure_line(failure, checked, reading, lang)
    for rule_id, found in doubtful.items():
        if len(found) == 1:
            yield _failure_line(found[0], checked, reading, lang)
        else:
            yield _not_assessed(rule_id, found, reading, lang)


def _failure_line(
    failure: Confrontation, checked: Checked, reading: TableReading, lang: str
) -> str:
    said = _untitled(describe(failure, lang), reading.table, lang)
    said += _sums(failure, reading, lang)
    where = place(_locators(failure, reading), lang)
    return f"    {mark(failure, checked)} {said}{where} [{failure.rule_id}]"


def _not_assessed(
    rule_id: str, found: Sequence[Confrontation], reading: TableReading, lang: str
) -> str:
    """One line for all rows or columns of which a sum has an uncertain cell in it."""
    table, rule = catalogue.tables()[reading.table], catalogue.rules()[rule_id]
    named = [_untitled(describe_scope(table, one.scope, lang), table.id, lang) for one in found]
    if lang == "zh":
        said = f"{'、'.join(named)}：因有读不准的格子，“{rule.zh}”核对不了，未必真的不符"
    else:
        said = f"{', '.join(named)}: {rule.en}; for a cell that is not certain it cannot be told"
    return f"    {DOUBT} {said} [{rule_id}]"


def _doubtful_lines(keys: Sequence[CellKey], reading: TableReading, lang: str) -> Iterator[str]:
    """Doubtful cells by row; rows that are doubtful as a whole, for one reason, in one line."""
    table = catalogue.tables()[reading.table]
    figures = {figure.key: figure for figure in reading.figures}
    groups: dict[tuple[str, str], list[CellKey]] = {}
    for key in keys:
        read = figures[key].cell.state if key in figures else State.MISSING
        groups.setdefault((read.value, key.item), []).append(key)
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
        return say(lang, f"全表 {len(keys)} 格", f"all {len(keys)} cells")
    rows = [table.item(item).label(form, lang) for item in dict.fromkeys(key.item for key in keys)]
    if lang == "zh":
        return f"{'、'.join(f'“{row}”' for row in rows)}{len(rows)} 行"
    return f"{len(rows)} row(s) {', '.join(f'“{row}”' for row in rows)}"


def _doubtful_line(
    named: str, keys: Sequence[CellKey], state_name: str, reading: TableReading, lang: str
) -> str:
    wanted = set(keys)
    found = [figure for figure in reading.figures if figure.key in wanted]
    where = place((figure.locator for figure in found), lang)
    why = describe_doubt(state_name, lang) + _printed({figure.raw for figure in found}, lang)
    return f"    {DOUBT} {named}{colon(lang)}{why}{where} [{CERTAINTY_RULE}]"


def _printed(raw: set[str], lang: str) -> str:
    """What is printed there, where it is one thing and short."""
    text = printable(raw.pop() if len(raw) == 1 else "")
    if not text or len(text) > _LONGEST_PRINTED:
        return ""
    return f"；原文为“{text}”" if lang == "zh" else f"; it is printed as “{text}”"


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


def _counts(table: TableJudgement, lang: str) -> str:
    if lang == "zh":
        return f"{table.violations} 处不符，{table.doubts} 处存疑"
    return f"{table.violations} contradiction(s), {table.doubts} doubt(s)"
