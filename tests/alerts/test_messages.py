"""What people are told, word for word, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.alerts.messages import Event, Kind


def test_in_chinese_with_a_link(event: Event) -> None:
    linked = replace(event, link="https://ui.example/runs/8f1c")
    assert linked.text("zh") == (
        "【勾稽】关口未通过，没有发布任何内容\n"
        "· 一行 <at id=all> 与 & 不符\n"
        "运行：https://ui.example/runs/8f1c\n"
        "主目录：/srv/gouji\n"
        "时间：2024-04-02 05:30（北京时间）"
    )


def test_in_english_without_one(event: Event) -> None:
    assert event.text("en") == (
        "[gouji] The gate is shut; nothing was published\n"
        "- a row <!channel> & more does not tie\n"
        "Run id: 8f1c\n"
        'To look at it: gouji ui --home "/srv/gouji"\n'
        "Home: /srv/gouji\n"
        "Time: 2024-04-02 05:30 (Beijing)"
    )


def test_many_and_long_reasons_are_cut(event: Event) -> None:
    many = replace(event, reasons=(("长" * 1000, "long " * 1000),) * 9)
    assert "……另有 4 条" in many.text("zh")
    assert "... and 4 more" in many.text("en")
    assert len(many.text("zh")) < 2500


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_title_of_one_line(event: Event, kind: Kind) -> None:
    titles = {replace(event, kind=kind).title(lang) for lang in ("zh", "en")}
    assert len(titles) == 2
    assert not any("\n" in title for title in titles)


def test_it_comes_back_from_json(event: Event) -> None:
    assert Event.from_dict(event.as_dict()) == event
