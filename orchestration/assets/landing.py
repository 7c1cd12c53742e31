"""Raw reports: the bytes of the source, taken into the lake by their digest."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from gouji.landing import LandingResult, Note, land
from gouji.tables import normalize
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.progress import tell
from orchestration.resources import Home

REFUSED, WARNINGS, GONE, LISTING = "refused", "warnings", "gone", "listing"
SHOWN_NOTES = 100


@dg.asset(
    group_name="landing",
    owners=list(metadata.OWNERS),
    kinds={"file", "s3"},
    metadata=metadata.lake_metadata("inventory"),
)
def raw_reports(home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The files of the source, stored once by the digest of their bytes, with an inventory.

    Of each file: path, size, sha256, format, when it was first seen; and the rows of `reports.csv`.
    Landing the same bytes again does nothing.

    原始报告：来源中的全部文件，按内容摘要存入数据湖，并登记清单。内容未变则什么也不写。
    """
    with told():
        source = home.store(home.source)
        lake = home.lake_store
        found = land(source, lake, datetime.now(UTC), progress=tell())
        inventory = normalize.inventory(lake)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": inventory.height,
            "source": found.source,
            LISTING: found.listing,
            "files": found.files,
            "fetched": found.read,
            "new objects": found.stored,
            "gone from the source": found.removed,
            **_noted(found),
            "preview": metadata.preview(
                inventory.select("path", "size", "format", "first_seen", "sha256")
            ),
        }
    )


def _noted(found: LandingResult) -> dict[str, dg.TableMetadataValue]:
    kinds = {REFUSED: found.refused, WARNINGS: found.warnings, GONE: found.gone}
    return {kind: _table(notes) for kind, notes in kinds.items() if notes}


def _table(notes: tuple[Note, ...]) -> dg.TableMetadataValue:
    rows = [
        dg.TableRecord({"path": note.path, "zh": note.reason.zh, "en": note.reason.en})
        for note in notes[:SHOWN_NOTES]
    ]
    return dg.MetadataValue.table(rows)
