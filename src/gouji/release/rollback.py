"""Moves the pointer to another release, and holds what was rolled back.

Rolling back never deletes or rewrites a release. The content that is left behind is held:
publishing refuses it until someone lifts the hold by hand, because the same inputs would otherwise
bring it back on the next run. Pointing at a held release again lifts its hold: that is a person's
decision too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from gouji.release.errors import NoSuchRelease, UploadError
from gouji.release.manifest import MANIFEST, Manifest, read_manifest
from gouji.release.pointer import Hold, Pointer, Seen, read_pointer, write_pointer
from gouji.release.verify import check_files
from gouji.storage import Store


@dataclass(frozen=True, slots=True)
class Rollback:
    """What rolling back did: which release was current, which is now, what is held since."""

    was: str
    now: str
    newly_held: tuple[Hold, ...]


def roll_back(
    releases: Store, to: str | None = None, *, reason: str = "", now: datetime | None = None
) -> Rollback:
    """Make `to` current (by default the release before the current one); no write if it is.

    Raises:
        NoSuchRelease: nothing was ever published, or there is no such or no earlier release.
        UploadError: the release to go back to is damaged, so the pointer stays.
        PublishConflict: someone else moved the pointer meanwhile.
    """
    seen = read_pointer(releases)
    current = _current(releases, seen)
    if to == current.release_id:
        return Rollback(to, to, ())
    passed, target = _way_back(releases, current, to)
    _refuse_damaged(releases, target)
    moment = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    newly = tuple(
        Hold(manifest.content_hash, manifest.release_id, moment, reason)
        for manifest in passed
        if not current.is_held(manifest.content_hash)
        and manifest.content_hash != target.content_hash
    )
    pointer = Pointer(
        target.release_id,
        target.content_hash,
        hashlib.sha256(releases.read(f"{target.release_id}/{MANIFEST}")).hexdigest(),
        moment,
        (*current.held, *newly),
    ).without_hold(target.content_hash)
    write_pointer(releases, pointer, seen)
    return Rollback(current.release_id, target.release_id, newly)


def lift_hold(releases: Store, release_id: str) -> Hold:
    """Let the content of a rolled-back release be published again; the pointer stays where it is.

    Raises:
        NoSuchRelease: that release is not held.
    """
    seen = read_pointer(releases)
    current = _current(releases, seen)
    for hold in current.held:
        if release_id in (hold.release_id, hold.content_hash):
            write_pointer(releases, current.without_hold(hold.content_hash), seen)
            return hold
    raise NoSuchRelease(f"{release_id} 没有被扣留。", f"{release_id} is not held.")


def _current(releases: Store, seen: Seen) -> Pointer:
    if seen.pointer is None:
        raise NoSuchRelease(
            f"{releases.url} 中还没有任何发布。", f"Nothing was ever published in {releases.url}."
        )
    return seen.pointer


def _way_back(releases: Store, current: Pointer, to: str | None) -> tuple[list[Manifest], Manifest]:
    """The releases that are left behind, newest first, and the one to go to."""
    here = read_manifest(releases, current.release_id)
    wanted = to or here.previous
    if wanted is None:
        raise NoSuchRelease(
            f"{here.release_id} 是第一个发布，没有更早的可以退回。",
            f"{here.release_id} is the first release; there is none before it.",
        )
    target = read_manifest(releases, wanted)
    passed: list[Manifest] = []
    step: Manifest | None = here
    while step is not None and step.release_id != wanted:
        passed.append(step)
        step = _before(releases, step)
    # A release that does not lie behind the current one: going there leaves nothing behind.
    return (passed if step is not None else []), target


def _before(releases: Store, manifest: Manifest) -> Manifest | None:
    try:
        return read_manifest(releases, manifest.previous) if manifest.previous else None
    except NoSuchRelease:
        return None  # pruned


def _refuse_damaged(releases: Store, target: Manifest) -> None:
    problems = check_files(releases, target.release_id, target)
    if problems:
        raise UploadError(
            f"{target.release_id} 已损坏，不能退回到它：" + "；".join(p.zh for p in problems),
            f"{target.release_id} is damaged, so the pointer stays where it is: "
            + "; ".join(p.en for p in problems),
        )
