"""Pixels -> ruling lines, and where the ink is in a place; for pages that are pictures.

Plain arithmetic on a grey image; which text stands where is found by `ocr`. Only imported with the
optional extra `ocr`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gouji.documents.pdf.rulings import Box, Ruling

Grey = NDArray[np.uint8]
Dark = NDArray[np.bool_]

# Pixels of a page whose long side has 2000: strokes of characters are shorter.
_SHORTEST = 44
_MOST_RUNS = 8_000
_INSET = 5
# Degrees: how far a page may be turned, and what is as good as level.
_STEEPEST, _LEVEL = 6.0, 0.06
_CLEARLY = 1.02
# Fewer dark pixels than the smallest digit has are dirt.
_INK = 14


def dark_pixels(grey: Grey) -> Dark:
    """Which pixels are ink: darker than the threshold that parts the two greys best (Otsu)."""
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = sums / below - (sums[-1] - sums) / above
        spread = np.nan_to_num(below * above * apart**2)
    result: Dark = grey <= min(int(np.argmax(spread)), 200)
    return result


def skew(dark: Dark) -> float:
    """By how many degrees the rows of a page fall to the right; 0 where it is level.

    Seen along its rows a page is all lines and gaps: the right angle sets them apart most.
    """
    ys, xs = np.nonzero(dark)
    if not len(ys):
        return 0.0

    def contrast(angle: float) -> float:
        rows = np.rint(ys - xs * np.tan(np.radians(angle))).astype(np.int64)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        return float((counts**2).sum())

    level = contrast(0.0)
    best, found = 0.0, level
    for step, reach in ((0.5, _STEEPEST), (0.1, 0.5), (0.02, 0.1)):
        around = best
        for index in range(-round(reach / step), round(reach / step) + 1):
            score = contrast(around + index * step)
            if score > found:
                best, found = around + index * step, score
    return best if found > level * _CLEARLY and abs(best) >= _LEVEL else 0.0


def find_rulings(dark: Dark) -> tuple[list[Ruling], list[Ruling]]:
    """Horizontal and vertical lines, in pixels from the top left corner."""
    return _runs(dark), _runs(np.ascontiguousarray(dark.T))


def ink_box(dark: Dark, box: Box) -> Box | None:
    """The box around the ink inside a cell, its borders left out; None for an empty cell."""
    x0, y0, x1, y1 = (max(round(value), 0) for value in box)
    x0, y0 = x0 + _INSET, y0 + _INSET
    inside = dark[y0 : y1 - _INSET, x0 : x1 - _INSET]
    if int(inside.sum()) < _INK:
        return None
    rows, columns = np.nonzero(inside.any(axis=1))[0], np.nonzero(inside.any(axis=0))[0]
    return (
        x0 + float(columns[0]),
        y0 + float(rows[0]),
        x0 + float(columns[-1]) + 1,
        y0 + float(rows[-1]) + 1,
    )


def _runs(dark: Dark) -> list[Ruling]:
    """Long unbroken stretches of ink along the rows of the image."""
    # A line that is not quite level passes from one row of pixels to the next.
    wide = dark.copy()
    wide[1:] |= dark[:-1]
    wide[:-1] |= dark[1:]
    padded = np.zeros((wide.shape[0], wide.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = wide
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    long = ends - starts >= _SHORTEST
    if int(long.sum()) > _MOST_RUNS:
        return []  # a photograph, not a form
    found = zip(rows[long], starts[long], ends[long], strict=True)
    return [(float(row), float(start), float(end)) for row, start, end in found]
