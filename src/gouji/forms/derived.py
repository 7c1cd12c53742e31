"""What the dbt project takes from the forms: seeds and the descriptions of columns that are items.

`python -m gouji.forms.derived` writes the files of `project_files()` into `dbt_project/`; a test
fails when a file there differs. What belongs here is text derived from the catalogue and nothing
else: models, tests and their own descriptions are written by hand in the dbt project, pandera
models in `gouji.tables`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.derived_files import csv_text, write
from gouji.forms import catalogue, crosswalk
from gouji.forms.claim_subjects import subjects
from gouji.forms.comparisons import comparisons
from gouji.forms.deadlines import deadlines
from gouji.forms.model import Defect, Item, Rule, RuleKind, Table

OUTCOME_GROUPS = (
    "granted",
    "partially_granted",
    "denied",
    "unavailable",
    "not_processed",
    "other",
)
"""The six kinds of outcome of table 三; an item belongs to the one its id begins with."""

_MARK = (
    "{# Derived from gouji.forms; do not edit. `python -m gouji.forms.derived` writes it anew. #}\n"
)


def project_files() -> dict[str, str]:
    """Every derived file: path inside the dbt project -> text (lines end in LF)."""
    return {
        "seeds/forms.csv": csv_text(_forms()),
        "seeds/form_tables.csv": csv_text(_tables()),
        "seeds/form_items.csv": csv_text(_items()),
        "seeds/form_cells.csv": csv_text(_cells()),
        "seeds/edit_rules.csv": csv_text(_rules()),
        "seeds/request_measures.csv": csv_text(_measures()),
        "seeds/concepts.csv": csv_text(_concepts()),
        "seeds/crosswalk.csv": csv_text(_crosswalk()),
        "seeds/concept_breaks.csv": csv_text(_breaks()),
        "seeds/peer_measures.csv": csv_text(_peer_measures()),
        "seeds/scorecard_rules.csv": csv_text(_scorecard_rules()),
        "seeds/comparison_verdicts.csv": csv_text(_verdicts()),
        "seeds/deadlines.csv": csv_text(_deadlines()),
        "seeds/claim_subjects.csv": csv_text(_claim_subjects()),
        "models/marts/request_measures.md": _measure_docs(),
    }


def measure_of(table: str, item: str) -> str | None:
    """The measure of the request marts that an item adds to, None outside `requests`.

    It is the item's kind of outcome, or the item itself where it is none.
    """
    if table != "requests":
        return None
    return next((g for g in OUTCOME_GROUPS if item == g or item.startswith(f"{g}_")), item)


def _forms() -> Iterator[Sequence[object]]:
    yield "form_id", "zh", "en", "source", "valid_from", "valid_to"
    for form in catalogue.forms().values():
        yield form.id, form.zh, form.en, form.source, form.valid_from, form.valid_to


def _tables() -> Iterator[Sequence[object]]:
    yield "form_id", "table_id", "position", "zh", "en"
    for position, table in enumerate(catalogue.tables().values(), start=1):
        for form in table.forms:
            yield form, table.id, position, table.zh, table.en


def _items() -> Iterator[Sequence[object]]:
    yield (
        "form_id",
        "table_id",
        "item_id",
        "position",
        "zh",
        "en",
        "group_zh",
        "measure",
        "part_of_rule",
        "part_side",
    )
    for table, form in _layouts():
        parts = _parts(table, form)
        for position, item in enumerate(table.items_of(form), start=1):
            rule, side = parts.get(item.id, (None, None))
            measure = measure_of(table.id, item.id)
            labels = item.label(form), item.label(form, "en"), item.group
            yield form, table.id, item.id, position, *labels, measure, rule, side


def _parts(table: Table, form: str) -> dict[str, tuple[str, str]]:
    """Item -> the rule and side of the edit down the `total` column in which it is a part."""
    found: dict[str, tuple[str, str]] = {}
    for edit in catalogue.edits(table.id, form):
        if edit.scope != "total":
            continue
        totals = {key.item for key in edit.totals}
        for side, keys in (("lhs", edit.lhs), ("rhs", edit.rhs)):
            found |= {key.item: (edit.rule_id, side) for key in keys if key.item not in totals}
    return found


def _cells() -> Iterator[Sequence[object]]:
    yield "form_id", "table_id", "item_id", "column_id", "unit", "column_zh", "column_en"
    for table, form in _layouts():
        for key in table.cells(form):
            column = table.column(key.column)
            yield form, table.id, *key, table.unit(key).value, column.zh, column.en


def _rules() -> Iterator[Sequence[object]]:
    yield (
        *("rule_id", "kind", "tables", "blocks", "defect", "status", "forms", "zh", "en"),
        *("source", "valid_from", "valid_to", "disabled_because", "disabled_on", "disabled_by"),
    )
    for rule in catalogue.rules().values():
        blocks = "true" if rule.blocks else "false"
        forms = " ".join(rule.forms)
        place = " ".join(_tables_of(rule)) or None
        head = rule.id, rule.kind.value, place, blocks, rule.defect.value, rule.status
        why = rule.reason, rule.date, rule.owner
        yield *head, forms, rule.zh, rule.en, rule.source, rule.valid_from, rule.valid_to, *why


def _tables_of(rule: Rule) -> list[str]:
    """The tables that a rule names; none where it is about the report, its prose or any table."""
    named = {rule.table, *(one.table for one in rule.comparisons)}
    for table in catalogue.tables().values():
        if rule.parameters.get("item") in {item.id for item in table.items}:
            named.add(table.id)
    if rule.kind is RuleKind.DIVISIONS:
        named.update(rule.parameters["items"])
    return [table for table in catalogue.tables() if table in named]


def _measures() -> Iterator[Sequence[object]]:
    yield "measure", "position", "zh", "en"
    for position, (measure, items) in enumerate(_items_by_measure(), start=1):
        yield measure, position, *_labels(measure, items)


def _items_by_measure() -> list[tuple[str, list[Item]]]:
    items = catalogue.tables()["requests"].items
    runs = groupby(items, key=lambda item: str(measure_of("requests", item.id)))
    return [(measure, list(run)) for measure, run in runs]


def _labels(measure: str, items: list[Item]) -> tuple[str, str]:
    """The label of a lone item, or the group's label and what the English labels begin with."""
    if len(items) == 1:
        return items[0].zh, items[0].en
    return str(items[0].group), items[0].en.partition(":")[0]


def _concepts() -> Iterator[Sequence[object]]:
    yield "concept", "position", "unit", "zh", "en"
    for position, concept in enumerate(crosswalk.concepts().values(), start=1):
        yield concept.id, position, concept.unit.value, concept.zh, concept.en


def _crosswalk() -> Iterator[Sequence[object]]:
    """One row a cell; one row without a cell where the form does not have the concept at all."""
    head = "concept", "form_id", "table_id", "item_id", "column_id"
    yield *head, "comparability", "reason_zh", "reason_en"
    for concept in crosswalk.concepts().values():
        for source in concept.sources:
            how = source.comparability.value, source.reason_zh, source.reason_en
            for table, key in source.cells:
                yield concept.id, source.form, table, *key, *how
            if not source.cells:
                yield concept.id, source.form, None, None, None, *how


def _breaks() -> Iterator[Sequence[object]]:
    yield "concept", "year", "comparability", "reason_zh", "reason_en"
    for concept in crosswalk.concepts().values():
        for at in concept.breaks:
            yield concept.id, at.year, at.comparability.value, at.reason_zh, at.reason_en


def _peer_measures() -> Iterator[Sequence[object]]:
    yield "measure", "position", "unit", "table_id", "zh", "en", "least_peers"
    least = comparisons().least_peers
    for position, one in enumerate(comparisons().measures, start=1):
        yield one.id, position, one.unit, one.table, one.zh, one.en, least


def _scorecard_rules() -> Iterator[Sequence[object]]:
    """One row a rule; one without a rule for a dimension that is judged by none."""
    yield "dimension", "points", "rule_id", "rule_weight", "least_assessed", "zh", "en", "source"
    card = comparisons().scorecard
    for one in card.dimensions:
        for rule in one.rules or (None,):
            major = rule is not None and catalogue.rules()[rule].defect is Defect.MAJOR
            weight = None if rule is None else card.major if major else card.minor
            told = one.zh, one.en, one.source
            yield one.id, one.weight, rule, weight, card.least_assessed, *told


def _verdicts() -> Iterator[Sequence[object]]:
    yield "verdict", "zh", "en"
    for name, texts in comparisons().verdicts.items():
        yield name, *texts


def _deadlines() -> Iterator[Sequence[object]]:
    yield "issuer_kind", "year", "region", "due_on", "basis_zh", "basis_en"
    for one in deadlines(catalogue.REPORT_YEARS[-1]):
        due = one.due_on.isoformat()
        yield one.issuer_kind, one.year, one.region, due, one.basis_zh, one.basis_en


def _claim_subjects() -> Iterator[Sequence[object]]:
    """What prose may speak of besides single cells, and the tables in which it may stand."""
    yield "subject", "table_id", "zh", "en"
    for one in subjects().values():
        tables = {cell.partition(".")[0] for reading in one.readings for cell in reading.cells}
        for table in sorted(tables) or (None,):
            yield one.id, table, one.zh, one.en


def _measure_docs() -> str:
    blocks = [_MARK]
    table = catalogue.tables()["requests"].zh
    for measure, items in _items_by_measure():
        zh, en = _labels(measure, items)
        if len(items) > 1:
            zh += "，即表式所列下列各项之和：" + "；".join(item.zh for item in items)
            en += ": the sum of those of its items that the form has: "
            en += ", ".join(item.id for item in items)
        blocks.append(
            f"{{% docs requests_{measure} %}}\n《{table}》{zh}（总计列）\n"
            f"{en} (column total)\n{{% enddocs %}}\n"
        )
    return "\n".join(blocks)


def _layouts() -> Iterator[tuple[Table, str]]:
    for table in catalogue.tables().values():
        for form in table.forms:
            yield table, form


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every derived file below the dbt project folder (default `dbt_project`)."""
    return write(project_files(), arguments)


if __name__ == "__main__":
    sys.exit(main())
