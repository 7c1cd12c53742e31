"""Every published column has a short Chinese title of its own: none is cut, none is used twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from gouji.release.models import MODELS
from gouji.release.titles import column_title, titles

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"


@pytest.fixture(scope="module")
def columns() -> dict[str, list[str]]:
    """The columns of every published model, which dbt holds the files to (enforced contracts)."""
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in MARTS.glob("*.yml")]
    found = {
        model["name"]: [column["name"] for column in model["columns"]]
        for content in read
        for model in content.get("models", ())
        if model["name"] in MODELS
    }
    assert set(found) == set(MODELS)
    return found


def test_every_published_column_has_a_short_title(columns: dict[str, list[str]]) -> None:
    odd = {
        f"{model}.{name}": title
        for model, names in columns.items()
        for name in names
        if (title := column_title(model, name)) == name or not 2 <= len(title) <= 14
    }
    assert odd == {}


def test_no_title_is_used_twice_in_a_sheet(columns: dict[str, list[str]]) -> None:
    twice = {
        model: [title for title, n in counted.items() if n > 1]
        for model, names in columns.items()
        if (counted := Counter(column_title(model, name) for name in names)).most_common(1)[0][1]
        > 1
    }
    assert twice == {}


def test_no_title_is_left_over(columns: dict[str, list[str]]) -> None:
    of_models = {f"{model}.{name}" for model, names in columns.items() for name in names}
    assert set(titles()) <= of_models | {name for names in columns.values() for name in names}


@pytest.mark.parametrize(
    ("model", "column", "title"),
    [
        ("mart_coverage", "status", "发布情况"),
        ("mart_reconciliation", "status", "核对结果"),
        ("mart_request_outcomes", "granted", "予以公开"),
        ("mart_request_outcomes", "clearance_rate", "办结率"),
        ("mart_dispute_outcomes", "other", "其他结果"),
        ("mart_outcomes_by_applicant", "other", "其他处理"),
        ("mart_of_old", "no_such_column", "no_such_column"),
    ],
)
def test_titles(model: str, column: str, title: str) -> None:
    assert column_title(model, column) == title
