"""Each message once to each receiver, and again where one was down.

A message is written into `<home>/alerts/` before it is sent, and marked there for each receiver
that took it. Whoever finds it unfinished, in this process or another, sends the rest, for a day.
Two at once wait for each other. Only if the program or the connection ends between sending and
marking may a receiver see a message twice; it then has the same key.

What does not belong here: finding out what happened (`orchestration.alerting`).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gouji.alerts import mail, webhook
from gouji.alerts.messages import Event
from gouji.alerts.receivers import Receiver
from gouji.alerts.webhook import NotTaken
from gouji.storage import LocalStore

KEEP_TRYING = timedelta(days=1)
FORGET = timedelta(days=30)

_log = logging.getLogger("gouji.alerts")

Post = Callable[[Event, Receiver, str], None]
"""Sends one message once; raises NotTaken."""


def post(event: Event, receiver: Receiver, lang: str) -> None:
    """Send to a receiver of any kind.

    Raises:
        NotTaken: it did not take it.
    """
    if receiver.mailbox is not None:
        mail.post(event, receiver.mailbox, lang)
    else:
        webhook.post(event, receiver.kind, receiver.url, lang, secret=receiver.secret)


@dataclass(slots=True)
class _Letter:
    """A message and how far it has come. done: nothing is left to do, or it was given up."""

    event: Event
    taken_by: list[str] = field(default_factory=list)
    done: bool = False


class Outbox:
    """The messages of one home.

    Args:
        folder: where they are kept; made as needed.
        receivers: who is told.
        lang: in which language.
        sender: how; for tests.
    """

    def __init__(
        self, folder: Path, receivers: Sequence[Receiver], lang: str, sender: Post = post
    ) -> None:
        self._folder, self._receivers, self._lang, self._sender = folder, receivers, lang, sender
        self._store = LocalStore(str(folder.absolute()))

    def since(self, now: datetime) -> datetime:
        """When people began to be told: what happened before is not told. Set the first time."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._store.write_if_absent("since", now.astimezone(UTC).isoformat().encode())
        try:
            return datetime.fromisoformat(self._store.read("since").decode())
        except ValueError:
            return now

    def knows(self, key: str) -> bool:
        """Whether a message of that key was put in."""
        return self._store.exists(_place(key))

    def put(self, event: Event) -> None:
        """Put a message in, unless it is there."""
        self._store.write_if_absent(_place(event.key), _text(_Letter(event)))

    def send(self, now: datetime) -> None:
        """Send what is not sent. Never raises for a receiver: what goes wrong is logged."""
        if not self._folder.is_dir():
            return
        with self._alone():
            for path in [entry.path for entry in self._store.list() if entry.path != "since"]:
                letter = _letter(self._store.read(path))
                if letter is None or now - letter.event.at > FORGET:
                    self._store.delete(path)
                elif not letter.done:
                    self._deliver(path, letter, now)

    def _deliver(self, path: str, letter: _Letter, now: datetime) -> None:
        late = now - letter.event.at > KEEP_TRYING
        for receiver in self._receivers:
            if receiver.name in letter.taken_by:
                continue
            try:
                self._sender(letter.event, receiver, self._lang)
            except NotTaken as error:
                then = "given up" if late else "it will be tried again"
                _log.warning("%s did not take a message (%s); %s", receiver.name, error, then)
            else:
                letter.taken_by.append(receiver.name)
                self._store.write(path, _text(letter))
        rest = {receiver.name for receiver in self._receivers} - set(letter.taken_by)
        letter.done = late or not rest
        if letter.done:
            self._store.write(path, _text(letter))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _place(key: str) -> str:
    return f"{key}.json"


def _text(letter: _Letter) -> bytes:
    told = {"event": letter.event.as_dict(), "taken_by": letter.taken_by, "done": letter.done}
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")


def _letter(data: bytes) -> _Letter | None:
    try:
        told = json.loads(data)
        return _Letter(Event.from_dict(told["event"]), list(told["taken_by"]), bool(told["done"]))
    except (ValueError, KeyError, TypeError):
        return None
