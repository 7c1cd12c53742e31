"""`gouji run`, `gouji ui` and `gouji tidy`: from arguments to an exit code.

Nothing slow is imported before the places of the run are known to be usable, so that a wrong
argument is answered at once. What does not belong here: the run itself (`running`, beside this)
and the servers (`orchestration.serving.webserver`).
"""

from __future__ import annotations

import argparse
import contextlib
import traceback
from contextlib import nullcontext
from pathlib import Path

from gouji.alerts.receivers import AlertsError, receivers
from gouji.errors import GoujiError, Reason
from gouji.settings import Settings
from gouji.storage import is_remote, open_store
from orchestration.home.lock import HomeBusy, hold
from orchestration.terminal import Terminal, new_log, quiet

BAD_INPUT, FAILURE, INTERRUPTED = 2, 3, 130


def run(args: argparse.Namespace) -> int:
    """Ingest .. publish; 0 published or unchanged, 1 gate shut, 2 bad input, 3 failure."""
    terminal = Terminal()
    settings = None
    try:
        settings = Settings.from_environment(
            source=args.source, home=args.home, decisions=args.decisions, strict=args.strict
        )
        settings.prepare()
        if receivers():
            from orchestration import alerting

            alerting.begin(settings)
        _probe(settings)
        with hold(settings.home):
            return _run(settings, terminal, args.lang)
    except GoujiError as error:
        terminal.err.print(f"gouji: {error.reason.text(args.lang)}", markup=False)
        if settings is not None:
            _alert(settings, error.reason)
        return FAILURE if isinstance(error, HomeBusy) else BAD_INPUT


def ui(args: argparse.Namespace) -> int:
    """Serve Dagster's UI on a home until stopped; 0 when stopped, 2 bad input, 3 failure."""
    from orchestration.serving import webserver

    settings = Settings.from_environment(home=args.home)
    settings.prepare()
    if args.only is not None:
        webserver.become(settings, args.only, args.host, args.port)
    return webserver.serve(settings, args.host, args.port, args.lang)


def tidy(args: argparse.Namespace) -> int:
    """Forget the records of old runs; 0 done, 2 bad input."""
    from orchestration.home import retention

    settings = Settings.from_environment(home=args.home)
    settings.prepare()
    forgotten = retention.tidy(settings, args.days, args.keep)
    said = {
        "zh": f"已删除 {forgotten} 次运行的记录",
        "en": f"forgot the records of {forgotten} run(s)",
    }[args.lang]
    Terminal().out.print(said)
    return 0


def _probe(settings: Settings) -> None:
    """Raise GoujiError where there is no source, or its decisions cannot be used.

    Whether the source holds reports is for landing. A decisions file with a mistake in it is told
    before hours are spent on reading.
    """
    source = open_store(settings.source, settings.storage_options)
    # Listing a big bucket takes long, and landing does it anyway.
    source.list("reports.csv" if is_remote(settings.source) else "")
    from gouji.reconciling import read_decisions

    read_decisions(source, settings.decisions, settings.storage_options)


def _run(settings: Settings, terminal: Terminal, lang: str) -> int:
    log = new_log(settings.home / "logs")
    starting = "启动中……" if lang == "zh" else "Starting ..."
    status = terminal.err.status(starting) if terminal.watched else nullcontext()
    try:
        with quiet(log):
            with status:
                from orchestration.command_line.running import carry_out
                from orchestration.progress import watching
            with watching(terminal, lang) as watcher:
                outcome = carry_out(settings, watcher)
    except GoujiError:
        raise
    except KeyboardInterrupt:
        stopped = {"zh": "已停止，未运行完", "en": "stopped before the end"}[lang]
        terminal.err.print(f"gouji: {stopped}", markup=False)
        return INTERRUPTED
    except Exception as error:
        return _crashed(error, settings, log, terminal, lang)
    from orchestration.command_line import summary

    summary.print_notes(terminal.err, outcome, lang)
    if outcome.told is None:
        lake = open_store(settings.lake, settings.storage_options)
        summary.print_statuses(terminal.out, lake, lang)
        summary.print_outcome(terminal.out, outcome, lang)
    else:
        summary.print_error(terminal.err, outcome.told, log, lang)
    return int(outcome.exit)


def _crashed(error: Exception, settings: Settings, log: Path, terminal: Terminal, lang: str) -> int:
    """A defect, or surroundings that nobody foresaw: the traceback goes into the log."""
    with log.open("a", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    cause = " ".join(f"{type(error).__name__}: {error}".split())[:600]
    told = Reason(
        "crashed",
        f"运行失败（{cause}）。详细日志：{log}",
        f"the run failed ({cause}). The log is in {log}",
    )
    terminal.err.print(f"gouji: {told.text(lang)}", markup=False)
    _alert(settings, told)
    return FAILURE


def _alert(settings: Settings, reason: Reason) -> None:
    """Tell whom GOUJI_ALERTS names; a mistake in it was told already."""
    with contextlib.suppress(AlertsError):
        if receivers():
            from orchestration import alerting

            alerting.tell_of(settings, reason)
