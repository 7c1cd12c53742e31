"""The one JSON object of `gouji check --format json`; `check.schema.json` beside it describes it.

The object is public: fields are added, never renamed or dropped, or `SCHEMA_VERSION` is raised.
Numbers are JSON numbers: counts whole, money with its cents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files

from gouji.checking.examine import Checked
from gouji.checking.files import FileError
from gouji.documents.reasons import Reason
from gouji.extraction.report import Claim, Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation
from gouji.forms.messages import describe
from gouji.forms.values import Number
from gouji.reconciliation.judgement import TableJudgement
from gouji.reconciliation.localization.search import Localization

SCHEMA_VERSION = 1

Json = dict[str, object]


def schema() -> Json:
    """The JSON Schema of the object."""
    text = files("gouji.checking").joinpath("check.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def to_object(results: Iterable[Checked | FileError], lang: str) -> Json:
    """The whole object; `lang` is that of `message` and of the reasons in `errors`."""
    reports, errors = [], []
    for result in results:
        if isinstance(result, FileError):
            errors.append({"path": result.path, "reason": result.reason.text(lang)})
        else:
            reports.append(_report(result, lang))
    disabled = [
        {"rule": rule.id, "reason": rule.reason, "date": rule.date, "owner": rule.owner}
        for rule in catalogue.disabled_rules()
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "reports": reports,
        "errors": errors,
        "disabled_rules": disabled,
    }


def _report(checked: Checked, lang: str) -> Json:
    report, judgement = checked.report, checked.judgement
    identity = report.identity
    return {
        "path": checked.path,
        "sha256": checked.sha256,
        "report_id": checked.report_id,
        "status": judgement.status.value,
        "reason": _reason(judgement.reason),
        "tables": {name: _table(table) for name, table in judgement.tables.items()},
        "issuer": identity.issuer,
        "issuer_id": identity.issuer_id,
        "year": identity.year,
        "form": report.form,
        # Nothing of an unreadable table may be used, so nothing of it is shown.
        "figures": {
            name: _figures(reading) if judgement.tables[name].readable else {}
            for name, reading in report.tables.items()
        },
        "claims": [_claim(claim) for claim in report.claims],
        "violations": [
            _violation(result, checked, lang) for result in (*judgement.failures, *checked.defects)
        ],
        "notes": [
            {"rule": one.rule_id, "scope": one.scope, "claim": one.claim}
            | {"message": describe(one, lang)}
            for one in checked.notes
        ],
        "solutions": [
            one for name, found in checked.localized.items() for one in _solutions(name, found)
        ],
        "problems": [{"zh": one.zh, "en": one.en} for one in judgement.problems],
    }


def _table(table: TableJudgement) -> Json:
    return {
        "status": table.status.value,
        "form": table.form,
        "reason": _reason(table.reason),
        "violations": table.violations,
        "doubts": table.doubts,
        "assessed": table.assessed,
        "not_assessable": table.not_assessable,
    }


def _reason(reason: Reason | None) -> Json | None:
    return None if reason is None else {"zh": reason.zh, "en": reason.en}


def _figures(reading: TableReading) -> dict[str, dict[str, Json]]:
    items: dict[str, dict[str, Json]] = {}
    for figure in reading.figures:
        items.setdefault(figure.item, {})[figure.column] = _figure(figure)
    return items


def _figure(figure: Figure) -> Json:
    cell = figure.cell
    return {
        "value": _number(cell.value),
        "state": cell.state.value,
        "raw": figure.raw,
        "candidates": [_number(one) for one in cell.candidates],
        "locator": figure.locator.as_dict(),
    }


def _claim(claim: Claim) -> Json:
    return {
        "subject": claim.subject,
        "value": claim.value,
        "unit": claim.unit,
        "kind": claim.kind,
        "raw": claim.raw,
        "qualifier": claim.qualifier or None,
        "scope": claim.scope or None,
        "base": claim.base or None,
        "sentence": claim.sentence,
        "locator": claim.locator.as_dict(),
    }


def _violation(result: Confrontation, checked: Checked, lang: str) -> Json:
    decision = checked.judgement.decision_on(result)
    return {
        "rule": result.rule_id,
        "table": result.table,
        "scope": result.scope,
        "blocks": _blocks(result),
        "doubt": result.doubt,
        "lhs": _number(result.lhs),
        "rhs": _number(result.rhs),
        "difference": _number(result.difference),
        "message": describe(result, lang),
        "claim": result.claim,
        "decision": decision.name if decision else None,
    }


def _blocks(result: Confrontation) -> bool:
    """Whether the failure withholds here: a draft without issuer or year may still tie."""
    unknown = result.rule_id == "identity.known" and not result.scope.endswith("_conflict")
    return catalogue.rules()[result.rule_id].blocks and not unknown


def _solutions(table: str, found: Localization) -> list[Json]:
    return [
        {
            "table": table,
            "cause": solution.cause,
            "cells": [
                {
                    "item": cell.item,
                    "column": cell.column,
                    "reported": _number(cell.reported),
                    "proposed": cell.proposed,
                    "cause": cell.cause,
                    "doubt": cell.doubt,
                }
                for cell in solution.cells
            ],
            "certain": found.certain,
            "confirmed": solution.confirmed,
            "exact": found.exact,
        }
        for solution in found.solutions
    ]


def _number(number: Number | None) -> int | float | None:
    if not isinstance(number, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else float(number)
