"""A digest of code: whether data was made by this very program.

Version numbers say too little while the program changes under them. What does not belong here:
versions for a person to read (`gouji.release.publish.versions`).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_LEFT_OUT = {"__pycache__", "target", "logs", "dbt_packages", "samples"}


@cache
def code_digest(*folders: Path) -> str:
    """One digest for all code of some packages, worked out once in a process.

    Without folders, it is that of the library itself.
    """
    return files_digest(*(folders or (Path(__file__).parent,)))


def files_digest(*folders: Path) -> str:
    """One digest for all files of some packages, data files included; samples are no code."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            hidden = any(part.startswith(".") for part in place.parts)
            if hidden or _LEFT_OUT & set(place.parts) or not path.is_file():
                continue
            digest.update(f"{folder.name}/{place.as_posix()} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
