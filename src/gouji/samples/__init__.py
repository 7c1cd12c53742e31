"""Sample reports that come with the package, and what each of them states.

`reports/` is what `gouji run` reads when it is given no source; `truth/` says what a person reads
in each file. README.md tells what each sample shows. No code that reads reports belongs here.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def samples_dir() -> Path:
    """The folder of sample reports with their sidecar `reports.csv`.

    Raises:
        FileNotFoundError: the installation lacks the folder, or is a zip file.
    """
    return _folder("reports")


def truth_dir() -> Path:
    """The folder that holds, for each sample report, the figures it states (`<stem>.json`).

    Raises:
        FileNotFoundError: the installation lacks the folder, or is a zip file.
    """
    return _folder("truth")


def _folder(name: str) -> Path:
    folder = Path(str(files(__name__).joinpath(name)))
    if not folder.is_dir():
        raise FileNotFoundError(
            f"{folder}: the sample reports are not there; reinstall gouji from its wheel, unpacked"
        )
    return folder
