"""The server of source, lake and releases goes away in the middle of a run, and comes back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.storage import Store, open_store
from tests.conftest import MotoS3
from tests.faults.conftest import Runner, content_of, write_changes, write_first
from tests.faults.cutting import Gone, line_to

pytestmark = pytest.mark.slow

# Parts of what passes in a run that is not disturbed, most of it in publishing. A run that takes up
# what another one left passes less, so the last may come too late for it.
CUTS = {
    0.02: Gone.REFUSED,
    0.04: Gone.STALLED,
    0.08: Gone.REFUSED,
    0.5: Gone.STALLED,
    0.85: Gone.REFUSED,
}
# What the run is told to wait, and how long it may then take to end, on a machine that has much to
# do: two requests that are never answered, dbt, the records of what failed.
PATIENCE, LONGEST = 5, 240


def test_s3_is_gone(moto_s3: MotoS3, tmp_path: Path, start_runner: Callable[..., Runner]) -> None:
    """Each disturbed run begins on what the one before it left."""
    with line_to(moto_s3.endpoint) as line:

        def runner(name: str) -> Runner:
            url = f"{moto_s3.url}/{name}"
            return start_runner(
                tmp_path / name,
                f"{moto_s3.url}/reports",
                GOUJI_S3_ENDPOINT=line.endpoint,
                GOUJI_S3_PATIENCE=str(PATIENCE),
                GOUJI_LAKE=f"{url}/lake",
                GOUJI_RELEASES=f"{url}/releases",
            )

        reports = open_store(f"{moto_s3.url}/reports", moto_s3.options)
        out = open_store(f"{moto_s3.url}/disturbed/releases", moto_s3.options)
        disturbed, plain = runner("disturbed"), runner("plain")
        write_first(reports)
        assert disturbed() == 0
        first = content_of(out)
        _copy_home(tmp_path)
        _copy_objects(open_store(moto_s3.url, moto_s3.options))
        write_changes(reports)
        line.restore()
        assert plain() == 0
        whole = line.passed
        due = content_of(open_store(f"{moto_s3.url}/plain/releases", moto_s3.options))
        for part, how in CUTS.items():
            line.cut_after(int(part * whole), how)
            code = disturbed()
            ended, cut = time.monotonic(), line.cut_at
            line.restore()
            pointer = read_pointer(out).pointer
            assert pointer is not None
            assert verify_release(out) == (pointer.release_id, [])
            assert pointer.content_hash in {first, due}
            if cut is None:
                assert (code, pointer.content_hash) == (0, due)
                continue
            said = (tmp_path / "disturbed" / "told").read_text()
            print(f"{how.value} after {part:.0%}: {code} in {ended - cut:.0f} s: {said}")
            assert code == 2
            assert f"{moto_s3.url}/" in said
            assert ended - cut < LONGEST
        assert disturbed() == 0
        assert content_of(out) == due
        assert verify_release(out)[1] == []


def _copy_home(place: Path) -> None:
    shutil.copytree(place / "disturbed", place / "plain", dirs_exist_ok=True)
    (place / "plain" / "last_run.json").unlink()  # it names the places of the other


def _copy_objects(bucket: Store) -> None:
    for entry in bucket.list("disturbed"):
        bucket.write(entry.path.replace("disturbed", "plain", 1), bucket.read(entry.path))
