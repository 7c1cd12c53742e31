"""The command line: `gouji run | check | review | collect | releases | ui | tidy`.

Only arguments, languages, exit codes and the wording of errors belong here; the work is in
`gouji.checking`, `gouji.collecting`, `gouji.release` and, for `run` and `ui`, in `orchestration`,
the one arrow that points outward. Each is imported when its command is called: `check` must not
wait for the rest.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from gouji import __version__
from gouji.errors import GoujiError
from gouji.language import LANGUAGES, from_locale

BAD_INPUT = 2
INTERRUPTED = 130
READER_GONE = 141
"""As a shell reports a program that SIGPIPE ended."""

_COMMANDS = {
    "run": "orchestration.command_line.commands:run",
    "check": "gouji.checking.command:check",
    "review": "gouji.reviewing:review",
    "collect": "gouji.collecting.command:collect",
    "releases": "gouji.release.commands:releases",
    "release": "gouji.release.commands:releases",
    "ui": "orchestration.command_line.commands:ui",
    "tidy": "orchestration.command_line.commands:tidy",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; see `gouji COMMAND --help`."""
    given = list(sys.argv[1:] if argv is None else argv)
    _prepare_streams()
    args = _parser(given).parse_args(given)
    args.lang = args.lang or from_locale()
    try:
        code = _command(args.command)(args)
        sys.stdout.flush()
        return code
    except GoujiError as error:
        return _refuse(error.reason.text(args.lang))
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): nothing is wrong, and nothing may be written
        # to the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except OSError as error:
        return _refuse(_os_error(error, args.lang))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return INTERRUPTED


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    module, _, function = _COMMANDS[name].partition(":")
    command: Callable[[argparse.Namespace], int] = getattr(import_module(module), function)
    return command


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gouji",
        description="Reconciled tables from annual reports on government information disclosure "
        "(政府信息公开工作年度报告，勾稽核对).",
    )
    parser.add_argument("--version", action="version", version=f"gouji {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="ingest, read, reconcile, judge and publish"))
    _add_check(commands.add_parser("check", help="read and reconcile files, publish nothing"))
    _add_review(commands.add_parser("review", help="list what waits for a reviewer's decision"))
    collect = commands.add_parser("collect", help="fetch the reports that a list names")
    _add_lang(collect)
    if argv[:1] == ["collect"]:
        import_module("gouji.collecting.command").add_arguments(collect)
    releases = commands.add_parser(
        "releases", aliases=["release"], help="list, show, compare, verify, roll back, prune, push"
    )
    if argv[:1] in (["releases"], ["release"]):
        # Its sub-commands stand beside their code, which is slow to import.
        import_module("gouji.release.commands").add_arguments(releases)
    _add_ui(commands.add_parser("ui", help="open Dagster's UI on this home"))
    _add_tidy(commands.add_parser("tidy", help="forget the records of old runs"))
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Exit codes: 0 published or unchanged, 1 the gate is shut, 2 bad input, 3 failure."
    )
    parser.add_argument(
        "--source",
        metavar="DIR|s3://..",
        help="where the reports are (GOUJI_SOURCE; the bundled samples by default)",
    )
    _add_home(parser)
    _add_decisions(parser)
    parser.add_argument(
        "--strict",
        action="store_true",
        default=None,
        help="shut the gate if anything is withheld (GOUJI_STRICT)",
    )
    _add_lang(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Exit codes: 0 all tie, 1 something does not, 2 something could not be read (2 beats 1)."
    )
    parser.add_argument("paths", nargs="+", metavar="FILE|DIR", help="reports, or folders of them")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--show", action="store_true", help="draw the tables as read, with suspicious cells marked"
    )
    _add_decisions(parser)
    _add_lang(parser)


def _add_review(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Lists withheld tables that no decision covers, most severe first, then defects; reads "
        "what the last run left and changes nothing."
    )
    _add_home(parser)
    parser.add_argument(
        "--entry", type=int, metavar="N", help="print a decision on number N, to be filled in"
    )
    parser.add_argument(
        "--limit", type=int, default=50, metavar="N", help="how many are listed (%(default)s)"
    )
    _add_lang(parser)


def _add_ui(parser: argparse.ArgumentParser) -> None:
    _add_home(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=3000, help="port to listen on (%(default)s)")
    parser.add_argument(
        "--only",
        choices=("webserver", "daemon"),
        help="become this one of the two servers, for a unit that watches over it",
    )
    _add_lang(parser)


def _add_tidy(parser: argparse.ArgumentParser) -> None:
    _add_home(parser)
    parser.add_argument(
        "--days", type=int, default=90, help="forget only runs that ended before (%(default)s)"
    )
    parser.add_argument(
        "--keep", type=int, default=50, help="keep so many runs in any case (%(default)s)"
    )
    _add_lang(parser)


def _add_home(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", metavar="DIR", help="lake, warehouse, releases (GOUJI_HOME; .gouji by default)"
    )


def _add_decisions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--decisions",
        metavar="F",
        help="the reviewed decisions (decisions.yml beside the reports by default)",
    )


def _add_lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="language of messages (from the locale by default)"
    )


def _prepare_streams() -> None:
    """Names of files need not be text: what a stream cannot hold is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _refuse(text: str) -> int:
    sys.stderr.write(f"gouji: {text}\n")
    return BAD_INPUT


def _os_error(error: OSError, lang: str) -> str:
    place = f"{error.filename}: " if error.filename else ""
    cause = error.strerror or str(error)
    return f"{place}{cause}" if lang == "en" else f"{place}操作失败（{cause}）"


if __name__ == "__main__":
    sys.exit(main())
