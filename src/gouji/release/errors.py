"""What can go wrong around a release, each in one paragraph of Chinese and one of English.

None of these is a crash: the caller shows `error.reason.text(lang)`, without a traceback, and the
releases are as they were.
"""

from __future__ import annotations

from typing import ClassVar

from gouji.documents.reasons import Reason
from gouji.errors import GoujiError


class ReleaseError(GoujiError):
    """Something about a candidate or a release that a person has to know."""

    code: ClassVar[str] = "release"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Reason(self.code, zh, en))


class CandidateError(ReleaseError):
    """The candidate is incomplete, or one of its files cannot be read."""

    code = "candidate"


class GateShut(ReleaseError):
    """No verdict that opens the gate is stored for exactly this candidate."""

    code = "gate_shut"


class HeldContent(ReleaseError):
    """This content was rolled back, and nobody has lifted the hold."""

    code = "held_content"


class PublishConflict(ReleaseError):
    """Another publisher was first; nothing of theirs was changed."""

    code = "publish_conflict"


class UploadError(ReleaseError):
    """What arrived in the releases folder is not what was sent."""

    code = "upload"


class NoSuchRelease(ReleaseError):
    """The release that was asked for does not exist or was never finished."""

    code = "no_such_release"


class NotKept(ReleaseError):
    """Pruning was asked to keep no release at all."""

    code = "not_kept"


class DamagedPointer(ReleaseError):
    """`current.json` or a manifest is there and cannot be understood."""

    code = "damaged_pointer"


class PushRefused(ReleaseError):
    """The marts could not be copied into a database, which is as it was."""

    code = "push"
