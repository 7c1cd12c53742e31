"""From sources to files that a run reads: what is kept, what is written, what is left alone."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.collecting.collecting import collect
from gouji.collecting.pages import Judged, attachments, judge
from gouji.collecting.policy import Policy
from gouji.collecting.results import Collected, Outcome, Result, frame
from gouji.collecting.sources import parse_sources
from gouji.landing import land
from gouji.storage import StorageError, Store, open_store
from gouji.web import address_of
from tests.collecting.misbehaving import Asked, Say, Site
from tests.conftest import MotoS3

PAGE = "<html><body><h1>{title}</h1><p>{text}</p>{links}</body></html>"


def listing(*urls: str) -> str:
    rows = [f"机关{i},2023,{url}" for i, url in enumerate(urls)]
    return "\n".join(["issuer,year,url", *rows, ""])


@pytest.fixture
def into(tmp_path: Path) -> Store:
    return open_store(tmp_path / "reports")


@pytest.fixture
def run(into: Store, policy: Policy) -> Callable[..., Collected]:
    def collected(*urls: str) -> Collected:
        return collect(parse_sources(listing(*urls), "sources.csv"), into, policy)

    return collected


def one(done: Collected) -> Result:
    (result,) = done.results
    return result


def files(into: Store) -> dict[str, int]:
    """Every file with the time it was written, hidden ones too."""
    root = Path(into.url)
    return {
        str(path.relative_to(root)): path.stat().st_mtime_ns
        for path in root.rglob("*")
        if path.is_file()
    }


def page(*links: str, text: str = "请见附件。", title: str = "政府信息公开") -> bytes:
    anchors = "".join(f'<a href="{link}">{link}</a>' for link in links)
    return PAGE.format(title=title, text=text, links=anchors).encode()


def record(into: Store, stem: str = "2023/机关0") -> dict[str, object]:
    told: dict[str, object] = json.loads(into.read(f".collected/{stem}.json"))
    return told


def test_a_page_with_its_tables_is_the_report(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    site.put("/robots.txt", b"")
    url = site.put(
        "/a.html", html_report + b'<a href="/x.pdf">x.pdf</a>', Set_Cookie="s=1", ETag='"e"'
    )
    result = one(run(url))
    assert (result.outcome, result.path) == (Outcome.NEW, "2023/机关0.html")
    assert into.read("2023/机关0.html").startswith(html_report)
    assert site.asked_for("/x.pdf") == []
    told = record(into)
    asked = told["page"]
    assert isinstance(asked, dict)
    assert (asked["url"], asked["final_url"], asked["status"]) == (url, url, 200)
    assert (asked["peer"], asked["at"]) == ("127.0.0.1", "2024-04-01T00:00:00+00:00")
    assert asked["sha256"] == result.sha256
    assert asked["headers"]["etag"] == '"e"'
    assert "set-cookie" not in asked["headers"]
    (row,) = csv.DictReader(into.read("reports.csv").decode().splitlines())
    assert (row["path"], row["issuer"], row["year"], row["url"]) == (
        "2023/机关0.html",
        "机关0",
        "2023",
        url,
    )


def test_what_is_attached_to_a_page_without_a_table_is_the_report(
    site: Site, run: Callable[..., Collected], into: Store, pdf_report: bytes
) -> None:
    site.put("/files/guide.doc", b"<html>no document</html>")
    site.put("/files/report.pdf", pdf_report, Content_Disposition='filename="../../../etc/x.pdf"')
    url = site.put("/a.html", page("files/guide.doc", "files/report.pdf", "http://10.0.0.8/a.pdf"))
    result = one(run(url))
    assert (result.outcome, result.path) == (Outcome.NEW, "2023/机关0.pdf")
    assert into.read("2023/机关0.pdf") == pdf_report
    attached = record(into)["attachment"]
    assert isinstance(attached, dict)
    assert attached["url"] == f"{site.url}/files/report.pdf"
    assert set(files(into)) == {"2023/机关0.pdf", ".collected/2023/机关0.json", "reports.csv"}


def test_links_in_frames_and_links_that_only_their_text_names(
    site: Site, run: Callable[..., Collected], pdf_report: bytes
) -> None:
    site.put("/get?id=3", pdf_report)
    framed = site.put("/a", b'<html><iframe src="/get?id=3" title="x.pdf"></iframe></html>')
    named = site.put("/b", '<html><a href="/get?id=3">附件：年度报告.pdf</a></html>'.encode())
    assert [r.outcome for r in run(framed, named).results] == [Outcome.NEW] * 2


def test_a_second_time_nothing_is_fetched_or_written(
    site: Site,
    run: Callable[..., Collected],
    into: Store,
    html_report: bytes,
    pdf_report: bytes,
) -> None:
    urls = [
        site.with_etag("/a.html", html_report),
        site.with_etag("/b.html", page("b.pdf")),
    ]
    site.with_etag("/b.pdf", pdf_report)
    first = run(*urls)
    written, asked = files(into), len(site.requests)
    second = run(*urls)
    assert [r.outcome for r in first.results] == [Outcome.NEW] * 2
    assert [r.outcome for r in second.results] == [Outcome.UNCHANGED] * 2
    assert files(into) == written
    again = site.requests[asked:]
    assert all("if-none-match" in r.headers for r in again if r.path != "/robots.txt")
    assert [r.sha256 for r in first.results] == [r.sha256 for r in second.results]


def test_without_validators_the_same_bytes_write_nothing(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    url = site.put("/a.html", html_report)
    run(url)
    written = files(into)
    assert one(run(url)).outcome is Outcome.UNCHANGED
    assert files(into) == written


def test_a_corrected_report_takes_the_place_and_the_record_remembers(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes, pdf_report: bytes
) -> None:
    url = site.with_etag("/a", html_report, '"1"')
    old = one(run(url))
    site.with_etag("/a", pdf_report, '"2"')
    new = one(run(url))
    assert (new.outcome, new.path) == (Outcome.CHANGED, "2023/机关0.pdf")
    assert set(files(into)) == {"2023/机关0.pdf", ".collected/2023/机关0.json", "reports.csv"}
    (row,) = csv.DictReader(into.read("reports.csv").decode().splitlines())
    assert row["path"] == "2023/机关0.pdf"
    history = record(into)["history"]
    assert isinstance(history, list)
    assert [entry["sha256"] for entry in history] == [old.sha256]


def test_a_file_that_was_taken_away_is_fetched_again(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    url = site.with_etag("/a.html", html_report)
    run(url)
    into.delete("2023/机关0.html")
    assert one(run(url)).outcome is Outcome.NEW
    assert into.exists("2023/机关0.html")


def test_one_failing_source_stops_no_other(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    done = run(
        f"{site.url}/nothing",
        "http://10.0.0.8/a",
        "gopher://a",
        site.put("/a.html", html_report),
        site.put("/endless", Say(b"", length=10**12)),
    )
    table = frame(done.results)
    assert table["outcome"].to_list() == ["failed", "failed", "refused", "new", "failed"]
    codes = ["status", "row_port", "row_url", None, "too_large"]
    assert table["reason_code"].to_list() == codes
    assert table["status"].to_list() == [404, None, None, 200, None]
    for language in ("reason_zh", "reason_en"):
        assert table[language].is_null().to_list() == [code is None for code in codes]
    assert [path for path in files(into) if path.endswith(".html")] == ["2023/机关3.html"]


def test_what_a_site_no_longer_gives_is_kept_and_told(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    url = site.put("/a.html", html_report)
    run(url)
    before = files(into)
    site.put("/a.html", Say(status=410))
    result = one(run(url))
    assert (result.outcome, result.path, result.status) == (Outcome.FAILED, "2023/机关0.html", 410)
    assert files(into) == before
    assert run().no_longer_listed == ("2023/机关0.html",)
    assert files(into) == before


@pytest.mark.parametrize(
    "said",
    [
        Say("<html><title>404</title><p>您访问的页面不存在</p></html>".encode()),
        Say(b"<html><script>location='/login'</script></html>"),
        Say(b""),
        Say(b"\x7fELF" + bytes(200), headers={"Content-Type": "application/pdf"}),
        Say(bytes(range(256)) * 9, headers={"Content-Type": "text/html"}),
    ],
)
def test_what_is_no_report_is_not_kept(
    site: Site, run: Callable[..., Collected], into: Store, said: Say
) -> None:
    result = one(run(site.put("/a.html", said)))
    assert result.outcome is Outcome.FAILED
    assert result.reason is not None
    assert result.reason.code in {"no_report", "empty", "not_a_document"}
    assert not any(path.startswith("2023") for path in files(into))


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/html; charset=big5", "x"])
def test_content_decides_whatever_the_server_calls_it(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes, kind: str
) -> None:
    url = site.put("/a.pdf", Say(html_report, headers={"Content-Type": kind}))
    assert one(run(url)).path == "2023/机关0.html"
    assert into.read("2023/机关0.html") == html_report


def test_a_page_is_not_taken_for_the_report_while_its_attachment_cannot_be_had(
    site: Site, run: Callable[..., Collected], into: Store, pdf_report: bytes
) -> None:
    told = "本年度共收到政府信息公开申请12件，予以公开10件。"
    url = site.put(
        "/a.html", page("年度报告.pdf", text=told, title="2023年政府信息公开工作年度报告")
    )
    place = "/%E5%B9%B4%E5%BA%A6%E6%8A%A5%E5%91%8A.pdf"
    site.put(place, Say(status=503))
    failed = one(run(url))
    assert (failed.outcome, failed.status) == (Outcome.FAILED, 503)
    site.put(place, pdf_report)
    assert one(run(url)).path == "2023/机关0.pdf"


def test_a_report_in_prose_is_kept_as_it_is(
    site: Site, run: Callable[..., Collected], into: Store
) -> None:
    told = "本年度共收到政府信息公开申请12件，予以公开10件。"
    url = site.put("/a.html", page(text=told, title="2023年政府信息公开工作年度报告"))
    assert one(run(url)).path == "2023/机关0.html"


def test_files_of_others_are_left_alone(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    into.write("2023/机关0.html", b"put here by hand")
    into.write("mine.html", b"mine")
    into.write("reports.csv", "path,issuer,year\nmine.html,我局,2022\n".encode())
    url, other = site.put("/a.html", html_report), site.put("/b.html", html_report)
    done = run(url, other)
    reason = done.results[0].reason
    assert reason is not None
    assert reason.code == "in_the_way"
    assert into.read("2023/机关0.html") == b"put here by hand"
    rows = list(csv.DictReader(into.read("reports.csv").decode().splitlines()))
    assert [(row["path"], row["issuer"]) for row in rows] == [
        ("2023/机关1.html", "机关1"),
        ("mine.html", "我局"),
    ]


def test_bytes_without_a_record_are_taken_for_its_own(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    """Somebody pulled the plug after the bytes were written."""
    into.write("2023/机关0.html", html_report)
    assert one(run(site.put("/a.html", html_report))).outcome is Outcome.NEW
    assert record(into)["path"] == "2023/机关0.html"


def test_a_damaged_record_costs_a_fetch(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    url = site.with_etag("/a.html", html_report)
    run(url)
    for damaged in (b"{", b"[]", b'{"schema_version": 1}', b"\xff"):
        into.write(".collected/2023/机关0.json", damaged)
        assert one(run(url)).outcome is Outcome.NEW
        assert record(into)["path"] == "2023/机关0.html"


def test_a_slow_host_does_not_hold_up_another(
    site: Site, into: Store, policy: Policy, html_report: bytes
) -> None:
    done_with_the_other = threading.Event()

    def slow(asked: Asked) -> Say:
        assert done_with_the_other.wait(5)
        return Say(html_report)

    site.put("/slow.html", slow)
    site.put("/a.html", html_report)
    urls = [f"http://{name}.example:{site.port}" for name in ("slow", "a")]
    order: list[int] = []

    def progress(result: Result) -> None:
        order.append(result.source.line)
        done_with_the_other.set()

    rows = parse_sources(listing(f"{urls[0]}/slow.html", f"{urls[1]}/a.html"), "sources.csv")
    local = replace(policy, resolver=lambda host, port: ["127.0.0.1"])
    done = collect(rows, into, local, progress=progress)
    assert order == [3, 2]
    assert [r.source.line for r in done.results] == [2, 3], "results are in the order of the list"


def test_a_run_takes_in_what_was_collected(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes, tmp_path: Path
) -> None:
    run(site.put("/a.html", html_report))
    into.write("sources.csv", b"issuer,year,url\n")
    landed = land(into, open_store(tmp_path / "lake"), datetime.now(UTC))
    assert (landed.files, landed.warnings) == (1, ())


def test_a_defect_on_one_source_stops_no_other(
    site: Site,
    run: Callable[..., Collected],
    html_report: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, good = site.put("/bad", b"bad"), site.put("/a.html", html_report)

    def breaks(data: bytes, name: str = "") -> Judged:
        if data == b"bad":
            raise ZeroDivisionError
        return judge(data, name)

    monkeypatch.setattr("gouji.collecting.collecting.judge", breaks)
    done = run(bad, good)
    assert [r.outcome for r in done.results] == [Outcome.FAILED, Outcome.NEW]
    assert done.results[0].reason is not None
    assert "ZeroDivisionError" in done.results[0].reason.en


def test_a_place_that_cannot_be_written_ends_it(
    site: Site, run: Callable[..., Collected], into: Store, html_report: bytes
) -> None:
    into.write("2023", b"a file where a folder should be")
    urls = [site.put(f"/{n}.html", html_report) for n in range(3)]
    with pytest.raises(StorageError):
        run(*urls)
    assert site.asked == ["/robots.txt", "/0.html"], "nothing more is asked for"


@given(st.text(max_size=60))
@settings(max_examples=30, deadline=None)
def test_links_of_any_page_are_urls_that_can_be_asked_for(target: str) -> None:
    page = f"<meta charset=utf-8><p>年度报告</p><a href='{target}.pdf'>a</a>".encode()
    for one in attachments(page, "https://a.example/b/"):
        assert address_of(one.url).url == one.url


@pytest.mark.slow
def test_the_same_on_s3(site: Site, policy: Policy, moto_s3: MotoS3, html_report: bytes) -> None:
    into = open_store(f"{moto_s3.url}/reports", moto_s3.options)
    rows = parse_sources(listing(site.with_etag("/a.html", html_report)), "sources.csv")
    assert one(collect(rows, into, policy)).outcome is Outcome.NEW
    assert [entry.path for entry in into.list()] == ["2023/机关0.html", "reports.csv"]
    assert one(collect(rows, into, policy)).outcome is Outcome.UNCHANGED
