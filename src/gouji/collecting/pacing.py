"""One request at a time to a host, with time in between.

What does not belong here: how much time (`gouji.collecting.policy`, robots.txt).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from gouji.collecting.policy import Policy


class TooLong(Exception):
    """A host asks for more time than a run waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Pace:
    """Keeps the hosts of one run apart; may be used by several threads."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._hosts: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay: float = 0.0) -> Iterator[None]:
        """Wait for the turn of a request to the host, and hold it.

        Args:
            host: its name.
            delay: seconds that it wants between two requests, beside the policy's own.

        Raises:
            TooLong: it would take longer than the policy waits.
        """
        with self._lock:
            own = self._hosts[host]
        with own:
            wait = self._free.get(host, 0.0) - self._policy.clock()
            if wait > self._policy.longest_wait:
                raise TooLong(wait)
            if wait > 0:
                self._policy.sleep(wait)
            try:
                yield
            finally:
                self.rest(host, max(delay, self._policy.interval))

    def rest(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        until = self._policy.clock() + seconds
        self._free[host] = max(until, self._free.get(host, until))
