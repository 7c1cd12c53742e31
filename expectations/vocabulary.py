"""What the forms and the crosswalk say, as frames that the suites' SQL can join.

Registered as views of the same names for `Evidence.sql`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from gouji.forms import catalogue, crosswalk


def form_cells() -> pl.DataFrame:
    """Every cell of every form: form, table, item, column, unit, signed."""
    rows = [
        (form, table.id, key.item, key.column, table.unit(key).value, column.signed)
        for table in catalogue.tables().values()
        for form in table.forms
        for key in table.cells(form)
        for column in (table.column(key.column),)
    ]
    names = ("form", "table", "item", "column", "unit", "signed")
    return pl.DataFrame(rows, schema=names, orient="row")


def concept_forms() -> pl.DataFrame:
    """How well each form gives each concept: measure, form, comparability."""
    rows = [
        (concept.id, source.form, source.comparability.value)
        for concept in crosswalk.concepts().values()
        for source in concept.sources
    ]
    return pl.DataFrame(rows, schema=("measure", "form", "comparability"), orient="row")


def concept_tables() -> pl.DataFrame:
    """The table that holds each concept: measure, form, table."""
    rows = {
        (concept.id, source.form, table)
        for concept in crosswalk.concepts().values()
        for source in concept.sources
        for table, _ in source.cells
    }
    return pl.DataFrame(sorted(rows), schema=("measure", "form", "table"), orient="row")


def concept_years() -> pl.DataFrame:
    """The years in which a concept changes its meaning: measure, year, comparability."""
    rows = [
        (concept.id, at.year, at.comparability.value)
        for concept in crosswalk.concepts().values()
        for at in concept.breaks
    ]
    return pl.DataFrame(rows, schema=("measure", "year", "comparability"), orient="row")


VIEWS: Mapping[str, Callable[[], pl.DataFrame]] = {
    "form_cells": form_cells,
    "concept_forms": concept_forms,
    "concept_tables": concept_tables,
    "concept_years": concept_years,
}
"""Every frame by the name of its view."""
