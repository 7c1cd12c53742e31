"""What landing says of files that are gone, and of a clock that was set back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from gouji.extraction.reader import PARSER_VERSION
from gouji.landing import LandingResult, land
from gouji.reading import read_new
from gouji.samples import samples_dir
from gouji.storage import Store, open_store
from gouji.tables.normalize import normalize

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAMPLE = "zhepu_2022.txt"


@pytest.fixture
def source(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "source")
    for name in ("a.txt", "b.txt", "c.txt"):
        store.write(name, name.encode())
    return store


@pytest.fixture
def lake(tmp_path: Path) -> Store:
    return open_store(tmp_path / "lake")


def _gone(result: LandingResult) -> list[str]:
    return [note.path for note in result.gone]


def test_a_file_that_is_gone_is_named_once(source: Store, lake: Store) -> None:
    assert _gone(land(source, lake, DAY)) == []
    source.delete("a.txt")
    result = land(source, lake, DAY + timedelta(days=1))
    assert _gone(result) == ["a.txt"]
    assert "2026-03-01" in result.gone[0].reason.en
    assert "2026-03-01" in result.gone[0].reason.zh
    assert _gone(land(source, lake, DAY + timedelta(days=2))) == []


def test_what_was_changed_or_renamed_is_not_gone(source: Store, lake: Store) -> None:
    land(source, lake, DAY)
    source.write("a.txt", b"corrected")
    source.write("moved/b.txt", b"b.txt")
    source.delete("b.txt")
    assert _gone(land(source, lake, DAY + timedelta(days=1))) == []


def test_of_many_that_are_gone_some_are_named_and_all_counted(source: Store, lake: Store) -> None:
    for number in range(30):
        source.write(f"{number}.txt", str(number).encode())
    land(source, lake, DAY)
    for number in range(30):
        source.delete(f"{number}.txt")
    result = land(source, lake, DAY + timedelta(days=1))
    assert (result.removed, len(result.gone)) == (30, 21)
    assert "10 more" in result.gone[-1].reason.en


def test_another_source_is_told_once_and_not_file_by_file(
    source: Store, lake: Store, tmp_path: Path
) -> None:
    land(source, lake, DAY)
    other = open_store(tmp_path / "other")
    other.write("d.txt", b"d")
    result = land(other, lake, DAY + timedelta(days=1))
    assert [note.reason.code for note in result.warnings] == ["other_source"]
    assert result.gone == ()


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=400)])
def test_a_clock_that_was_set_back_makes_no_correction_older(
    back: timedelta, source: Store, lake: Store
) -> None:
    text = (samples_dir() / SAMPLE).read_bytes()
    source.write("first.txt", text)
    land(source, lake, DAY)
    source.write("corrected.txt", text.replace(b"2184", b"2185"))
    result = land(source, lake, DAY - back)
    assert [note.reason.code for note in result.warnings] == ["clock"]
    read_new(lake, PARSER_VERSION)
    reports = normalize(lake, PARSER_VERSION).reports
    current = reports.filter(pl.col("is_current") & (pl.col("year") == 2022))
    assert current["path"].to_list() == ["corrected.txt"]
    again = land(source, lake, DAY - back)
    assert (again.changed, again.warnings) == (False, ())
