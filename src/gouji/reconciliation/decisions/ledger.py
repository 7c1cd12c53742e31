"""The reviewed decisions on reports that do not tie, read from a YAML file and checked hard.

The file is a list of entries:

    - report: 370600-某局-2022          # report_id
      action: accept                   # accept | exclude
      rule: requests.balance           # accept: the rule that fails ...
      scope: total                     # ... and where: item, column, or table.item.column
      expect: {lhs: 352, rhs: 353}     # what it said when this was written
      reason: 机关来函确认结转数多计一件
      reviewer: 王某
      date: 2024-03-05

`accept` lets a failure stand and be published with its caveat; it needs an `expect`, or it would
cover whatever fails there next. On a rule that withholds nothing it notes that somebody looked.
`exclude` keeps a table (`scope` is its id) or a whole report (`scope: report`) out, whatever it
says. `expect` may name `lhs`, `rhs`, `difference` (accept), `issuer`, `year`, and cells
`table.item.column` with a number or a state. No decision changes a figure.

`place` is part of the format and refused: it would publish a number that no reading vouches for,
and the digits at its locator cannot be checked without the document. To publish the rest of such a
table, `accept` the failures of reading.certain; the cell itself stays without a value.

What does not belong here: finding the failure that a decision covers (see `judgement`, `batch`).
"""

from __future__ import annotations

from pathlib import Path

from gouji.reconciliation.decisions.decision import (
    IDENTITY_SCOPES,
    WHOLE_REPORT,
    Action,
    Decision,
    DecisionError,
    Expected,
    Problem,
    first_broken,
    stale,
    unmatched,
)

__all__ = [
    "DECISIONS_NAME",
    "IDENTITY_SCOPES",
    "WHOLE_REPORT",
    "Action",
    "Decision",
    "DecisionError",
    "Expected",
    "Problem",
    "first_broken",
    "load_decisions",
    "parse_decisions",
    "stale",
    "unmatched",
]

DECISIONS_NAME = "decisions.yml"
"""The file that is looked for beside the reports."""


def load_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file. Raises DecisionError; OSError where it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecisionError.saying(
            f"{path}：不是 UTF-8 文本，无法读取（{error.reason}）。",
            f"{path}: not UTF-8 text ({error.reason}).",
        ) from None
    return parse_decisions(text, str(path))


def parse_decisions(text: str, origin: str) -> tuple[Decision, ...]:
    """The decisions in a YAML text; `origin` names it in messages.

    Raises:
        DecisionError: not YAML, not a list of entries, a field missing, unknown or of the wrong
            kind, a rule or cell that the forms do not have, two entries on the same thing, `place`.
    """
    # Both cost start-up time that only a run with a decisions file should pay.
    import yaml

    from gouji.reconciliation.decisions.entry import load_entries, read_entry

    try:
        entries = load_entries(text, origin)
    except DecisionError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        line = f"第 {place.line + 1} 行" if place else ""
        cause = getattr(error, "problem", None) or str(error)
        raise DecisionError.saying(
            f"{origin}：{line}不是有效的 YAML（{cause}）。",
            f"{origin}: {f'line {place.line + 1}: ' if place else ''}not valid YAML ({cause}).",
        ) from None
    decisions = tuple(read_entry(entry) for entry in entries)
    seen: dict[str, Decision] = {}
    for decision in decisions:
        if decision.name in seen:
            first = seen[decision.name].origin
            raise DecisionError.saying(
                f"{decision.origin}：与 {first} 重复：{decision.name}。",
                f"{decision.origin}: the same as {first}: {decision.name}.",
            )
        seen[decision.name] = decision
    return decisions
