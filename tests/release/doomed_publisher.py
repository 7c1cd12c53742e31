"""A publisher that is killed (SIGKILL) at its Nth write into the releases, or counts them.

    python -m tests.release.doomed_publisher HOME URL OPTIONS

reads lines "MINUTE POINT" and answers each with the exit code of a publisher, a fork of its own
that finds everything imported and nothing started, and how many points it passed.

On a folder a point is any call to the operating system that opens a file for writing, links,
renames or removes one: also between a temporary file and its rename. On S3 it is the moment before
or after a request that writes. With POINT -1 nobody is killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401
import polars  # noqa: F401
import s3fs
import xlsxwriter  # noqa: F401

from gouji.release.publish import publish
from gouji.storage import open_store
from tests.candidates import World
from tests.release.conftest import INPUTS, START

_REQUESTS = {"put_object", "create_multipart_upload", "upload_part", "complete_multipart_upload"}
_CALLS = {"os.link", "os.rename", "os.remove"}


class Doom:
    """Counts points; at the chosen one the process is gone."""

    def __init__(self, point: int) -> None:
        self.point = point
        self._number = count()
        self.seen = 0

    def __call__(self) -> None:
        self.seen = next(self._number) + 1
        if self.seen - 1 == self.point:
            os.kill(os.getpid(), signal.SIGKILL)


def on_folder(doom: Doom, folder: str) -> None:
    def hook(event: str, args: tuple[Any, ...]) -> None:
        writes = event == "open" and "x" in str(args[1] or "")
        if (writes or event in _CALLS) and str(args[0]).startswith(folder):
            doom()

    sys.addaudithook(hook)


def on_s3(doom: Doom) -> None:
    original = s3fs.S3FileSystem._call_s3

    async def call(self: Any, method: str, *args: Any, **rest: Any) -> Any:
        if method in _REQUESTS:
            doom()
        answer = await original(self, method, *args, **rest)
        if method in _REQUESTS:
            doom()
        return answer

    s3fs.S3FileSystem._call_s3 = call


def publish_once(home: str, url: str, options: str, minute: int, point: int) -> int:
    doom = Doom(point)
    if url.startswith("s3://"):
        on_s3(doom)
    else:
        on_folder(doom, url)
    world = World(Path(home), ())
    now = START + timedelta(minutes=minute)
    store = open_store(url, json.loads(options))
    publish(world.candidate, world.home, store, INPUTS, strict=False, now=now)
    return doom.seen


def main(home: str, url: str, options: str) -> None:
    for line in sys.stdin:
        minute, point = map(int, line.split())
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(theirs, str(publish_once(home, url, options, minute, point)).encode())
            os._exit(0)
        os.close(theirs)
        seen = os.read(ours, 100).decode() or "0"
        os.close(ours)
        status = os.waitpid(child, 0)[1]
        print(os.waitstatus_to_exitcode(status), seen, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
