"""Carries out `gouji check`: finds, reads, judges, prints; returns the exit code."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from gouji.checking.as_json import to_object
from gouji.checking.as_text import lines_of, summary, summary_row
from gouji.checking.defects_text import lines_of_disabled, lines_of_years
from gouji.checking.examine import Checked, Exit, examine, exit_code
from gouji.checking.files import FileError, find_files
from gouji.checking.years import YearsSeen, with_years
from gouji.reconciliation.decisions.ledger import Decision, DecisionError, load_decisions


def check(args: Namespace) -> int:
    """Check `args.paths` and print in `args.format` and `args.lang`.

    `args.decisions` is a file, or None for those that stand beside the reports. With `args.show`,
    the tables are drawn too, which a program that asked for JSON has no use for.

    Raises:
        GoujiError: a sidecar or file of decisions that cannot be used.
    """
    found = find_files(args.paths)
    examined = examine(found, _decisions(args.decisions, found.decisions))
    if args.format == "json":
        results = with_years(list(examined))
        _write_json(to_object(results, args.lang))
        return max(map(exit_code, results), default=Exit.TIES)
    return _tell(examined, args.lang, tables=args.show)


def _tell(examined: Iterable[Checked | FileError], lang: str, *, tables: bool) -> int:
    """Print each result as soon as it is there, and keep no more than its line of the summary."""
    code, rows, years = Exit.TIES, [], YearsSeen()
    for result in examined:
        _write([*lines_of(result, lang), ""])
        if tables and isinstance(result, Checked):
            from gouji.checking.as_tables import show  # a drawing library, which is slow to import

            show(result, lang)
        rows.append(summary_row(result, lang))
        code = max(code, exit_code(result))
        if isinstance(result, Checked):
            years.add(result)
    _write(lines_of_years(years.compared(), lang))
    if len(rows) > 1:
        _write(summary(rows, lang))
    _write(lines_of_disabled(lang))
    return code


def _decisions(named: str | None, beside: Iterable[Path]) -> tuple[Decision, ...]:
    if named is None:
        return tuple(one for path in beside for one in load_decisions(path))
    path = Path(named)
    if not path.is_file():
        raise DecisionError.saying(
            f"{named}：没有这个审核决定文件。", f"{named}: there is no such file of decisions."
        )
    return load_decisions(path)


def _write(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _write_json(content: dict[str, object]) -> None:
    # A stream that cannot hold Chinese gets escapes, which mean the same.
    escape = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    json.dump(content, sys.stdout, ensure_ascii=escape, indent=2)
    sys.stdout.write("\n")
