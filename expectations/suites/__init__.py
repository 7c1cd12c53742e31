"""The suites, in the order in which the verdict tells them.

A suite is a module with `validations(evidence) -> list[Validation]`; a new one takes its place in
`ALL`. It may be as slow as one pass over its model and no slower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from expectations.frames import Evidence
from expectations.suites import (
    cell_marts,
    comparison_marts,
    conditions,
    coverage,
    dimensions,
    fct_figures,
    figures_as_published,
    mart_reconciliation,
    mart_request_outcomes,
    mart_withheld_reports,
    mart_year_over_year,
)
from expectations.validation import Validation

Suite = Callable[[Evidence], list[Validation]]

ALL: Mapping[str, Suite] = {
    fct_figures.SUITE: fct_figures.validations,
    mart_request_outcomes.SUITE: mart_request_outcomes.validations,
    **{mart.name: partial(cell_marts.validations, mart) for mart in cell_marts.MARTS},
    mart_year_over_year.SUITE: mart_year_over_year.validations,
    **{mart: partial(comparison_marts.validations, mart) for mart in comparison_marts.MARTS},
    mart_reconciliation.SUITE: mart_reconciliation.validations,
    mart_withheld_reports.SUITE: mart_withheld_reports.validations,
    figures_as_published.SUITE: figures_as_published.validations,
    dimensions.SUITE: dimensions.validations,
    coverage.SUITE: coverage.validations,
    conditions.SUITE: conditions.validations,
}
"""Every suite by name."""
