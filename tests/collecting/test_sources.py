"""The rows of sources.csv, and the settings of collecting."""

from __future__ import annotations

import pytest

from gouji.collecting.policy import Policy, PolicyError
from gouji.collecting.sources import SourcesError, parse_sources, safe_name


def codes(text: str) -> list[str | None]:
    return [one.refused.code if one.refused else None for one in parse_sources(text, "s.csv")]


def test_a_row_says_where_its_file_goes() -> None:
    text = (
        "\ufeffissuer, year,url,division_code,level,path\n"
        "澍湾市教育局,2023,https://a.example/1.html,,,\n"
        "澍湾市教育局,2023,https://a.example/2.html,330102,county,\n"
        "澍湾市卫健委,2022,https://a.example/3.pdf,,,health/2022.pdf\n"
    )
    found = parse_sources(text, "s.csv")
    assert [one.stem for one in found] == [
        "2023/澍湾市教育局",
        "2023/330102-澍湾市教育局",
        "health/2022",
    ]
    assert [(one.line, one.level) for one in found] == [(2, ""), (3, "county"), (4, "")]


def test_a_bad_row_stops_no_other() -> None:
    rows = [
        ("甲局,2023,https://a.example/", None),
        (",2023,https://a.example/", "row_issuer"),
        ("甲局,23,https://a.example/", "row_year"),
        ("甲局,2099,https://a.example/", "row_year"),
        ("甲局,2022,ftp://a.example/", "row_url"),
        ("甲局,2022,https:///a", "row_url"),
        ("甲局,2022,https://u:hush@a.example/", "row_url"),
        ("甲局,2022,javascript:alert(1)", "row_url"),
        ("甲局,2023,https://a.example/other", "row_double"),
        ("甲局,2022,https://a.example/,more", "row_cells"),
    ]
    text = "issuer,year,url\n" + "".join(f"{row}\n" for row, _ in rows)
    assert codes(text) == [code for _, code in rows]
    told = [one.refused for one in parse_sources(text, "s.csv") if one.refused]
    assert not any("hush" in reason.zh + reason.en for reason in told)


@pytest.mark.parametrize(
    "path", ["../a.html", "/etc/a", ".hidden/a", "a/.b", "a\\b", "a\x00b", ".", "a/../../b"]
)
def test_a_path_cannot_leave_the_folder(path: str) -> None:
    text = f'issuer,year,url,path\n甲局,2023,https://a.example/,"{path}"\n'
    assert codes(text) == ["row_path"]


def test_names_are_harmless() -> None:
    assert safe_name("../../甲局/乙\\丙\n") == "______甲局_乙_丙_"
    assert len(safe_name("局" * 500).encode()) <= 120


@pytest.mark.parametrize(
    ("text", "word"),
    [("", "issuer"), ("issuer,year\n", "url"), ("issuer,year,url,cookie\n", "cookie")],
)
def test_a_list_without_its_columns_cannot_be_used(text: str, word: str) -> None:
    with pytest.raises(SourcesError) as caught:
        parse_sources(text, "s.csv")
    assert word in caught.value.reason.zh
    assert word in caught.value.reason.en


def test_whoever_collects_says_who_they_are() -> None:
    for env in ({}, {"GOUJI_COLLECT_CONTACT": "me"}, {"GOUJI_COLLECT_CONTACT": "a@b\r\nX: y"}):
        with pytest.raises(PolicyError, match="GOUJI_COLLECT_CONTACT"):
            Policy.from_environment(environment=env)
    env = {
        "GOUJI_COLLECT_CONTACT": "https://a.example/bot",
        "GOUJI_COLLECT_INTERVAL": "0.5",
        "GOUJI_COLLECT_PORTS": "8080, 8443",
        "GOUJI_COLLECT_ALLOW": "10.1.0.0/16",
    }
    found = Policy.from_environment(environment=env)
    assert (found.interval, found.ports) == (0.5, frozenset({80, 443, 8080, 8443}))
    assert str(found.allowed[0]) == "10.1.0.0/16"
    assert Policy.from_environment(contact="a@b.example", environment=env).contact == "a@b.example"


@pytest.mark.parametrize(
    "setting",
    [
        {"GOUJI_COLLECT_INTERVAL": "-1"},
        {"GOUJI_COLLECT_INTERVAL": "soon"},
        {"GOUJI_COLLECT_PORTS": "http"},
        {"GOUJI_COLLECT_ALLOW": "10.1.2.3/8"},
    ],
)
def test_settings_that_mean_nothing(setting: dict[str, str]) -> None:
    with pytest.raises(PolicyError, match=next(iter(setting))):
        Policy.from_environment(contact="a@b.example", environment=setting)
