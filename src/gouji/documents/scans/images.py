"""Image files and PDF pages -> grey pictures of one size, ready to be recognised (extra `ocr`).

Sizes are known before anything is decoded, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gouji.documents.reasons import Unreadable, reason
from gouji.documents.scans.rulings import Grey

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

MAX_PIXELS = 40_000_000
"""A sheet of A4 at 600 dots an inch has 35 million."""
LONG_SIDE = 2000
"""Pixels of the longer side of every picture."""

# A picture that is nearly large enough is taken as it is.
_NEARLY = 0.75


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels; `long_side` is that of an image file, in its own pixels, else None."""

    grey: Grey
    long_side: int | None = None


def image_pictures(data: bytes, max_pages: int) -> list[Picture]:
    """The pages of an image file: several only for TIFF.

    Raises:
        Unreadable: damaged, too large, or more than `max_pages` pages.
    """
    from PIL import Image, ImageSequence

    pictures: list[Picture] = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = ImageSequence.Iterator(image) if image.format == "TIFF" else (image,)
            for frame in frames:
                width, height = frame.size
                if width * height > MAX_PIXELS:
                    raise Unreadable(reason("image_too_large", width=width, height=height))
                if len(pictures) == max_pages:
                    raise Unreadable(reason("ocr_too_long", limit=max_pages))
                pictures.append(Picture(_fitted(frame), max(frame.size)))
    except Unreadable:
        raise
    except Exception as error:  # each format's decoder raises what it likes
        cause = f"{type(error).__name__}: {error}"[:160]
        raise Unreadable(reason("image_damaged", cause=cause)) from error
    return pictures


def page_picture(page: pypdfium2.PdfPage) -> Picture:
    """One page of a PDF as it is displayed."""
    scale = LONG_SIDE / max(page.get_size())
    pixels = page.render(scale=scale, grayscale=True).to_numpy()
    return Picture(np.array(pixels, dtype=np.uint8).reshape(pixels.shape[:2]))


def rotated(grey: Grey, angle: float) -> Grey:
    """The picture turned by so many degrees against the clock, white where nothing was."""
    from PIL import Image

    image = Image.fromarray(grey).rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(image)


def _fitted(image: Image.Image) -> Grey:
    """A grey copy on white whose long side is that of a page to recognise."""
    from PIL import Image

    factor = max(image.size) // LONG_SIDE
    if image.mode in ("RGBA", "LA", "P", "PA"):
        # Made smaller at once: a large picture in four colours is there only once. To convert
        # what is RGBA already would copy it.
        colour = image if image.mode == "RGBA" else image.convert("RGBA")
        colour = colour.reduce(factor) if factor > 1 else colour
        image = Image.alpha_composite(Image.new("RGBA", colour.size, "white"), colour)
    elif factor > 1 and image.mode in ("L", "RGB"):
        image = image.reduce(factor)
    grey = image.convert("L")
    longest = max(grey.size)
    if not LONG_SIDE * _NEARLY <= longest <= LONG_SIDE:
        width, height = (max(1, round(side * LONG_SIDE / longest)) for side in grey.size)
        grey = grey.resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(grey)
