"""`gouji check --show`: the tables as read, in the terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from gouji.forms.model import CellKey
from gouji.forms.values import DASH, MISSING, UNREADABLE, CellValue
from tests.checking.conftest import Readers
from tests.reconciliation.samples import UNREADABLE as LOST
from tests.reconciliation.samples import disclosure, disputes, report, requests

Check = Callable[..., tuple[int, str]]
N = CellValue.reported
WIDTHS = (24, 40, 60, 80, 100, 140, 200)


@pytest.fixture(autouse=True)
def known_texts(reads: Readers) -> None:
    reads["ties"] = report(disclosure(), requests(), disputes())
    reads["breaks"] = report(requests(), disputes({"reconsideration.upheld": N(11)}))
    reads["lost"] = report(unreadable=LOST)
    odd = {
        CellKey("granted", "enterprise"): CellValue.ambiguous((1, None)),
        CellKey("granted", "other"): UNREADABLE,
        CellKey("denied_third_party", "other"): MISSING,
        CellKey("not_processed_repeat", "other"): DASH,
    }
    table = requests()
    figures = (f._replace(cell=odd[f.key]) if f.key in odd else f for f in table.figures)
    reads["odd"] = report(replace(table, figures=tuple(figures)))


@pytest.fixture
def shown(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """What is drawn below the text, line by line."""

    def run(kind: str, lang: str = "en", width: int = 140) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(width))
        path = tmp_path / f"{kind}.txt"
        path.write_text(kind, encoding="utf-8")
        code, plain = check(path, lang=lang)
        again, text = check("--show", path, lang=lang)
        assert code == again
        kept = plain.split("\n\n")[0]
        assert text.startswith(kept)
        return text.removeprefix(kept).splitlines()

    return run


def row(lines: list[str], label: str) -> list[str]:
    """The cells of the row that begins with a label."""
    found = next(line for line in lines if line.lstrip("│ ").startswith(label))
    return [part.strip() for part in found.strip("│").split("│")][1:]


def test_every_cell_is_drawn(shown: Callable[..., list[str]]) -> None:
    lines = shown("ties", width=200)
    assert row(lines, "new requests received")[-1] == "5"
    assert row(lines, "government rules")[-1] in ("·", "0")
    assert not any(set("!*?#") & set(line) for line in lines)
    assert "《收到和处理政府信息公开申请情况》" in "\n".join(shown("ties", "zh"))


def test_failing_cells_and_suspects_are_marked_by_characters(
    shown: Callable[..., list[str]],
) -> None:
    lines = shown("breaks")
    cells = row(lines, "administrative reconsideration")
    assert cells[0].startswith("11") and cells[0][2] in "!*"
    assert all(cell[-1] in "!*" for cell in cells)
    legend = "\n".join(line for line in lines if line.startswith(" !") or line.startswith(" *"))
    assert "edit that fails" in legend
    assert not any("\x1b" in line for line in lines)


def test_cells_in_doubt_are_marked(shown: Callable[..., list[str]]) -> None:
    lines = shown("odd")
    assert row(lines, "granted")[1] == "1/empty?"
    assert row(lines, "granted")[5] == "#"
    assert row(lines, "denied: third-party rights")[5] == "…"
    assert row(lines, "not processed: repeated request")[5] == "-"
    legend = "\n".join(lines)
    assert "not certain which cell" in legend and "cannot be read" in legend
    assert row(shown("odd", "zh"), "（一）予以公开")[1] == "1/空?"
    assert "读不准属于哪一格" in "\n".join(shown("odd", "zh"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(
    shown: Callable[..., list[str]], lang: str, width: int
) -> None:
    lines = shown("odd", lang, width)
    assert max(map(cell_len, lines)) <= width
    borders = {cell_len(line) for line in lines if line.startswith(("┌", "│", "├", "└"))}
    assert len(borders) <= 1, "wide characters count for two"
    text = "".join("".join(lines).split())
    assert ("1/空?" if lang == "zh" else "1/empty?") in text


def test_letters_stand_for_labels_that_have_no_room(shown: Callable[..., list[str]]) -> None:
    lines = shown("ties", width=80)
    assert any("A natural persons; B commercial enterprises" in line for line in lines)


def test_nothing_to_draw(shown: Callable[..., list[str]]) -> None:
    assert not any("│" in line for line in shown("lost"))
    assert not any("│" in line for line in shown("prose"))


def test_json_has_no_drawing(tmp_path: Path, check_json: Callable[..., tuple[int, object]]) -> None:
    (tmp_path / "a.txt").write_text("breaks", encoding="utf-8")
    assert check_json("--show", tmp_path / "a.txt")[0] == 1


def test_the_drawing_library_is_imported_only_to_draw(project_root: Path) -> None:
    code = (
        "import sys; from gouji.cli import main; main(['check', sys.argv[1]]);"
        "sys.exit('rich' in sys.modules)"
    )
    sample = project_root / "README.md"
    assert subprocess.run([sys.executable, "-c", code, sample], capture_output=True).returncode == 0
