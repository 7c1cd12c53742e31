"""Reports from the web: what `sources.csv` names, fetched into the source of the runs.

Only there where a list is: `sources.csv` in a local source, or what GOUJI_SOURCES names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from gouji.collecting.collecting import collect
from gouji.collecting.command import read_sources
from gouji.collecting.policy import Policy
from gouji.collecting.results import Collected, frame
from gouji.extraction.identity.sidecar import SOURCES_NAME
from gouji.settings import Settings
from gouji.storage import is_remote
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.resources import Home

NAME, CHECK, GROUP = "collected_reports", "every_source_collected", "collecting"
SHOWN = 100


def sources_of(settings: Settings) -> str | None:
    """The list to collect from; None where there is none."""
    if settings.sources is not None:
        return settings.sources
    if is_remote(settings.source):
        return None
    beside = Path(settings.source, SOURCES_NAME)
    return str(beside) if beside.is_file() else None


def collecting_assets(settings: Settings) -> Sequence[dg.AssetsDefinition]:
    """The asset that collects, where there is a list."""
    listed = sources_of(settings)
    return [_collecting(listed)] if listed is not None else []


def _collecting(listed: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=NAME,
        group_name=GROUP,
        owners=list(metadata.OWNERS),
        kinds={"http", "file"},
        check_specs=[
            dg.AssetCheckSpec(
                CHECK,
                asset=NAME,
                description="清单中的报告都已收取 / Every report of the list is there.",
            )
        ],
    )
    def collected_reports(home: Home) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """The reports that `sources.csv` names, fetched into the source of the runs.

        Politely, only what has changed, with a record of where each came from. A source that fails
        stops no other: the check names it.

        按清单从网上收取的报告：遵守 robots.txt，限速，只收有变化的，并留存来源记录；
        未能收取的逐个说明原因。
        """
        with told():
            folder, _, name = listed.rpartition("/")
            sources = read_sources(home.store(folder), name)
            done = collect(sources, home.store(home.source), Policy.from_environment())
        return _told_of(done)

    return collected_reports


def _told_of(done: Collected) -> dg.MaterializeResult:  # type: ignore[type-arg]
    results = frame(done.results)
    failed = [result for result in done.results if not result.fine]
    rows = [
        dg.TableRecord(
            {
                "line": result.source.line,
                "issuer": result.source.issuer,
                "zh": result.reason.zh if result.reason else "",
                "en": result.reason.en if result.reason else "",
            }
        )
        for result in failed[:SHOWN]
    ]
    lost = {"failed": dg.MetadataValue.table(rows)} if rows else {}
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": results.height,
            **{str(outcome): count for outcome, count in done.counts.items() if count},
            "no longer listed": list(done.no_longer_listed),
            "preview": metadata.preview(
                results.select("line", "issuer", "year", "outcome", "path", "reason_zh")
            ),
        },
        check_results=[
            dg.AssetCheckResult(
                passed=not failed,
                check_name=CHECK,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"sources": results.height, "not collected": len(failed), **lost},
            )
        ],
    )
