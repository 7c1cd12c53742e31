"""What the tests of landing put into the source and look for in the lake."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from gouji.storage import Store
from gouji.tables import normalize

PAGE = "<html><body><p>某市某局2021年政府信息公开工作年度报告</p></body></html>".encode()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def inventory(lake: Store) -> dict[str, dict[str, Any]]:
    """The rows of the files that are there."""
    rows = normalize.inventory(lake).iter_rows(named=True)
    return {row["path"]: row for row in rows if row["removed_at"] is None}


def state(lake: Store) -> list[tuple[str, str, datetime]]:
    return [(entry.path, entry.etag, entry.modified) for entry in lake.list()]
