"""What the UI's server answers beside Dagster: the right page, nothing outside, no script."""

from __future__ import annotations

import os
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from gouji.release.pages import FOLDER
from gouji.release.report_page import page_name
from gouji.release.unpublished import pages_of
from gouji.settings import Settings
from orchestration.serving import links, pages

REPORT, RELEASE, CONTENT, OTHER = "000000-某局-2020", "20260301T120000Z-aaaa", "a" * 64, "b" * 64
Answer = tuple[int, str, Message, str]
Get = Callable[[str], Answer]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "releases" / RELEASE
    (folder / FOLDER).mkdir(parents=True)
    (folder / FOLDER / page_name(REPORT)).write_text("published", encoding="utf-8")
    (folder / "marts.duckdb").write_bytes(b"duck")
    manifest = f'{{"release_id": "{RELEASE}", "created_at": "2026-03-01T12:00:00+00:00", '
    manifest += f'"content_hash": "{CONTENT}", "previous": null, "inputs": {{"source": "/r", '
    manifest += '"documents": [], "digests": {}, "versions": {}}, "files": {}, "counts": {}, '
    (folder / "manifest.json").write_text(manifest + '"verdict": {}}', encoding="utf-8")
    pointer = f'{{"schema_version": 1, "release_id": "{RELEASE}", "content_hash": "{CONTENT}", '
    pointer += '"manifest_sha256": "", "written_at": "2026-03-01T12:00:00+00:00", "held": []}'
    (tmp_path / "releases" / "current.json").write_text(pointer, encoding="utf-8")
    return tmp_path


@pytest.fixture
def get(home: Path) -> Iterator[Get]:
    settings = Settings.from_environment(home=home)
    app = Starlette(routes=[Mount(links.ROOT, routes=pages.routes(settings))])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]

    def ask(path: str) -> Answer:
        try:
            answer = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            where = str(answer.url).removeprefix(f"http://127.0.0.1:{port}")
            return answer.status, answer.read().decode(), answer.headers, where

    yield ask
    server.should_exit = True
    thread.join()


def _refuse(home: Path, when: float) -> None:
    folder = pages_of(home, OTHER)
    (folder / FOLDER).mkdir(parents=True)
    (folder / FOLDER / page_name(REPORT)).write_text("refused", encoding="utf-8")
    os.utime(folder, (when, when))


def test_the_newest_page_of_a_report_is_that_of_the_release(home: Path, get: Get) -> None:
    _refuse(home, when=1_000_000)
    status, text, _, where = get(links.newest_page(REPORT))
    assert (status, text) == (200, "published")
    assert RELEASE in where


def test_or_of_what_the_gate_refused_since(home: Path, get: Get) -> None:
    _refuse(home, when=time.time())
    status, text, _, where = get(links.newest_page(REPORT))
    assert (status, text) == (200, "refused")
    assert OTHER in where


def test_judged_content_is_found_published_or_not(home: Path, get: Get) -> None:
    _refuse(home, when=1_000_000)
    assert get(links.judged_page(CONTENT, REPORT))[1] == "published"
    assert get(links.judged_page(OTHER, REPORT))[1] == "refused"
    assert get(links.judged_page("c" * 64, REPORT))[0] == 404


def test_content_that_was_published_and_then_refused_tells_why(home: Path, get: Get) -> None:
    """As under --strict, which judges the same content otherwise."""
    folder = pages_of(home, CONTENT)
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("why", encoding="utf-8")
    assert get(links.judged_index(CONTENT))[1] == "why"


def test_a_report_without_a_page_and_a_home_without_a_release(home: Path, get: Get) -> None:
    assert get(links.newest_page("nobody-2020"))[0] == 404
    shutil.rmtree(home / "releases")
    assert get(links.newest_page(REPORT))[0] == 404


def test_pages_may_run_nothing_and_other_files_are_saved(get: Get) -> None:
    _, _, headers, _ = get(links.newest_page(REPORT))
    assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    _, text, headers, _ = get(f"{links.ROOT}/{links.RELEASES}/{RELEASE}/marts.duckdb")
    assert (text, headers["Content-Disposition"]) == ("duck", "attachment")


@pytest.mark.parametrize(
    "path",
    [
        "releases/../secret",
        "releases/..%2F/secret",
        "releases/x/..%2F..%2F..%2Fsecret",
        f"judged/..%2F{OTHER}/secret",
        f"judged/{OTHER}/..%2F..%2Fsecret",
        "reports/..%2F..%2F..%2Fsecret",
        "source/gouji/..%2F..%2F..%2Fsecret",
        "source//etc/passwd",
        "source/os/path.py",
        "source/gouji/nothing.py",
        "",
    ],
)
def test_nothing_outside_is_handed_out(home: Path, get: Get, path: str) -> None:
    (home / "secret").write_text("hush", encoding="utf-8")
    _refuse(home, when=time.time())
    status, text, _, _ = get(f"{links.ROOT}/{path}")
    assert status in {404, 502}
    assert "hush" not in text


def test_the_source_has_an_anchor_for_each_line(get: Get) -> None:
    path = pages.package_path(Path(pages.__file__))
    assert path == "orchestration/serving/pages.py"
    status, text, _, _ = get(links.source(path, 1).partition("#")[0])
    assert status == 200
    assert 'id="L1"' in text
    assert "&quot;&quot;&quot;What the UI" in text


def test_a_pointer_that_is_damaged_is_told(home: Path, get: Get) -> None:
    (home / "releases" / "current.json").write_text("{", encoding="utf-8")
    status, text, _, _ = get(links.newest_page(REPORT))
    assert status == 502
    assert "current.json" in text
