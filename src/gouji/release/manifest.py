"""`manifest.json`: what a release consists of and what it was made from.

It is the last file written into a release folder, so a folder without it was never finished. It
names every other file with size, sha256 and (for tables) row count; `verify` holds the folder
against it. The pointer carries the sha256 of the manifest itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gouji.release.errors import DamagedPointer, NoSuchRelease
from gouji.storage import StorageError, Store

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a release; `size` in bytes, `rows` is None for what is not a table."""

    sha256: str
    size: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a release is made from.

    source: uri of the reports. documents: sha256 of every document that was current.
    digests: of rules, decisions and thresholds (`content.judged_inputs`).
    versions: of the software and the parser, by name.
    """

    source: str
    documents: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One release.

    created_at: ISO 8601, UTC. counts: how many reports and tables are published and withheld.
    verdict: the stored verdict that opened the gate.
    """

    release_id: str
    created_at: str
    content_hash: str
    previous: str | None
    inputs: Inputs
    files: dict[str, FileEntry]
    counts: dict[str, int] = field(default_factory=dict)
    verdict: dict[str, Any] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        """Rows of each published model, by model name."""
        return {
            Path(path).stem: entry.rows
            for path, entry in self.files.items()
            if entry.rows is not None and path.endswith(".parquet")
        }

    def to_bytes(self) -> bytes:
        """As JSON, the same manifest always giving the same bytes."""
        data = {"schema_version": SCHEMA_VERSION, **asdict(self)}
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(releases: Store, release_id: str) -> Manifest:
    """The manifest of a release.

    Raises:
        NoSuchRelease: there is no such release, or it was never finished.
        DamagedPointer: the manifest cannot be understood.
    """
    path = f"{release_id}/{MANIFEST}"
    try:
        data = releases.read(path)
    except StorageError as error:
        if not error.missing:
            raise
        raise NoSuchRelease(
            f"{releases.url} 中没有发布 {release_id}（或其从未完成）。",
            f"There is no release {release_id} in {releases.url}, or it was never finished.",
        ) from error
    return parse_manifest(data, releases.uri(path))


def parse_manifest(data: bytes, origin: str) -> Manifest:
    """The manifest in these bytes; `origin` names them in an error.

    Raises:
        DamagedPointer: they are not a manifest.
    """
    try:
        raw = json.loads(data)
        inputs = raw["inputs"]
        return Manifest(
            release_id=str(raw["release_id"]),
            created_at=str(raw["created_at"]),
            content_hash=str(raw["content_hash"]),
            previous=raw["previous"],
            inputs=Inputs(
                str(inputs["source"]),
                tuple(inputs["documents"]),
                dict(inputs["digests"]),
                dict(inputs["versions"]),
            ),
            files={path: FileEntry(**entry) for path, entry in raw["files"].items()},
            counts=dict(raw.get("counts", {})),
            verdict=dict(raw.get("verdict", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedPointer(
            f"{origin} 已损坏，不是有效的发布清单（{error}）。",
            f"{origin} is damaged: it is not a release manifest ({error}).",
        ) from error


def file_digest(path: Path) -> str:
    """The sha256 of a local file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
