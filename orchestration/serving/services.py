"""The programs that `gouji ui` and the units of a server start: Dagster's own, with our pages.

    python -m orchestration.serving.services dev ..         webserver, daemon, code server, in one
    python -m orchestration.serving.services webserver ..   the webserver alone

Both take the arguments of `dagster dev` and `dagster-webserver`. Dagster offers no way to add
routes to its server, so its class is put in the place of another in two of its modules; the tests
of the UI fail where a new version has them elsewhere.
"""

from __future__ import annotations

import sys
from typing import Any

from dagster._cli import dev
from dagster_webserver import cli
from dagster_webserver.webserver import DagsterWebserver
from starlette.routing import BaseRoute, Mount

from gouji.settings import Settings
from orchestration.serving import pages
from orchestration.serving.links import ROOT

DEV, WEBSERVER = "dev", "webserver"
_THEIRS = "dagster_webserver"


class Webserver(DagsterWebserver[Any, Any]):
    """Dagster's webserver that also answers below `links.ROOT`."""

    def build_routes(self) -> list[BaseRoute]:
        """Ours first: Dagster's last route takes everything."""
        own = Mount(ROOT, routes=pages.routes(Settings.from_environment()))
        return [own, *super().build_routes()]


def serve_pages() -> None:
    """Run `dagster-webserver` with the arguments of this program."""

    def create(context: Any, prefix: str = "", poll_rate: int | None = None, **rest: Any) -> Any:
        return Webserver(context, prefix, poll_rate).create_asgi_app(**rest)

    cli.create_app_from_workspace_process_context = create  # type: ignore[assignment]
    cli.main()


def serve_all() -> None:
    """Run `dagster dev` with the arguments of this program, and our webserver in it."""
    theirs = dev.open_ipc_subprocess

    def start(command: list[str], **rest: Any) -> Any:
        if _THEIRS in command:
            place = command.index(_THEIRS)
            command = [*command[:place], __spec__.name, WEBSERVER, *command[place + 1 :]]
        return theirs(command, **rest)

    dev.open_ipc_subprocess = start
    dev.dev_command()


def main() -> None:
    """The first argument says which."""
    which = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    programs = {DEV: serve_all, WEBSERVER: serve_pages}
    if which not in programs:
        raise SystemExit(f"usage: python -m orchestration.serving.services {'|'.join(programs)} ..")
    programs[which]()


if __name__ == "__main__":
    main()
