"""Where the time of a reading goes: the share of each step, from samples of the stack.

A timer that counts processor time stops the program some hundred times a second; the step at work
is that of the innermost function whose module is one of `STEPS`. What several steps share (folding
text, looking labels up) counts for the step that asked for it.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType

_SECONDS, _PERIOD = 2.0, 0.002
_OTHER = "other"

STEPS = {
    "documents.opening": "decode",
    "documents.encoding": "decode",
    "documents.html.tree": "parse",
    "documents.html.page": "lines and cells",
    "documents.html.table": "lines and cells",
    "documents.pdf.guard": "guard against bombs",
    "documents.pdf.file": "open pages",
    "documents.pdf.page": "characters",
    "documents.pdf.rulings": "drawn lines",
    "documents.pdf.lattice": "tables",
    "documents.pdf.lines": "lines and cells",
    "documents.pdf.paragraphs": "lines and cells",
    "extraction.elements": "fold",
    "extraction.prose": "prose",
    "extraction.outline": "prose",
    "extraction.figures.disclosure.table": "table 二",
    "extraction.figures.requests.table": "table 三",
    "extraction.figures.disputes.table": "table 四",
    "extraction.identity.reading": "identity",
    "extraction.identity.coverage": "identity",
    "extraction.claims.reading": "claims",
}


def show_shares(name: str, read: Callable[[], object]) -> None:
    """One line: the steps of a reading, the longest first, in per cent of its processor time."""
    counts = _sampled(read)
    total = sum(counts.values())
    told = (f"{step} {100 * count / total:.0f} %" for step, count in counts.most_common())
    print(f"  of which, {name}: {', '.join(told)}", flush=True)


def _sampled(read: Callable[[], object]) -> Counter[str]:
    counts: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        counts[_step(frame)] += 1

    before = signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, _PERIOD, _PERIOD)
    try:
        start = time.process_time()
        while time.process_time() - start < _SECONDS:
            read()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return counts


def _step(frame: FrameType | None) -> str:
    while frame is not None:
        step = STEPS.get(str(frame.f_globals.get("__name__", "")).removeprefix("gouji."))
        if step is not None:
            return step
        frame = frame.f_back
    return _OTHER
