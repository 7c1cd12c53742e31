"""A digest of code: whether data was made by this very program.

Version numbers say too little while the program changes under them. What does not belong here:
versions for a person to read (`gouji.release.publish.versions`).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_LEFT_OUT = {"__pycache__", "target", "logs", "samples"}


@cache
def code_digest(*folders: Path) -> str:
    """One digest for all files of some packages, data files included; samples are no code.

    Without folders, it is that of the library itself.
    """
    digest = hashlib.sha256()
    for folder in folders or (Path(__file__).parent,):
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            hidden = any(part.startswith(".") for part in place.parts)
            if hidden or _LEFT_OUT & set(place.parts) or not path.is_file():
                continue
            digest.update(f"{folder.name}/{place.as_posix()} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
