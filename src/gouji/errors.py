"""The base of the errors that a person is meant to read: bad input or surroundings, not a defect.

A command prints `reason.text(lang)` and ends with exit code 2; no traceback is shown. What does not
belong here: the errors themselves, which stand beside the code that raises them, and reasons that
concern one file only (`gouji.documents.reasons`), which never stop a run.
"""

from __future__ import annotations

from typing import Any

from gouji.documents.reasons import Reason

__all__ = ["GoujiError", "Reason"]


class GoujiError(Exception):
    """What went wrong, in one paragraph of Chinese and one of English; `str()` is the English."""

    def __init__(self, reason: Reason) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason.en

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross process borders, whatever arguments a subclass takes."""
        return _bare, (type(self),), self.__dict__


def _bare(kind: type[GoujiError]) -> GoujiError:
    return kind.__new__(kind)
