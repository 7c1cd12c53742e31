"""What the dbt project repeats of the library agrees with it."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
from pathlib import Path

import pytest

from gouji.divisions import derived as divisions
from gouji.extraction.report import IssuerKind
from gouji.forms import catalogue, derived
from gouji.forms.comparisons import comparisons
from gouji.forms.model import RuleKind
from gouji.forms.values import State
from gouji.reconciliation.status import REPORT_ORDER, Status
from gouji.release.models import MODELS, PUBLISHABLE
from tests.dbt_project.conftest import PROJECT

OF_DIVISIONS = divisions.project_files()
DERIVED = {**derived.project_files(), **OF_DIVISIONS}


@pytest.mark.parametrize("name", DERIVED)
def test_derived_files_are_up_to_date(name: str) -> None:
    on_disk = (PROJECT / name).read_text(encoding="utf-8")
    room = "divisions" if name in OF_DIVISIONS else "forms"
    assert on_disk == DERIVED[name], f"run `python -m gouji.{room}.derived`"


def test_no_seed_is_written_by_hand() -> None:
    seeds = {f"seeds/{path.name}" for path in (PROJECT / "seeds").glob("*.csv")}
    assert seeds == {name for name in DERIVED if name.startswith("seeds/")}


def test_a_change_of_the_forms_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").touch()
    assert derived.main([str(tmp_path)]) == divisions.main([str(tmp_path)]) == 0
    seed = tmp_path / "seeds" / "form_items.csv"
    assert seed.read_text(encoding="utf-8") == derived.project_files()["seeds/form_items.csv"]


def test_will_not_write_anywhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert derived.main([str(tmp_path)]) == divisions.main([str(tmp_path)]) == 2
    assert "is not a dbt project" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def _seed(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(derived.project_files()[f"seeds/{name}.csv"])))


def test_cells_are_those_of_every_form() -> None:
    found = {
        (r["form_id"], r["table_id"], r["item_id"], r["column_id"]) for r in _seed("form_cells")
    }
    assert found == {
        (form, table.id, *key)
        for table in catalogue.tables().values()
        for form in table.forms
        for key in table.cells(form)
    }


def test_parts_of_the_request_edits() -> None:
    parts = {
        row["item_id"]: (row["part_of_rule"], row["part_side"])
        for row in _seed("form_items")
        if row["form_id"] == "form_2021" and row["table_id"] == "requests"
    }
    assert parts["brought_forward"] == ("requests.balance", "lhs")
    assert parts["carried_forward"] == ("requests.balance", "rhs")
    assert parts["other_misc"] == ("requests.outcomes", "lhs")
    assert parts["outcome_total"] == ("", "")


def test_every_item_of_requests_adds_to_one_measure() -> None:
    assert derived.measure_of("requests", "denied_third_party") == "denied"
    assert derived.measure_of("requests", "not_processed_repeat") == "not_processed"
    assert derived.measure_of("requests", "other_unsplit") == "other"
    assert derived.measure_of("requests", "partially_granted") == "partially_granted"
    assert derived.measure_of("requests", "outcome_total") == "outcome_total"
    assert derived.measure_of("disputes", "reconsideration") is None


def test_measures_in_sql_are_those_of_the_forms() -> None:
    text = (PROJECT / "macros" / "vocabulary.sql").read_text(encoding="utf-8")
    _, _, macro = text.partition("macro request_measures")
    measures = [row["measure"] for row in _seed("request_measures")]
    assert re.findall(r'"(\w+)"', macro.partition("endmacro")[0]) == measures
    mart = (PROJECT / "models/marts/mart_request_outcomes.sql").read_text(encoding="utf-8")
    assert re.findall(r"measure = '(\w+)'", mart) == measures


def test_names_of_the_comparisons_in_sql_are_those_of_the_forms() -> None:
    text = (PROJECT / "macros" / "vocabulary.sql").read_text(encoding="utf-8")

    def names(macro: str) -> list[str]:
        return re.findall(
            r'"(\w+)"', text.partition(f"macro {macro}()")[2].partition("endmacro")[0]
        )

    ranked = [one.id for one in comparisons().measures if one.table == "requests"]
    assert names("peer_request_measures") == ranked
    judged = [one.id for one in comparisons().scorecard.dimensions]
    assert names("scorecard_dimensions") == judged
    marts = "".join(path.read_text() for path in (PROJECT / "models" / "marts").glob("*.yml"))
    for verdict in comparisons().verdicts:
        assert verdict in marts


def test_statuses_in_sql_are_those_of_the_library() -> None:
    text = (PROJECT / "macros" / "vocabulary.sql").read_text(encoding="utf-8")
    _, _, macro = text.partition("macro published_statuses")
    published = re.findall(r"'(\w+)'", macro.partition("endmacro")[0])
    assert set(published) == set(PUBLISHABLE) == {s.value for s in Status if s.publishable}
    staging = (PROJECT / "models/staging/staging.yml").read_text(encoding="utf-8")
    lists = [set(found.split(", ")) for found in re.findall(r"values: \[([\w, ]+)\]", staging)]
    assert {status.value for status in REPORT_ORDER} in lists
    assert {status.value for status in Status} in lists


@pytest.mark.parametrize("vocabulary", [State, IssuerKind])
def test_accepted_values_are_those_of_the_library(
    vocabulary: type[State] | type[IssuerKind],
) -> None:
    texts = [path.read_text(encoding="utf-8") for path in PROJECT.rglob("*.yml")]
    lists = [
        set(found.split(", ")) for t in texts for found in re.findall(r"values: \[([\w, ]+)\]", t)
    ]
    assert {member.value for member in vocabulary} in lists


def test_every_published_model_exists() -> None:
    models = {path.stem for path in (PROJECT / "models" / "marts").glob("*.sql")}
    assert models == set(MODELS)


def test_an_installed_project_can_be_found() -> None:
    spec = importlib.util.find_spec("dbt_project")
    assert spec and spec.origin
    assert (Path(spec.origin).parent / "dbt_project.yml").is_file()


def test_descriptions_name_nothing_that_is_not_published() -> None:
    """A reader has the models; of a seed he has only what a model repeats."""
    seeds = {path.stem for path in (PROJECT / "seeds").glob("*.csv")}
    seeds -= {"divisions", "forms"}  # a kind of rule and a column are called so, too
    marts = PROJECT / "models" / "marts"
    for path in (*marts.glob("*.yml"), *marts.glob("*.md")):
        if path.stem.startswith("unit_tests"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search("ref\\(|arguments:|name:", line):
                continue
            # One word is a name in a Chinese line, and in English at most in brackets.
            words = set(re.findall(r"[a-z_]+", line))
            in_brackets = set(re.findall(r"\(([a-z_]+)\)", line))
            named = words if re.search("[\u4e00-\u9fff]", line) else in_brackets
            named |= {word for word in words if "_" in word}
            assert not named & seeds, (path.name, line)


def test_numbers_told_in_descriptions_are_those_of_the_data() -> None:
    marts = PROJECT / "models" / "marts"
    peers = (marts / "mart_peer_comparison.yml").read_text(encoding="utf-8")
    least = comparisons().least_peers
    assert f"不足{least}份" in peers and f"fewer than {least} reports" in peers
    scores = (marts / "mart_report_scorecard.yml").read_text(encoding="utf-8")
    card = comparisons().scorecard
    assert f"不足{card.least_assessed}分" in scores and f"below {card.least_assessed}." in scores
    rules = (marts / "dim_rule.yml").read_text(encoding="utf-8")
    assert f"重大{card.major}，轻微{card.minor}" in rules
    (kinds,) = re.findall(r"values: \[(balance[\w, ]+)\]", rules)
    assert set(kinds.split(", ")) == {kind.value for kind in RuleKind} | {"deadline"}
