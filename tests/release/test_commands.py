"""What a person types: each command answers in words and with an exit code."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from gouji.release.commands import add_arguments, releases
from gouji.release.rollback import roll_back
from tests.candidates import World
from tests.release.conftest import current


def run(world: World, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    code = releases(parser.parse_args([*words, "--home", str(world.home)]))
    told = capsys.readouterr()
    return code, told.out, told.err


def test_list(world: World, three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    roll_back(world.releases)
    world.releases.write("20260301T130000Z-half/marts/dim_year.parquet", b"")
    code, out, _ = run(world, capsys, "list", "--lang", "en")
    assert code == 0
    lines = out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["20260301T130000Z-half", *reversed(three)]
    states = ("unfinished", "rolled back, held", "current", "earlier")
    for line, state in zip(lines, states, strict=True):
        assert state in line
    assert "4 reports published, 1 tables and 1 whole reports withheld" in lines[1]


def test_a_release_that_lost_the_race_is_told_apart(
    world: World, three: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lost = world.files(f"releases/{three[2]}")["manifest.json"].replace(
        three[2].encode(), b"20260301T125959Z-lost"
    )
    world.releases.write("20260301T125959Z-lost/manifest.json", lost)
    _, out, _ = run(world, capsys, "list", "--lang", "en")
    assert "it never became current" in out.splitlines()[0]


def test_show(world: World, three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(world, capsys, "show", "--lang", "zh")
    assert code == 0
    assert out.splitlines()[0] == f"{three[2]}  当前"
    assert f"上一个: {three[1]}" in out
    assert "595 行" in out
    assert run(world, capsys, "show", three[0])[1].startswith(three[0])


def test_verify(world: World, three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(world, capsys, "verify")[0] == 0
    Path(world.releases.url, three[2], "index.html").write_bytes(b"")
    code, out, _ = run(world, capsys, "verify", "--lang", "zh")
    assert code == 1
    assert "index.html" in out
    assert run(world, capsys, "verify", three[0])[0] == 0


def test_diff(world: World, three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(world, capsys, "diff", "--lang", "en")
    assert code == 0
    assert out.startswith(f"{three[1]} -> {three[2]}")
    assert "dim_issuer: 5 -> 5  differs" in out
    assert run(world, capsys, "diff", three[0], three[2])[1].startswith(f"{three[0]} -> {three[2]}")
    assert run(world, capsys, "diff", three[0], three[0])[0] == 0


def test_rollback(world: World, three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(world, capsys, "rollback", "--reason", "有误", "--lang", "zh")
    assert code == 0
    assert f"{three[2]} -> {three[1]}" in out
    assert current(world) == three[1]
    code, out, _ = run(world, capsys, "rollback", "--unhold", three[2])
    assert code == 0
    assert current(world) == three[1]


@pytest.mark.parametrize(
    "words",
    [
        ("show",),
        ("verify",),
        ("diff",),
        ("rollback",),
        ("show", "nowhere"),
        ("rollback", "--unhold", "x"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    world: World, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, err = run(world, capsys, *words)
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_an_empty_place_lists_as_empty(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(world, capsys, "list", "--lang", "zh")
    assert code == 0
    assert "还没有任何发布" in out


def test_prune(world: World, three: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(world, capsys, "prune", "--keep", "2", "--dry-run", "--lang", "en")
    assert (code, out) == (0, f"would delete {three[0]}\n")
    code, out, _ = run(world, capsys, "prune", "--keep", "2", "--lang", "zh")
    assert (code, out) == (0, f"已删除 {three[0]}\n")
    code, out, _ = run(world, capsys, "prune", "--keep", "2", "--lang", "en")
    assert (code, out) == (0, "There is nothing to delete.\n")
    code, _, err = run(world, capsys, "prune", "--keep", "0", "--lang", "zh")
    assert code == 2 and "至少要保留" in err
    code, out, _ = run(world, capsys, "list", "--lang", "en")
    assert code == 0 and len(out.splitlines()) == 2
