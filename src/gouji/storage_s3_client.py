"""s3fs, with an end to its patience: a server that is gone is not asked for ever.

The S3 client and s3fs each count attempts of their own, one inside the other, and every file that
a program asks for counts anew; together that is many minutes against a server that takes
connections and says nothing. Here one clock decides, for every request: a server that did not
answer, or only said that it cannot now (5xx, 429), is asked again after growing pauses until
`patience` is over. Then the request fails, and so does everything else that is asked of that server
in the same time, at once.

A request that was never answered ends itself after 15 seconds, so a call takes `patience` and half
a minute at the most. What does not belong here: words for people (`gouji.storage_s3`).
"""

from __future__ import annotations

import random
import time
from typing import Any

import s3fs
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, SSLError
from botocore.parsers import ResponseParserError

from gouji.storage_base import ServerGone

QUICK = 5.0
"""Seconds, where a person waits or looks again; a run is given more (`gouji.settings`)."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
_NOT_NOW = frozenset({429, 500, 502, 503, 504})
_AGAIN = frozenset({"RequestTimeout", "SlowDown", "XAmzContentSHA256Mismatch"})
_NO_ANSWER = (ConnectionError, HTTPClientError, ResponseParserError)
_BEGUN = "gouji_begun"


class PatientS3(s3fs.S3FileSystem):  # type: ignore[misc]
    """s3fs with `patience` in seconds beside its own options."""

    retries = 2  # for an answer that breaks off; the connection itself is asked for below

    def __init__(self, *args: Any, patience: float = QUICK, **options: Any) -> None:
        super().__init__(*args, **options)
        self._patience = patience
        self._gone_at = 0.0
        self._last: BaseException | None = None
        self._asked: Any = None

    @property
    def gone(self) -> ServerGone | None:
        """What everything that is asked now is answered with; None where the server is asked."""
        if self._last is None or time.monotonic() - self._gone_at > self._patience:
            return None
        return ServerGone(self._patience, self._last)

    async def set_session(self, *args: Any, **options: Any) -> Any:
        """The client, which asks here whether to try again."""
        client = await super().set_session(*args, **options)
        if client is not self._asked:
            events = client.meta.events
            events.unregister("needs-retry.s3", unique_id="retry-config-s3")
            events.register("before-call.s3", self._begin)
            events.register("needs-retry.s3", self._pause)
            self._asked = client
        return client

    def _begin(self, context: dict[str, Any], **_: Any) -> None:
        context[_BEGUN] = time.monotonic()
        gone = self.gone
        if gone is not None:
            raise gone

    def _pause(
        self,
        attempts: int,
        operation: Any,
        request_dict: dict[str, Any],
        response: Any = None,
        caught_exception: BaseException | None = None,
        **_: Any,
    ) -> float | None:
        """Seconds until the next attempt; None for no other one."""
        problem = caught_exception or _not_now(response, operation.name)
        if problem is None or (caught_exception and not _is_no_answer(caught_exception)):
            self._last = None
            return None
        pause: float = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
        now = time.monotonic()
        if now + pause - request_dict["context"][_BEGUN] > self._patience:
            self._gone_at, self._last = now, problem
            raise ServerGone(self._patience, problem)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 (so that not all ask at once)


def _not_now(response: Any, operation: str) -> ClientError | None:
    """The error of an answer that may be another one in a moment; None where it is one to keep."""
    http, parsed = response
    code = parsed.get("Error", {}).get("Code")
    may_pass = http.status_code in _NOT_NOW or code in _AGAIN
    return ClientError(parsed, operation) if may_pass else None


def _is_no_answer(error: BaseException) -> bool:
    return isinstance(error, _NO_ANSWER) and not isinstance(error, SSLError)
