"""Readings: what the reader finds in each document, once for each content and parser version."""

from __future__ import annotations

import dagster as dg

from gouji.extraction.reader import PARSER_VERSION
from gouji.reading import read_new
from gouji.tables import readings as stored
from orchestration.assets.landing import raw_reports
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.progress import tell
from orchestration.resources import Home

VERSION = "parser version"


@dg.asset(
    deps=[raw_reports],
    group_name="reading",
    owners=list(metadata.OWNERS),
    kinds={"python", "parquet"},
    code_version=PARSER_VERSION,
    metadata={"dagster/column_schema": metadata.column_schema("documents")},
)
def readings(home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Figures, claims and identity of every landed document, with where each stands in it.

    Bytes that this parser version has read are not read again; what cannot be read says why.

    读取结果：逐份文件读出表格、数字、文中所述与发布机关。同一内容、同一版本的读取程序只读一次。
    """
    with told():
        lake = home.lake_store
        done = read_new(lake, PARSER_VERSION, progress=tell())
        index = stored.index(lake, PARSER_VERSION)
    unreadable = [(one.path, one.reason.zh, one.reason.en) for one in done.unreadable]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": index.height,
            VERSION: PARSER_VERSION,
            "read now": done.read,
            "read before": done.known,
            "unreadable now": len(unreadable),
            "unreadable": metadata.first_rows(
                ("path", "原因", "reason"), unreadable, len(unreadable)
            ),
            "by form": dg.MetadataValue.json(metadata.counts(index, "form")),
            "preview": metadata.preview(
                index.select("path", "issuer", "year", "form", "unreadable_zh")
            ),
        }
    )
