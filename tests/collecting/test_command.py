"""`gouji collect`: exit codes and what a person is told, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.cli import main
from tests.collecting.misbehaving import Site


@pytest.fixture
def ready(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to work in, and leave to ask the site."""
    monkeypatch.setenv("GOUJI_COLLECT_CONTACT", "ops@example.org")
    monkeypatch.setenv("GOUJI_COLLECT_INTERVAL", "0")
    monkeypatch.setenv("GOUJI_COLLECT_PORTS", str(site.port))
    monkeypatch.setenv("GOUJI_COLLECT_ALLOW", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(*rows: str) -> None:
    Path("sources.csv").write_text("\n".join(["issuer,year,url", *rows]), encoding="utf-8")


@pytest.mark.parametrize(
    ("lang", "first", "second", "third"),
    [
        (
            "zh",
            "新收取  甲局 2023  2023/甲局.html\n共 1：新收取 1\n",
            "共 1：未变 1\n",
            "未能收取  甲局 2023  (第 2 行) 服务器答复状态码 404；先前的版本仍在\n"
            "共 1：未能收取 1\n",
        ),
        (
            "en",
            "new  甲局 2023  2023/甲局.html\n1: new 1\n",
            "1: unchanged 1\n",
            "failed  甲局 2023  (line 2) the server answered with the status 404; the earlier "
            "version is kept\n1: failed 1\n",
        ),
    ],
)
def test_collecting(
    ready: Path,
    site: Site,
    html_report: bytes,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    first: str,
    second: str,
    third: str,
) -> None:
    listed(f"甲局,2023,{site.with_etag('/a.html', html_report)}")
    command = ["collect", "sources.csv", "--into", "reports", "--lang", lang]
    assert (main(command), capsys.readouterr().out) == (0, first)
    assert (main(command), capsys.readouterr().out) == (0, second)
    del site.pages["/a.html"]
    assert (main(command), capsys.readouterr().out) == (1, third)
    listed()
    assert main(command) == 0
    assert "2023/甲局.html" in capsys.readouterr().out, "what is no longer listed is told"


def test_bad_input_is_told_before_anything_is_asked(
    ready: Path, site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["collect", "sources.csv", "--into", "reports", "--lang", "en"]
    assert main(command) == 2
    assert "sources.csv: there is no such file" in capsys.readouterr().err
    Path("sources.csv").write_text("issuer,year\n", encoding="utf-8")
    assert main(command) == 2
    assert "no column “url”" in capsys.readouterr().err
    listed(f"甲局,2023,{site.url}/a.html")
    Path("reports").mkdir()
    Path("reports/reports.csv").write_text("nothing\n", encoding="utf-8")
    assert main(command) == 2
    assert "reports.csv:1" in capsys.readouterr().err
    monkeypatch.delenv("GOUJI_COLLECT_CONTACT")
    assert main(command) == 2
    assert "--contact" in capsys.readouterr().err
    assert site.requests == []
