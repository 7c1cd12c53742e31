"""Report years as Dagster's partitions, and which of them a run is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dagster as dg

from gouji.tables import schemas

YEARS = dg.StaticPartitionsDefinition(list(schemas.YEARS))
"""2008 .. 2035 and `unknown`, in this order."""

_KEY = "dagster/partition"
_START, _END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def range_tags(years: Sequence[str]) -> dict[str, str]:
    """The tags of a run over the smallest range that holds these years; none for no year."""
    places = sorted(schemas.YEARS.index(year) for year in years)
    if not places:
        return {}
    return {_START: schemas.YEARS[places[0]], _END: schemas.YEARS[places[-1]]}


def years_of_run(tags: Mapping[str, str]) -> list[str]:
    """The years that a run is about; all of them where it names none.

    Asset checks need this: what Dagster tells them of partitions differs by the way they are run.
    """
    if _KEY in tags:
        return [tags[_KEY]]
    start, end = tags.get(_START, schemas.YEARS[0]), tags.get(_END, schemas.YEARS[-1])
    return list(YEARS.get_partition_keys_in_range(dg.PartitionKeyRange(start, end)))
