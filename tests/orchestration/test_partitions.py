from __future__ import annotations

import pytest

from gouji.tables import schemas
from orchestration.partitions import YEARS, range_tags, years_of_run


def test_partitions_are_the_years_of_the_lake() -> None:
    assert YEARS.get_partition_keys() == list(schemas.YEARS)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([], []),
        (["2021"], ["2021"]),
        (["2021", "2019"], ["2019", "2020", "2021"]),
        (["unknown", "2034"], ["2034", "2035", "unknown"]),
    ],
)
def test_the_smallest_range_that_holds_them(years: list[str], expected: list[str]) -> None:
    tags = range_tags(years)
    assert (years_of_run(tags) if tags else []) == expected


def test_a_run_of_one_partition() -> None:
    assert years_of_run({"dagster/partition": "2020"}) == ["2020"]


def test_a_run_that_names_no_year_is_about_all() -> None:
    assert years_of_run({}) == list(schemas.YEARS)
