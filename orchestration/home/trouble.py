"""What a sensor cannot see, kept until it can: a source that is away, decisions with a mistake.

That is no failed run, only a tick without one, and nobody looks at ticks. So each sensor notes here
what is in its way, and the sensor `alerts` tells people of what has been there for some looks
(`orchestration.alerting`). One small file for each sensor in `<home>/watch/`; it is gone as soon as
the sensor can see again.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from gouji.errors import Reason
from gouji.settings import Settings

LOOKS = 3
"""So many looks in a row it must have been there: a server is away for a moment now and then."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is in a sensor's way.

    since: of the first look at which it was, to the microsecond, so that it tells one trouble from
    the next. looks: at how many in a row. zh, en: why.
    """

    sensor: str
    since: str
    looks: int
    zh: str
    en: str

    @property
    def since_when(self) -> str:
        """For people, to the second."""
        return f"{self.since[:19]} UTC"

    @property
    def cause(self) -> str:
        """The same for the same cause: numbers in brackets differ from look to look."""
        return re.sub(r"\([^)]*\)", "", self.en)


def note(settings: Settings, sensor: str, reason: Reason) -> None:
    """A look at which the sensor could not see."""
    path = _place(settings, sensor)
    new = Trouble(sensor, datetime.now(UTC).isoformat(" "), 1, reason.zh, reason.en)
    old = _read(path)
    if old is not None and old.cause == new.cause:
        new = replace(new, since=old.since, looks=old.looks + 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(json.dumps(asdict(new), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def clear(settings: Settings, sensor: str) -> None:
    """A look at which it could."""
    with contextlib.suppress(FileNotFoundError):
        _place(settings, sensor).unlink()


def lasting(settings: Settings) -> Iterator[Trouble]:
    """What people should be told of."""
    for path in sorted((settings.home / "watch").glob("*.json")):
        found = _read(path)
        if found is not None and found.looks >= LOOKS:
            yield found


def _place(settings: Settings, sensor: str) -> Path:
    return settings.home / "watch" / f"{sensor}.json"


def _read(path: Path) -> Trouble | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Trouble(**json.loads(path.read_text(encoding="utf-8")))
    return None
