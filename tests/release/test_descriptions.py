"""What is said of the published models and columns: each language whole, codes and warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gouji.extraction.report import Coverage, IssuerKind
from gouji.forms.values import State
from gouji.reconciliation.status import NAMES, Status
from gouji.release.dictionary import in_both_languages
from gouji.release.models import MODELS

MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"
FIGURES = (
    "fct_figures",
    "figures_as_published",
    "mart_request_outcomes",
    "mart_denial_reasons",
    "mart_outcomes_by_applicant",
    "mart_dispute_outcomes",
    "mart_proactive_disclosure",
)
"""The models whose figures somebody may want to sum over reports."""


def _documents() -> dict[str, str]:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in MARTS.glob("*.md"))
    found = re.findall(r"{% docs (\w+) %}(.*?){% enddocs %}", texts, re.DOTALL)
    return {name: text.strip() for name, text in found}


def _written() -> Iterator[tuple[str, str]]:
    """Every description of a published model or column, as dbt puts it together."""
    documents = _documents()

    def whole(text: str) -> str:
        return re.sub(r"{{ doc\('(\w+)'\) }}", lambda match: documents[match[1]], text)

    for path in MARTS.glob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
            if model["name"] in MODELS:
                yield model["name"], whole(model["description"])
                for column in model["columns"]:
                    yield f"{model['name']}.{column['name']}", whole(column["description"])


@pytest.fixture(scope="module")
def descriptions() -> dict[str, str]:
    return dict(_written())


def test_each_language_stands_alone(descriptions: dict[str, str]) -> None:
    for name, text in descriptions.items():
        zh, en = in_both_languages(text)
        assert re.search(r"[\u4e00-\u9fff]", zh), name
        assert zh.endswith(("。", "）")), (name, zh)  # not broken off
        assert not re.search(r"[，。；：、（）]", en), (name, en)
        assert not re.search(r"(?:[A-Za-z]+ ){4}", zh), (name, zh)


@pytest.mark.parametrize("model", FIGURES)
def test_who_sums_figures_is_told_what_contains_what(
    descriptions: dict[str, str], model: str
) -> None:
    zh, en = in_both_languages(descriptions[model])
    assert "已含其下级各单位的数" in zh and "同一统计范围（coverage）" in zh
    assert "holds the units below it" in en and "level and coverage" in en


def test_codes_are_told_in_both_languages(descriptions: dict[str, str]) -> None:
    codes = {
        "table_status": [s.value for s in Status if s is not Status.NARRATIVE],
        "issuer_kind": [kind.value for kind in IssuerKind],
        "level": ["province", "prefecture", "county", "township", "unknown"],
        "coverage": [coverage.value for coverage in Coverage],
        "state": [state.value for state in State],
    }
    for name, text in descriptions.items():
        for part in in_both_languages(text):
            missing = [one for one in codes.get(name.partition(".")[2], ()) if one not in part]
            assert not missing, (name, part, missing)


def test_a_status_has_one_name_in_chinese(descriptions: dict[str, str]) -> None:
    said = descriptions["fct_figures.table_status"]
    assert all(
        f"{zh}（{status.value}）" in said
        for status, (zh, _) in NAMES.items()
        if status is not Status.NARRATIVE
    )
    assert not [name for name, text in descriptions.items() if re.search("暂扣|[不未]予发布", text)]
