"""Holds a release against its manifest: every file there, of that size, with that sha256.

The current release is held against the pointer too, which carries the sha256 of the manifest; a
manifest that was rewritten to fit tampered files does not get past that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gouji.release.at_once import at_once
from gouji.release.errors import NoSuchRelease
from gouji.release.manifest import MANIFEST, Manifest, read_manifest
from gouji.release.pointer import read_pointer
from gouji.storage import Store

_PIECE = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Problem:
    """One file that is not as the manifest says. kind: missing, size, sha256 or unexpected."""

    path: str
    kind: str
    zh: str
    en: str


def verify_release(releases: Store, release_id: str | None = None) -> tuple[str, list[Problem]]:
    """The id of the release that was looked at (the current one by default) and its problems.

    Raises:
        NoSuchRelease: there is no such release.
    """
    pointer = read_pointer(releases).pointer
    if release_id is None:
        if pointer is None:
            raise NoSuchRelease(
                f"{releases.url} 中还没有任何发布。",
                f"Nothing was ever published in {releases.url}.",
            )
        release_id = pointer.release_id
    manifest = read_manifest(releases, release_id)
    problems = check_files(releases, release_id, manifest)
    if pointer is not None and pointer.release_id == release_id:
        seen = hashlib.sha256(releases.read(f"{release_id}/{MANIFEST}")).hexdigest()
        if seen != pointer.manifest_sha256:
            problems.insert(0, _differs(MANIFEST))
    return release_id, problems


def check_files(releases: Store, release_id: str, manifest: Manifest) -> list[Problem]:
    """Every file of the release that is missing, damaged, or not in its manifest."""
    prefix = f"{release_id}/"
    listed = {entry.path.removeprefix(prefix): entry.size for entry in releases.list(release_id)}
    problems: list[Problem] = []
    complete = {
        path: entry.size for path, entry in manifest.files.items() if listed.get(path) == entry.size
    }
    digests = at_once(lambda path: _digest(releases, f"{release_id}/{path}"), complete)
    for path, entry in manifest.files.items():
        if path not in listed:
            problems.append(Problem(path, "missing", f"缺少 {path}", f"{path} is missing"))
        elif listed[path] != entry.size:
            problems.append(
                Problem(
                    path,
                    "size",
                    f"{path} 应为 {entry.size} 字节，实为 {listed[path]} 字节",
                    f"{path} should have {entry.size} bytes and has {listed[path]}",
                )
            )
        elif digests[path] != entry.sha256:
            problems.append(_differs(path))
    for path in sorted(set(listed) - set(manifest.files) - {MANIFEST}):
        problems.append(
            Problem(path, "unexpected", f"多出 {path}", f"{path} is not in the manifest")
        )
    return problems


def _differs(path: str) -> Problem:
    return Problem(path, "sha256", f"{path} 的内容与清单不符", f"{path} differs from the manifest")


def _digest(releases: Store, path: str) -> str:
    digest = hashlib.sha256()
    with releases.open_read(path) as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
