"""Does something with many files at a time: pages are small and many, and a remote store is far.

Large files go one by one, because each is in memory while it is on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")

_THREADS = 8
_LARGE = 8 * 2**20


def at_once(act: Callable[[str], _T], sizes: Mapping[str, int]) -> dict[str, _T]:
    """`act(path)` for every path; `sizes` are their bytes. The first error ends it all."""
    done = {path: act(path) for path, size in sizes.items() if size >= _LARGE}
    small = [path for path, size in sizes.items() if size < _LARGE]
    pool = ThreadPoolExecutor(_THREADS)
    try:
        done |= dict(zip(small, pool.map(act, small), strict=True))
    finally:
        pool.shutdown(cancel_futures=True)
    return done
