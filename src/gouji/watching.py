"""Notices from a listing alone that a source has changed, and decides when it is time to act.

A look at a source is one digest over path, size and etag of every file (`listing_digest`): 64
characters for three files or for 100,000, where a list of keys and etags would not fit into what an
orchestrator keeps between two looks. Which files are new, landing finds out by itself
(`gouji.landing`); a file that is gone changes the digest too.

`consider` is the whole behaviour of whoever watches: pure, from what was remembered to an answer
and what to remember next. It counts looks and asks no clock, so that a clock that is set back
changes nothing. Nothing is asked for before two looks in a row saw the same: files that are still
being copied, or written, are left for the next look.

What does not belong here: what is done when something changed (`orchestration`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import Enum

from gouji.errors import GoujiError, Reason
from gouji.landing import listing_digest
from gouji.storage import Entry, Store

PATIENCE = 20
"""So many looks in a row a source may be different; then what is there is taken as it is."""
TRIES = 3
"""So often the same state is tried, where what went wrong may pass by itself."""
REST = 10
"""Looks between the first and the second try; each further pause is as much longer."""


class SlowListing(GoujiError):
    """The source cannot be listed in the time that a look may take."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A source as it was found: the digest of its listing, and how many files there are."""

    digest: str
    files: int


def look(source: Store, seconds: float = 3600.0) -> Glance:
    """A source as it is now; entries are looked at one by one, none is kept.

    Args:
        source: folder or prefix.
        seconds: how long it may take.

    Raises:
        StorageError: the source is not there, or cannot be reached.
        SlowListing: it takes longer.
    """
    deadline = time.monotonic() + seconds
    files = 0

    def entries() -> Iterator[Entry]:
        nonlocal files
        for entry in source.walk():
            if files % 1000 == 0 and time.monotonic() > deadline:
                raise _slow(source.url, seconds, files)
            files += 1
            yield entry

    digest = listing_digest(source.url, entries())
    return Glance(digest, files)


def _slow(url: str, seconds: float, files: int) -> SlowListing:
    return SlowListing(
        Reason(
            "slow_listing",
            f"列出 {url} 的文件超过 {seconds:.0f} 秒（已列出 {files} 个）；"
            "请改用定时运行，或缩小来源",
            f"listing {url} takes longer than {seconds:.0f} seconds ({files} files so far); let "
            "the schedule do it, or watch a smaller source",
        )
    )


class Answer(Enum):
    """What a look comes to."""

    ACT = "act"
    DONE = "done"
    MOVING = "moving"
    """It is not what it was at the last look."""
    BUSY = "busy"
    FAILED = "failed"
    RESTING = "resting"
    """It is tried again, after a pause."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept between two looks.

    seen: the state at the last one. moving: looks in a row at which it had changed. asked: the
    state for which a run was last asked for, tries: how often, key: by which that run is found.
    rested: looks since it failed.
    """

    seen: str = ""
    moving: int = 0
    asked: str = ""
    tries: int = 0
    key: str = ""
    rested: int = 0

    @classmethod
    def from_text(cls, text: str | None) -> Memory:
        """What `text` holds; nothing where it is absent or of another version."""
        try:
            return cls(**json.loads(text or "{}"))
        except (ValueError, TypeError):
            return cls()

    def text(self) -> str:
        """To be kept: a few hundred characters."""
        return json.dumps(asdict(self))


def consider(
    memory: Memory, state: str, *, done: bool, busy: bool, hopeless: bool
) -> tuple[Answer, Memory]:
    """What to do about a state, and what to remember of it.

    Args:
        memory: of the last look.
        state: what was seen now.
        done: whether everything has been done for this state.
        busy: whether anything is at work, or waits to be.
        hopeless: whether the run for `memory.asked` failed in a way that will not pass by itself.
    """
    still = memory.seen == state
    now = replace(memory, seen=state, moving=0 if still else memory.moving + 1)
    if done:
        return Answer.DONE, replace(now, moving=0, rested=0)
    if not still and now.moving < PATIENCE:
        return Answer.MOVING, now
    if busy:
        return Answer.BUSY, now
    if state != memory.asked:
        return Answer.ACT, replace(now, moving=0, asked=state, tries=1, rested=0)
    if hopeless or memory.tries >= TRIES:
        return Answer.FAILED, now
    if memory.rested < REST * memory.tries:
        return Answer.RESTING, replace(now, rested=memory.rested + 1)
    return Answer.ACT, replace(now, tries=memory.tries + 1, rested=0)
