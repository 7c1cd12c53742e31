"""Pictures and old office files, cut short, damaged or built to do harm: a reason, in time."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from gouji.documents.office import legacy
from gouji.documents.opening import open_document
from gouji.documents.scans import reading as scans
from gouji.documents.scans.images import MAX_PIXELS, image_pictures
from tests.documents.test_hostile import SECONDS, damaged, read_apart
from tests.documents.test_legacy_office import converted, make_ole
from tests.generation.figures import draw
from tests.generation.office import as_docx, as_xlsx

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits memory the way of Linux")

FORMATS = ("JPEG", "GIF", "BMP", "TIFF", "PNG", "WEBP")


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (90, 60)) -> bytes:
    """Grey noise with a dark bar."""
    noise = random.Random(5).randbytes(size[0] * size[1])
    image = Image.frombytes("L", size, noise).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, format)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("format", FORMATS)
def test_a_picture_cut_short_or_damaged_is_a_reason_or_a_picture(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(data: bytes) -> object:
        image_pictures(data, 20)
        return open_document(b"text", "a.txt")

    monkeypatch.setattr(scans, "read_image", decode)
    data = picture(format)
    for seed in range(60):
        rng = random.Random(seed)
        bad = data[: rng.randrange(len(data))] if seed % 2 else damaged(data, rng)
        document = open_document(bad, f"a.{format.lower()}")
        assert document.unreadable is None or document.unreadable.code != "reader_failed"


@pytest.mark.parametrize("format", ["BMP", "GIF", "PNG"])
def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded(format: str) -> None:
    data = bytearray(picture(format))
    at, order = {"BMP": (18, "<2i"), "GIF": (6, "<2H"), "PNG": (16, ">2I")}[format]
    struct.pack_into(order, data, at, 60_000, 60_000)
    if format == "GIF":  # the frame claims it, too
        struct.pack_into("<2H", data, data.index(b",", 13) + 5, 60_000, 60_000)
    document = open_document(bytes(data), "a.img")
    assert document.unreadable is not None
    assert document.unreadable.code in ("image_too_large", "image_damaged", "image_no_text_layer")


# Not ru_maxrss: that of a process begins with what the one that started it had.
_DECODE = """
import re, sys
from gouji.documents.scans.images import image_pictures
[picture] = image_pictures(open(sys.argv[1], "rb").read(), 1)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
print(max(picture.grey.shape), int(peak[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_the_largest_picture_stays_far_below_a_gigabyte(mode: str, tmp_path: Path) -> None:
    side = int(MAX_PIXELS**0.5)
    buffer = io.BytesIO()
    Image.new("L", (side, side), 255).convert(mode).save(buffer, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(buffer.getvalue())
    done = subprocess.run(
        [sys.executable, "-c", _DECODE, str(path)],
        env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    longest, mebibytes = map(int, done.stdout.split())
    assert longest <= 2000
    assert mebibytes < 450  # the recogniser itself takes 600


def test_an_rtf_file_nested_without_end_is_refused_before_libreoffice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(legacy, "find_program", lambda: pytest.fail("not to be started"))
    data = b"{\\rtf1 " + b"{\\b " * 100_000 + b"1" + b"}" * 100_001
    document = open_document(data, "a.rtf")
    assert document.unreadable is not None
    assert document.unreadable.code == "rtf_too_deep"


def test_damaged_ole_containers_are_a_reason_before_libreoffice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(legacy, "find_program", lambda: None)
    for name, data in (("doc", make_ole("WordDocument")), ("xls", make_ole("Workbook"))):
        for seed in range(60):
            document = open_document(damaged(data, random.Random(f"{name} {seed}")), f"a.{name}")
            assert document.unreadable is not None
            assert document.unreadable.code != "reader_failed"


@pytest.mark.slow
@pytest.mark.skipif(legacy.find_program() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("target", ["doc", "rtf", "xls"])
def test_damaged_old_office_files_are_a_reason_or_a_document(target: str, tmp_path: Path) -> None:
    soffice = legacy.find_program()
    assert soffice is not None
    source, data = ("xlsx", as_xlsx(draw(3))) if target == "xls" else ("docx", as_docx(draw(3)))
    original = converted(soffice, tmp_path, data, source, target)
    paths = []
    for seed in range(8):
        rng = random.Random(f"{target} {seed}")
        edited = bytearray(original)
        for _ in range(rng.randint(1, 12)):
            edited[rng.randrange(512, len(edited))] = rng.randrange(256)
        paths.append(tmp_path / f"{seed}.{target}")
        paths[-1].write_bytes(edited)
    for path, (code, seconds) in zip(paths, read_apart(*paths), strict=True):
        assert code != "reader_failed", path.name
        assert seconds < SECONDS, path.name
