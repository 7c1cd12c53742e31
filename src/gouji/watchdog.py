"""Which document a worker is at, and an end to the worker that takes too long over it.

A reader can hang, or bring its process down, in native code where nothing of Python runs any more.
So a worker notes each document in a small file before it begins, and a timer that does not need the
interpreter (`faulthandler`) ends the process when the time is over. Whoever started the worker then
knows from the note which document it was, and whether the timer went off; the others are read anew.

What does not belong here: what a document is, and what is recorded of it (`gouji.reading`).
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

DIED = 0.0
"""In place of the seconds that were over: the worker died for another reason."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Where workers leave their notes: a folder of this machine, and who must never be ended."""

    folder: Path
    keeper: int

    @classmethod
    def in_folder(cls, folder: str) -> Notes:
        """Notes in a folder that is there; this process is the one that is never ended."""
        return cls(Path(folder), os.getpid())

    def watch(self, name: str) -> contextlib.AbstractContextManager[Watch | None]:
        """A watch over the work of that name.

        None in the process that must not be ended, and on a machine without the folder.
        """
        if os.getpid() == self.keeper or not self.folder.is_dir():
            return contextlib.nullcontext()
        return Watch(self._at(name), self._late(name))

    def blame(self, name: str, ordinal: int, seconds: float = DIED) -> None:
        """Set one document of that work aside: it must not be tried again."""
        with (self.folder / f"{name}.aside").open("a", encoding="ascii") as file:
            file.write(f"{ordinal} {seconds}\n")

    def blame_last(self, name: str, *, died: bool = False) -> bool:
        """Set the one aside at which a worker's time was over, and say whether there was one.

        With `died`, also one at which a worker died otherwise: only where it had no other work.
        """
        with contextlib.suppress(OSError, ValueError):
            ordinal, seconds = self._at(name).read_text(encoding="ascii").split()
            late = self._late(name).stat().st_size > 0
            if late or died:
                self.blame(name, int(ordinal), float(seconds) if late else DIED)
                self._at(name).unlink()
                return True
        return False

    def aside(self, name: str) -> dict[int, float]:
        """The ordinals of that work that were set aside, and the seconds each had."""
        path = self.folder / f"{name}.aside"
        if not path.is_file():
            return {}
        lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
        return {int(ordinal): float(seconds) for ordinal, seconds in lines}

    def _at(self, name: str) -> Path:
        return self.folder / f"{name}.at"

    def _late(self, name: str) -> Path:
        return self.folder / f"{name}.late"


class Watch:
    """Over one piece of work with several documents, in the worker."""

    def __init__(self, at: Path, late: Path) -> None:
        self._paths = (at, late)
        self._files: list[IO[bytes]] = []

    def __enter__(self) -> Watch:
        self._files = [path.open("wb", buffering=0) for path in self._paths]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file, path in zip(self._files, self._paths, strict=True):
            file.close()
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def over(self, ordinal: int, seconds: float) -> Iterator[None]:
        """While this lasts, the process has so many seconds to live."""
        at, late = self._files
        note = f"{ordinal:>12} {seconds:>12.3f}".encode("ascii")
        os.pwrite(at.fileno(), note, 0)
        faulthandler.dump_traceback_later(seconds, exit=True, file=late)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            os.pwrite(at.fileno(), b" " * len(note), 0)
