"""Stored tables held against their pandera models; each check is one kind of property.

The rows are valid when they are written (`gouji.tables.normalize`); this looks at what is stored,
whoever wrote it, before anything is built on it.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from gouji.errors import GoujiError
from gouji.storage import Store
from gouji.tables import dataset, models
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.partitions import years_of_run
from orchestration.resources import Home

CHECKED = ("reports", "table_readings", "figures", "claims")

COLUMNS, GIVEN, VALUES, KEY, ROWS = "columns", "given", "values", "key", "rows"
PROPERTIES = {
    COLUMNS: "列名、次序与类型 / Columns, their order and types are those of the dataset",
    GIVEN: "必填的列没有空值 / No value is missing where one must be",
    VALUES: "取值在封闭清单和上下限之内 / Values are in their closed lists, patterns and bounds",
    KEY: "主键唯一 / The key names one row only",
    ROWS: "同一行的各列互相符合 / The columns of a row agree with each other",
}
"""The checks of each dataset, and what each of them says."""

_CASES = {"column": pl.String, "check": pl.String, "row": pl.Int64, "value": pl.String}


def table_checks(name: str) -> dg.AssetChecksDefinition:
    """The checks of one dataset, over the years of a run, in one pass."""
    specs = [
        dg.AssetCheckSpec(prop, asset=name, description=text, blocking=True)
        for prop, text in PROPERTIES.items()
    ]

    @dg.multi_asset_check(specs=specs, name=f"{name}_model")
    def check(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
        years = years_of_run(context.run.tags)
        broken = {prop: pl.DataFrame(schema={"year": pl.String, **_CASES}) for prop in PROPERTIES}
        with told():
            for year in set(years) & set(dataset.years(home.lake_store, name)):
                for prop, cases in broken_rows(home.lake_store, name, year).items():
                    broken[prop].extend(cases.select(pl.lit(year).alias("year"), *_CASES))
        for prop, cases in broken.items():
            yield dg.AssetCheckResult(
                passed=cases.is_empty(),
                asset_key=dg.AssetKey(name),
                check_name=prop,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={
                    "broken": cases.height,
                    "years": f"{years[0]} .. {years[-1]}",
                    **_first(cases),
                },
            )

    return check


def _first(cases: pl.DataFrame) -> dict[str, dg.MarkdownMetadataValue]:
    return {"first": metadata.preview(cases, metadata.SHOWN_ROWS)} if cases.height else {}


def broken_rows(lake: Store, name: str, year: str) -> dict[str, pl.DataFrame]:
    """The failures of one year by property; properties that hold are left out.

    Frames have the columns column, check, row (number in the file) and value.
    """
    import pandera.errors

    try:
        rows = dataset.read(lake, name, [year])
    except GoujiError as error:
        case = {"column": [None], "check": [error.reason.en], "row": [None], "value": [None]}
        return {COLUMNS: pl.DataFrame(case, schema=_CASES)}
    try:
        models.model(name).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.select(
            pl.col("column").cast(pl.String),
            pl.col("check").cast(pl.String),
            pl.col("index").cast(pl.Int64).alias("row"),
            pl.col("failure_case").cast(pl.String).alias("value"),
            _property(name).alias("property"),
        )
        parts = cases.partition_by("property", as_dict=True, include_key=False)
        return {str(prop): frame for (prop,), frame in parts.items()}
    return {}


def _property(name: str) -> pl.Expr:
    """The property that a failure case of pandera breaks."""
    check, column, context = pl.col("check"), pl.col("column"), pl.col("schema_context")
    return (
        pl.when(check == "multiple_fields_uniqueness")
        .then(pl.lit(KEY))
        .when(check == "not_nullable")
        .then(pl.lit(GIVEN))
        .when(check.is_in(["column_in_dataframe", "column_in_schema", "column_ordered"]))
        .then(pl.lit(COLUMNS))
        .when(check.str.starts_with("dtype"))
        .then(pl.lit(COLUMNS))
        .when((context == "Column") & (column != name))
        .then(pl.lit(VALUES))
        .otherwise(pl.lit(ROWS))
    )
