"""Hostile and damaged files: no crash, no hang, no gigabyte; a reason each.

Each is read in a process of its own, with 1 GiB of address space and ten seconds, as one that a
reader breaks would take the test with it. Office files are in `test_hostile_office`.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.samples import samples_dir
from tests.documents.hostile_files import HOSTILE
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.pdf import as_pdf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits memory the way of Linux")

SECONDS = 10
_READ = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from gouji.extraction.reader import read_reports
for path in sys.argv[1:]:
    data = open(path, "rb").read()
    started = time.thread_time()
    reports = read_reports(data, path)
    reason = reports[0][1].unreadable
    # A file that is read to its end and holds no report was read.
    code = reason.code if reason and reason.code != "text_elsewhere" else None
    print(code, time.thread_time() - started, flush=True)
"""


def read_apart(*paths: Path) -> list[tuple[str | None, float]]:
    """Reads files in one other process: reason and seconds of each."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, *map(str, paths)],
        env={"PYTHONPATH": ":".join(sys.path), "LANG": "C.UTF-8"},
        capture_output=True, text=True, check=False, timeout=60 + SECONDS * len(paths),
    )  # fmt: skip
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-600:]}"
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == len(paths)
    return [(None if code == "None" else code, float(seconds)) for code, seconds in lines]


_QUICK = ("60 MB of digits", "tables nested 10,000 deep", "pages that hold themselves")


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in _QUICK else pytest.mark.slow) for n in HOSTILE]
)
def test_a_hostile_file_has_its_reason_in_time(name: str, tmp_path: Path) -> None:
    file_name, make, codes = HOSTILE[name]
    path = tmp_path / file_name
    path.write_bytes(make())
    [(code, seconds)] = read_apart(path)
    assert code in codes
    assert seconds < SECONDS


def _sample_pdf() -> bytes:
    return next(iter(sorted(samples_dir().rglob("*.pdf")))).read_bytes()


ORIGINALS: dict[str, Callable[[], bytes]] = {
    "html": lambda: LAYOUTS["html"][1](draw(3)).encode(),
    "gb18030.html": lambda: LAYOUTS["html"][1](draw(3)).encode("gb18030"),
    "txt": lambda: LAYOUTS["spaced_lines"][1](draw(3)).encode(),
    "md": lambda: LAYOUTS["markdown"][1](draw(3)).encode(),
    "pdf": lambda: as_pdf(draw(3)),
    "sample.pdf": _sample_pdf,
}
_NASTY = (b"\0", b"\xff", b"<", b">", b"|", b"\n", b"<table>", b"</table>", b"<td colspan=99999>",
          b"(", b")", b"[", b"<<", b"endobj", b"stream\n", b"endstream", b" 0 R", b"/Filter",
          b"9999999999", b"-1", b"%PDF-", b"\r", b"\t", b"&#0;", "年".encode())  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Bytes overwritten, left out, doubled or put in at some places; or the file cut short."""
    if rng.random() < 0.2:
        return data[: rng.randrange(len(data))]
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data = data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at + 8 :]
        elif kind == 1:
            data = data[:at] + data[at + rng.randint(1, 200) :]
        elif kind == 2:
            part = data[at : at + rng.randint(1, 3000)]
            data = data[:at] + part * rng.randint(1, 6) + data[at:]
        else:
            data = data[:at] + rng.choice(_NASTY) + data[at:]
    return data


@pytest.mark.slow
@pytest.mark.parametrize("name", ORIGINALS)
def test_damage_is_a_reason_or_a_document(name: str, tmp_path: Path) -> None:
    original = ORIGINALS[name]()
    paths = []
    for seed in range(80):
        paths.append(tmp_path / f"{seed}.{name.rpartition('.')[2]}")
        paths[-1].write_bytes(damaged(original, random.Random(f"{name} {seed}")))
    for path, (code, seconds) in zip(paths, read_apart(*paths), strict=True):
        assert code != "reader_failed", path.name
        assert seconds < SECONDS, path.name
