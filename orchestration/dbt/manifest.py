"""dbt's manifest, made when it is missing or older than the project; Dagster's assets come from it.

dagster-dbt prepares a manifest under `dagster dev` only, so a fresh clone could not be validated
and an edited project would show yesterday's assets. Here it is kept under the digest of the files
it was made from, in the home, or in the user's cache where there is no home yet; never in the
project's own folder, which may be read-only.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import dbt_project
from gouji.program import files_digest
from gouji.settings import Settings

PROJECT = Path(dbt_project.__file__).resolve().parent
_OF_A_HOME = ("GOUJI_WAREHOUSE", "GOUJI_LAKE", "GOUJI_CANDIDATE")
# The name of the file gives the tables their full names.
_ANY_HOME = {"GOUJI_WAREHOUSE": "/nonexistent/warehouse.duckdb"}
_KEPT = 3


class ManifestError(RuntimeError):
    """dbt cannot parse its project."""


@cache
def dbt_executable() -> str:
    """The `dbt` of this very environment, which need not be on PATH."""
    name = "dbt.exe" if os.name == "nt" else "dbt"
    for folder in (sysconfig.get_path("scripts"), str(Path(sys.executable).parent)):
        candidate = Path(folder) / name
        if candidate.is_file():
            return str(candidate)
    found = shutil.which("dbt")
    if found is None:
        raise ManifestError("the program dbt is not installed beside gouji; install gouji again")
    return found


def manifest_folder(settings: Settings) -> Path:
    """A folder with an up-to-date `manifest.json`, and what dbt needs to parse faster next time."""
    name, places = _digest(PROJECT), _places(settings)
    for place in places:
        if (place / name / "manifest.json").is_file():
            return place / name
    place = _writable(places)
    # What dbt keeps of parsing serves the build only if both saw the same places.
    own = place.is_relative_to(settings.home)
    _parse(place / name, dbt_variables(settings) if own else _ANY_HOME)
    _prune(place / name)
    return place / name


def dbt_variables(settings: Settings) -> dict[str, str]:
    """What profiles.yml and the sources read from the environment, besides how to reach S3."""
    return {
        "GOUJI_WAREHOUSE": str(settings.warehouse),
        "GOUJI_LAKE": settings.lake,
        "GOUJI_CANDIDATE": str(settings.candidate),
    }


def _places(settings: Settings) -> tuple[Path, ...]:
    """Where manifests may be kept: beside the home's other dbt files, if there is a home."""
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gouji"
    own = [settings.dbt] if settings.home.is_dir() else []
    return tuple(folder / "manifest" for folder in (*own, users))


def _writable(places: tuple[Path, ...]) -> Path:
    """The first place that can be written; else one that is gone when the process ends."""
    for folder in places:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return _last_resort()


@cache
def _last_resort() -> Path:
    # Not under a fixed name: what others may write to is not to be trusted.
    folder = Path(tempfile.mkdtemp(prefix="gouji-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _digest(project: Path) -> str:
    digest = hashlib.sha256()
    for name in ("dbt-core", "dbt-duckdb"):
        digest.update(f"{name} {version(name)}\n".encode())
    digest.update(files_digest(project).encode())
    return digest.hexdigest()[:16]


def _parse(folder: Path, variables: dict[str, str]) -> None:
    draft = Path(tempfile.mkdtemp(prefix=".parsing-", dir=folder.parent))
    try:
        command = [dbt_executable(), "--quiet", "parse", "--no-use-colors"]
        command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        command += ["--target-path", str(draft), "--log-path", str(draft)]
        env = {name: value for name, value in os.environ.items() if name not in _OF_A_HOME}
        env |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", **variables}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise ManifestError(f"dbt cannot parse {PROJECT}:\n{done.stdout}{done.stderr}")
        try:
            draft.replace(folder)
        except OSError:  # another process was faster; what it made is as good
            if not (folder / "manifest.json").is_file():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _prune(newest: Path) -> None:
    """Forget manifests of earlier states of the project."""
    others = [path for path in newest.parent.iterdir() if path.is_dir() and path != newest]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
