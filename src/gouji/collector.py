"""The cyclic garbage collector, put off for a short piece of work.

Reading one document makes tens of thousands of small objects and hardly a cycle. Each time enough
of them are alive the collector looks through them in vain: some 7 % of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No automatic collection inside, unless it was off already: then it is left alone.

    Nested, only the outermost pauses. Of several threads the one that found the collector running
    starts it again when it is done, whatever the others do: it is never off for longer than one
    piece of work.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
