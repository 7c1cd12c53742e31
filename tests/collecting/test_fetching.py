"""One url against a server that misbehaves: what comes of it, how often it is asked, how long."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable
from dataclasses import replace

import pytest

from gouji.collecting.fetching import Fetched, Fetcher, FetchError, Validators
from gouji.collecting.policy import Policy
from gouji.web import Bounds
from tests.collecting.certificates import self_signed
from tests.collecting.conftest import Time
from tests.collecting.misbehaving import (
    Asked,
    Say,
    Site,
    bomb,
    drip,
    drip_headers,
    endless,
    reset,
    serving,
)


def fetch(policy: Policy, url: str, known: Validators | None = None) -> Fetched:
    return Fetcher(policy).fetch(url, known)


def refusal(policy: Policy, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(policy, url)
    assert caught.value.reason.zh, "there are words in both languages"
    assert caught.value.reason.en
    return caught.value


def short(policy: Policy, **bounds: float) -> Policy:
    return replace(policy, bounds=Bounds(**{"total": 5, "idle": 5, **bounds}), attempts=1)


def test_a_page_comes_whole_and_says_who_asked(site: Site, policy: Policy) -> None:
    url = site.put("/a.html", b"<p>\xe6\x8a\xa5</p>")
    found = fetch(policy, url)
    assert found.reply.body == b"<p>\xe6\x8a\xa5</p>"
    assert (found.reply.peer, found.final_url) == ("127.0.0.1", url)
    agent = site.asked_for("/a.html")[0].headers["user-agent"]
    assert agent.startswith("gouji/")
    assert "ops@example.org" in agent


@pytest.mark.parametrize("page", [drip, drip_headers])
def test_a_drip_ends_with_the_time_that_one_request_has(
    site: Site, policy: Policy, page: Callable[[Asked], None]
) -> None:
    url = site.put("/slow", page)
    assert refusal(short(policy, total=0.1), url).reason.code == "timeout"


def test_silence_ends_too(site: Site, policy: Policy) -> None:
    def silent(asked: Asked) -> None:
        asked.connection.settimeout(2)
        asked.connection.recv(1)

    url = site.put("/silent", silent)
    assert refusal(short(policy, idle=0.05), url).reason.code == "timeout"


@pytest.mark.parametrize(
    "said",
    [
        Say(b"<p>half", length=1000),
        lambda asked: asked.connection.sendall(
            b"HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nhalf"
        ),
    ],
)
def test_a_body_cut_short_is_no_body(
    site: Site, policy: Policy, said: Say | Callable[[Asked], None]
) -> None:
    url = site.put("/cut", said)
    assert refusal(policy, url).reason.code == "truncated"
    assert len(site.asked_for("/cut")) == policy.attempts


def test_a_body_cut_short_once_is_fetched_again(site: Site, policy: Policy) -> None:
    url = site.in_turn("/cut", Say(b"half", length=9), Say(b"the whole"))
    assert fetch(policy, url).reply.body == b"the whole"


def test_an_endless_body_and_an_announced_giant_are_cut_off(site: Site, policy: Policy) -> None:
    assert refusal(policy, site.put("/endless", endless)).reason.code == "too_large"
    giant = site.put("/giant", Say(b"", length=10**12))
    assert refusal(policy, giant).reason.code == "too_large"
    assert len(site.asked_for("/endless")) == 1, "what is too large is not asked for again"


def test_what_is_decoded_counts(site: Site, policy: Policy) -> None:
    said = bomb(16 * 2**20)
    assert len(said.body) < policy.bounds.max_bytes
    assert refusal(policy, site.put("/bomb", said)).reason.code == "too_large"
    twice = Say(gzip.compress(said.body), headers={"Content-Encoding": "gzip, gzip"})
    assert refusal(policy, site.put("/twice", twice)).reason.code == "too_large"


def test_what_is_packed_is_unpacked(site: Site, policy: Policy) -> None:
    said = Say(gzip.compress(b"words"), headers={"Content-Encoding": "gzip"})
    assert fetch(policy, site.put("/packed", said)).reply.body == b"words"
    lie = Say(b"words", headers={"Content-Encoding": "gzip"})
    assert refusal(policy, site.put("/lie", lie)).reason.code == "bad_reply"


def test_redirects_are_followed_a_few_times(site: Site, policy: Policy) -> None:
    site.put("/end", b"here")
    first = site.put("/first", Say(status=301, headers={"Location": "second"}))
    site.put("/second", Say(status=308, headers={"Location": f"{site.url}/end#part"}))
    found = fetch(policy, first)
    assert (found.reply.body, found.url, found.final_url) == (b"here", first, f"{site.url}/end")
    loop = site.put("/loop", Say(status=302, headers={"Location": "/loop"}))
    assert refusal(policy, loop).reason.code == "too_many_redirects"
    assert len(site.asked_for("/loop")) == policy.redirects + 1
    nowhere = site.put("/nowhere", Say(status=302))
    assert refusal(policy, nowhere).reason.code == "redirect_nowhere"


def test_a_redirect_may_hold_chinese(site: Site, policy: Policy) -> None:
    site.put("/%E6%8A%A5.pdf", b"here")
    url = site.put("/to", Say(status=302, headers={"Location": "/报.pdf"}))
    assert fetch(policy, url).reply.body == b"here"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://10.0.0.8:{port}/", "robots_unreachable"),
        ("http://169.254.169.254:{port}/latest/meta-data/", "robots_unreachable"),
        ("http://[::1]:{port}/", "robots_unreachable"),
        ("http://[::ffff:10.0.0.8]:{port}/", "robots_unreachable"),
        ("http://127.0.0.1:22/", "redirect_port"),
        ("ftp://127.0.0.1/a", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("http://user:secret@127.0.0.1:{port}/", "bad_url"),
    ],
)
def test_redirects_to_places_that_are_none_of_its_business(
    site: Site, policy: Policy, target: str, code: str
) -> None:
    url = site.put("/to", Say(status=302, headers={"Location": target.format(port=site.port)}))
    found = refusal(policy, url)
    assert found.reason.code == code
    if code == "robots_unreachable":
        assert "no public address" in found.reason.en
    assert "secret" not in found.reason.en + found.reason.zh


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    site: Site, policy: Policy
) -> None:
    """A name that answers otherwise a moment later (DNS rebinding) leads nowhere else."""
    answers = [["127.0.0.1"], ["127.0.0.1"], ["10.0.0.8"]]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers.pop(0)

    site.put("/a", b"here")
    url = f"http://reports.example:{site.port}/a"
    found = Fetcher(replace(policy, resolver=rebinding, attempts=1))
    assert found.fetch(url).reply.body == b"here"
    assert asked == ["reports.example"] * 2, "once for robots.txt, once for the page"
    with pytest.raises(FetchError) as caught:
        found.fetch(url)
    assert caught.value.reason.code == "forbidden_address"
    assert site.requests[-1].headers["host"] == f"reports.example:{site.port}"


def test_one_private_address_among_public_ones_is_enough_to_refuse(
    site: Site, policy: Policy
) -> None:
    mixed = replace(policy, resolver=lambda host, port: ["93.184.215.14", "192.168.1.1"])
    url = f"http://reports.example:{site.port}/a"
    assert refusal(mixed, url).reason.en.count("192.168.1.1") == 1


def test_a_server_that_asks_for_time_gets_it(site: Site, policy: Policy, time: Time) -> None:
    url = site.in_turn("/busy", Say(status=429, headers={"Retry-After": "30"}), Say(b"here"))
    assert fetch(policy, url).reply.body == b"here"
    assert 30 in time.sleeps


def test_a_server_that_asks_for_too_much_time_is_left_alone(
    site: Site, policy: Policy, time: Time
) -> None:
    url = site.put("/busy", Say(status=503, headers={"Retry-After": "86400"}))
    site.put("/other", b"here")
    fetcher = Fetcher(policy)
    for one in (url, f"{site.url}/other"):
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(one)
        assert caught.value.reason.code == "later"
    assert sum(time.sleeps) < 10
    assert site.asked_for("/other") == []


@pytest.mark.parametrize("answer", [Say(status=500), Say(status=502), reset])
def test_what_fails_now_and_then_is_tried_again(
    site: Site, policy: Policy, time: Time, answer: Say | Callable[[Asked], None]
) -> None:
    url = site.in_turn("/a", answer, answer, Say(b"here"))
    assert fetch(policy, url).reply.body == b"here"
    assert time.sleeps[-2:] == [3.0, 6.0], "twice as long each time, and half as much by chance"


def test_what_fails_for_ever_is_given_up(site: Site, policy: Policy) -> None:
    failed = refusal(policy, site.put("/a", Say(status=503)))
    assert (failed.reason.code, failed.status) == ("status", 503)
    assert len(site.asked_for("/a")) == policy.attempts
    assert refusal(policy, site.put("/b", reset)).reason.code == "broken_off"
    gone = refusal(policy, f"{site.url}/nothing")
    assert (gone.status, len(site.asked_for("/nothing"))) == (404, 1)


def test_huge_headers_are_no_reply(site: Site, policy: Policy) -> None:
    url = site.put("/a", Say(b"x", headers={"X-Long": "x" * 200_000}))
    assert refusal(short(policy), url).reason.code == "bad_reply"
    many = {f"X-{i}": "x" for i in range(5000)}
    assert refusal(short(policy), site.put("/b", Say(b"x", headers=many))).reason.code == (
        "bad_reply"
    )


def test_a_certificate_that_nobody_vouches_for(policy: Policy) -> None:
    certificate = self_signed()
    with serving(certificate.server) as site:
        url = site.put("/a", b"here")
        open_port = replace(policy, ports=frozenset({site.port}))
        failed = refusal(open_port, url)
        assert failed.reason.code == "robots_unreachable"
        assert "self-signed" in failed.reason.en
        assert site.requests == []
        trusting: ssl.SSLContext = certificate.client
        assert fetch(replace(open_port, tls=trusting), url).reply.body == b"here"


def test_conditions_are_sent_to_the_url_they_belong_to(site: Site, policy: Policy) -> None:
    url = site.with_etag("/a", b"here", '"7"')
    assert not fetch(policy, url).unchanged
    assert fetch(policy, url, Validators(url, '"7"')).unchanged
    elsewhere = Validators(f"{site.url}/b", '"7"', "Mon, 01 Apr 2024 00:00:00 GMT")
    assert not fetch(policy, url, elsewhere).unchanged
    stubborn = site.put("/c", Say(status=304))
    assert refusal(policy, stubborn).status == 304
