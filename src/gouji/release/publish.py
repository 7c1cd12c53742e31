"""The only way into the releases folder.

`publish` hashes the candidate again, reads the stored verdict on exactly that hash, and refuses
unless the gate was opened for it; so running the publish step alone, later or elsewhere, cannot
get round the gate. Everything is refused before the first byte is written: a shut gate leaves the
releases as they were.

Order of a publication, and what a failure at each point leaves behind:

1. The release is built in a local staging folder: nothing in the releases folder.
2. Its files are uploaded under their final, never reused name, `manifest.json` last: a folder that
   no pointer names, and that has no manifest if the upload did not finish.
3. What arrived is listed and read back, and held against sizes and sha256: the same.
4. `current.json` is written, conditionally on what it was in the beginning: the release is out.

S3 has no rename, so a tree is never moved; the pointer is the only commit point on either kind of
store. A release folder is never written to again.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gouji import __version__
from gouji.release.at_once import at_once
from gouji.release.build import build_release
from gouji.release.changes import NEEDED
from gouji.release.content import content_hash
from gouji.release.errors import (
    GateShut,
    HeldContent,
    NoSuchRelease,
    PublishConflict,
    UploadError,
)
from gouji.release.manifest import MANIFEST, Inputs, Manifest, read_manifest
from gouji.release.pointer import Pointer, Seen, read_pointer, write_pointer
from gouji.release.verdict import Verdict, load_verdict
from gouji.release.verify import check_files
from gouji.storage import StorageError, Store

_STAGING = ".staging-"
_STAMP = "%Y%m%dT%H%M%SZ"
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did. `uri` leads to the folder of the release."""

    release_id: str
    content_hash: str
    created: bool
    """False where the current release already had this content."""
    uri: str
    previous: str | None
    guarded: bool = True
    """False where the server ignores conditions: a second publisher would not be noticed."""


def publish(
    candidate: Path,
    home: Path,
    releases: Store,
    inputs: Inputs,
    *,
    strict: bool,
    dbt_manifest: Path | None = None,
    now: datetime | None = None,
) -> Publication:
    """Make a release of the candidate, if and only if the gate is open for it.

    Args:
        candidate: folder with the models that dbt exported.
        home: where verdicts are stored, and where the release is staged.
        releases: the releases folder or bucket.
        inputs: what the candidate was made from; `inputs.digests` go into the content hash.
        strict: whether this run demands a strict verdict.
        dbt_manifest: dbt's manifest.json, for the meaning of columns.
        now: the time of the release, UTC.

    Raises:
        CandidateError: the candidate is incomplete or unreadable.
        GateShut: no stored verdict opens the gate for exactly this content and strictness.
        HeldContent: this content was rolled back.
        PublishConflict: another publisher was first.
        UploadError: what arrived is not what was sent.
    """
    digest = content_hash(candidate, inputs.digests)
    verdict = open_verdict(home, digest, strict=strict)
    seen = read_pointer(releases)
    current = seen.pointer
    _refuse_held(current, digest)
    if current is not None and current.content_hash == digest:
        there = releases.uri(current.release_id)
        return Publication(current.release_id, digest, False, there, None)
    _refuse_stale(releases, verdict, inputs.source)
    return _publish_new(candidate, home, releases, inputs, verdict, seen, dbt_manifest, now)


def open_verdict(home: Path, digest: str, *, strict: bool) -> Verdict:
    """The stored verdict that opens the gate for this content.

    Raises:
        GateShut: there is none.
    """
    verdict = load_verdict(home, digest)
    if verdict is None:
        raise GateShut(
            f"内容 {digest[:12]} 没有经过判定，不予发布。请先运行闸门检查。",
            f"Content {digest[:12]} was never judged, so it is not published. Run the gate first.",
        )
    if not verdict.passed:
        raise GateShut(
            f"闸门关闭（{verdict.verdict}），不予发布：" + "；".join(verdict.reasons_zh),
            f"The gate is shut ({verdict.verdict}): " + "; ".join(verdict.reasons_en),
        )
    if not verdict.is_sound:
        raise GateShut(
            f"内容 {digest[:12]} 的判定自相矛盾或没有检查任何一项，不予发布。请重新判定。",
            f"The verdict on content {digest[:12]} contradicts itself, or checked nothing at all, "
            "so it opens nothing. Judge again.",
        )
    if verdict.strict != strict:
        zh, en = ("严格", "strict") if strict else ("非严格", "default")
        raise GateShut(
            f"本次要求以{zh}方式发布，但内容 {digest[:12]} 的判定用的是另一种方式。请重新判定。",
            f"This run publishes in {en} mode, but content {digest[:12]} was judged in the other "
            "one. Judge again.",
        )
    return verdict


def last_release_of(releases: Store, source: str) -> Manifest | None:
    """The manifest of the newest release of this source, from the current one backwards.

    It is what row counts are compared with. Releases that were rolled back are passed over,
    because the pointer does not lead to them.
    """
    current = read_pointer(releases).pointer
    if current is None:
        return None
    release_id: str | None = current.release_id
    while release_id is not None:
        try:
            manifest = read_manifest(releases, release_id)
        except NoSuchRelease:
            if release_id == current.release_id:
                raise
            return None  # pruned
        if manifest.inputs.source == source:
            return manifest
        release_id = manifest.previous
    return None


def _refuse_held(current: Pointer | None, digest: str) -> None:
    hold = current.is_held(digest) if current else None
    if hold is not None:
        because_zh = f"（原因：{hold.reason}）" if hold.reason else ""
        because_en = f" ({hold.reason})" if hold.reason else ""
        raise HeldContent(
            f"这份内容曾作为 {hold.release_id} 发布，已于 {hold.held_at} 撤回{because_zh}，"
            f"不再发布。解除：gouji releases rollback --unhold {hold.release_id}",
            f"This content was published as {hold.release_id} and rolled back on {hold.held_at}"
            f"{because_en}; it is held. To lift the hold: "
            f"gouji releases rollback --unhold {hold.release_id}",
        )


def _refuse_stale(releases: Store, verdict: Verdict, source: str) -> None:
    """The row counts were compared with one certain release; it must still be the last one."""
    last = last_release_of(releases, source)
    last_id = last.release_id if last else None
    if last_id != verdict.compared_with:
        raise GateShut(
            f"判定时对照的上次发布是 {verdict.compared_with or '无'}，现在是 {last_id or '无'}。"
            "请重新判定。",
            f"The verdict compared row counts with {verdict.compared_with or 'no release'}, but "
            f"the last release is now {last_id or 'none'}. Judge again.",
        )


def _publish_new(
    candidate: Path,
    home: Path,
    releases: Store,
    inputs: Inputs,
    verdict: Verdict,
    seen: Seen,
    dbt_manifest: Path | None,
    now: datetime | None,
) -> Publication:
    moment = _onwards((now or datetime.now(UTC)).astimezone(UTC), seen.pointer)
    release_id = f"{moment:{_STAMP}}-{verdict.content_hash[:12]}"
    previous = seen.pointer.release_id if seen.pointer else None
    work = _staging_folder(home)
    staging, before = work / "release", work / "previous"
    staging.mkdir()
    try:
        manifest = build_release(
            candidate,
            staging,
            release_id=release_id,
            created_at=moment.isoformat(timespec="seconds"),
            inputs=inputs,
            verdict=verdict,
            previous=read_manifest(releases, previous) if previous else None,
            previous_files=_fetch(releases, previous, before) if previous else None,
            dbt_manifest=dbt_manifest,
        )
        if content_hash(candidate, inputs.digests) != verdict.content_hash:
            raise GateShut(
                "构建发布期间候选数据发生了变化，不予发布。请重新判定。",
                "The candidate changed while the release was built, so nothing was published. "
                "Judge again.",
            )
        _upload(staging, releases, release_id, manifest)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    pointer = Pointer(
        release_id,
        verdict.content_hash,
        hashlib.sha256(manifest.to_bytes()).hexdigest(),
        moment.isoformat(timespec="seconds"),
        seen.pointer.held if seen.pointer else (),
    )
    guarded = _honours_conditions(releases, release_id, manifest)
    write_pointer(releases, pointer, seen)
    return Publication(
        release_id, verdict.content_hash, True, releases.uri(release_id), previous, guarded
    )


def _onwards(now: datetime, current: Pointer | None) -> datetime:
    """Now, or a second after the current release where the clock is behind it: ids stay in order.

    Whoever sorts releases by name, or keeps the newest few, must not take the newest for an old.
    """
    stamp = current.release_id.partition("-")[0] if current is not None else ""
    if stamp <= f"{now:{_STAMP}}":
        return now
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)


def _staging_folder(home: Path) -> Path:
    """A new folder in the home; those of processes that were killed go after a day."""
    home.mkdir(parents=True, exist_ok=True)
    for leftover in home.glob(f"{_STAGING}*"):
        if time.time() - leftover.stat().st_mtime > _DAY:
            shutil.rmtree(leftover, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_STAGING, dir=home))


def _fetch(releases: Store, release_id: str, folder: Path) -> Path:
    """Bring what is compared of a release into a local folder; a local release stays in place.

    A file that is gone is left out: comparing then says so.
    """
    here = releases.local_path(release_id)
    if here is not None:
        return here
    for path in NEEDED:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        try:
            with (
                releases.open_read(f"{release_id}/{path}") as source,
                (folder / path).open("wb") as target,
            ):
                shutil.copyfileobj(source, target)
        except StorageError as error:
            if not error.missing:
                raise
            (folder / path).unlink(missing_ok=True)
    return folder


def _upload(staging: Path, releases: Store, release_id: str, manifest: Manifest) -> None:
    def put(path: str) -> None:
        if not releases.write_if_absent(f"{release_id}/{path}", (staging / path).read_bytes()):
            raise PublishConflict(
                f"发布 {release_id} 已有文件 {path}，可能另一个发布进程正在进行，本次停止。",
                f"Release {release_id} already has a file {path}; another publisher may be at "
                "work. Nothing of theirs was changed.",
            )

    at_once(put, {path: entry.size for path, entry in manifest.files.items()})
    # The manifest is last, so that its presence says that all the others arrived.
    put(MANIFEST)
    _check_arrival(releases, release_id, manifest)


def _check_arrival(releases: Store, release_id: str, manifest: Manifest) -> None:
    problems = check_files(releases, release_id, manifest)
    if problems:
        raise UploadError(
            f"上传后核对不符，未切换到 {release_id}：" + "；".join(p.zh for p in problems),
            f"What arrived is not what was sent, so {release_id} did not become current: "
            + "; ".join(p.en for p in problems),
        )


def _honours_conditions(releases: Store, release_id: str, manifest: Manifest) -> bool:
    """Whether the server refuses to write what is there; one that does not gets the same bytes."""
    if releases.local_path() is not None:
        return True
    return not releases.write_if_absent(f"{release_id}/{MANIFEST}", manifest.to_bytes())


def versions(parser: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The software versions for `Inputs.versions`: what read, built and judged the data."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"gouji": __version__, "parser": parser, **(extra or {})}
    for name in ("duckdb", "polars", "dbt-core", "dbt-duckdb", "great-expectations"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
