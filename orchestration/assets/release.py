"""From candidate to release: what is to be judged, and the only way out.

The gate itself is the blocking check on `candidate` (`orchestration.checks.gate`). It holds within
one run; `release` asks for the stored verdict again, so that materializing it alone, later, does
not get round a shut gate.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from gouji.release.content import candidate_files, content_hash
from gouji.release.publish import publish
from orchestration import inputs
from orchestration.assets.warehouse import project
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.resources import Home
from orchestration.serving import links


def candidate_asset(models: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset `candidate`, on top of every model that dbt exports."""

    @dg.asset(
        deps=list(models),
        group_name="gate",
        owners=list(metadata.OWNERS),
        kinds={"parquet"},
    )
    def candidate(home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """What might be published: every exported model, under one content hash.

        The hash also covers rules, review decisions and thresholds. The gate judges exactly this,
        and nothing else is published.

        待判定的发布内容：dbt 导出的全部对比表，连同其内容摘要；摘要也涵盖规则、审核决定和阈值。
        """
        with told():
            folder = home.settings.candidate
            digest = content_hash(folder, inputs.digests(home))
            rows = {name: metadata.parquet_rows(p) for name, p in candidate_files(folder).items()}
        return dg.MaterializeResult(
            metadata={
                "content hash": digest,
                "place": str(folder),
                "dagster/row_count": sum(rows.values()),
                "rows": dg.MetadataValue.md(metadata.table(("model", "rows"), [*rows.items()])),
            },
            data_version=dg.DataVersion(digest),
        )

    return candidate


@dg.asset(
    deps=["candidate"],
    group_name="release",
    owners=list(metadata.OWNERS),
    kinds={"parquet", "duckdb", "html"},
)
def release(home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """An immutable release of the candidate, if the stored verdict opens the gate for exactly it.

    The pointer `current.json` is written last. The same content makes no second release.

    发布：再次核对候选内容与存档的判定，相符才写出不可更改的新版本，最后改写指针；内容未变则不出新版本。
    """
    with told():
        settings = home.settings
        done = publish(
            settings.candidate,
            settings.home,
            home.releases_store,
            inputs.release_inputs(home),
            strict=settings.strict,
            dbt_manifest=project(settings).manifest_path,
        )
        inputs.remember(home, done.release_id)
    return dg.MaterializeResult(
        metadata=metadata.facts(
            {
                "pages": dg.MetadataValue.url(links.release_index(done.release_id)),
                "release": done.release_id,
                "new": done.created,
                "place": done.uri,
                "content hash": done.content_hash,
                "previous": done.previous,
                "guarded against a second publisher": done.guarded,
            }
        ),
        data_version=dg.DataVersion(done.content_hash),
    )
