"""robots.txt by RFC 9309, and how fast a host is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.collecting import robots
from gouji.collecting.fetching import Fetcher, FetchError
from gouji.collecting.policy import Policy
from tests.collecting.conftest import Time
from tests.collecting.misbehaving import Say, Site, reset


def outcome(policy: Policy, url: str) -> str:
    try:
        return Fetcher(policy).fetch(url).reply.body.decode()
    except FetchError as error:
        return error.reason.code


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: gouji\nDisallow: /x", "/a", True),
        ("User-agent: Gouji\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        # the longest match wins, in whatever order
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /报", "/%E6%8A%A5", False),
        ("<html><body>Disallow: / User-agent: *</body></html>", "/a", True),
    ],
)
def test_rules(rules: str, path: str, allowed: bool) -> None:
    assert robots.parse(rules.encode()).allows(f"http://a.example{path}") is allowed


def test_what_is_disallowed_is_not_asked_for(site: Site, policy: Policy) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /closed", Content_Type="text/plain")
    open_, closed = site.put("/open", b"here"), site.put("/closed/a", b"there")
    assert outcome(policy, open_) == "here"
    assert outcome(policy, closed) == "robots"
    moved = site.put("/moved", Say(status=302, headers={"Location": "/closed/a"}))
    assert outcome(policy, moved) == "robots"
    assert site.asked_for("/closed/a") == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_rules_forbid_nothing(site: Site, policy: Policy, status: int) -> None:
    site.put("/robots.txt", Say(status=status))
    assert outcome(policy, site.put("/a", b"here")) == "here"


@pytest.mark.parametrize("answer", [Say(status=500), Say(status=503), Say(status=429), reset])
def test_rules_that_cannot_be_had_forbid_everything(
    site: Site, policy: Policy, answer: object
) -> None:
    site.put("/robots.txt", answer)  # type: ignore[arg-type]
    assert outcome(policy, site.put("/a", b"here")) == "robots_unreachable"
    assert site.asked_for("/a") == []


def test_rules_may_stand_elsewhere_and_are_asked_for_once(site: Site, policy: Policy) -> None:
    site.put("/robots.txt", Say(status=301, headers={"Location": "/rules"}))
    site.put("/rules", b"User-agent: *\nDisallow: /closed")
    fetcher = Fetcher(policy)
    url = site.put("/a", b"here")
    assert fetcher.fetch(url).reply.body == fetcher.fetch(url).reply.body == b"here"
    assert site.asked == ["/robots.txt", "/rules", "/a", "/a"]
    with pytest.raises(FetchError):
        fetcher.fetch(f"{site.url}/closed")


def test_of_a_giant_only_the_beginning_counts(site: Site, policy: Policy) -> None:
    rules = b"User-agent: *\nDisallow: /closed\n" + b"# padding\n" * 100_000
    site.put("/robots.txt", rules)
    assert outcome(policy, f"{site.url}/closed") == "robots"
    assert outcome(policy, site.put("/a", b"here")) == "here"


def test_a_host_is_left_alone_between_two_requests(site: Site, policy: Policy, time: Time) -> None:
    url = site.put("/a", b"here")
    fetcher = Fetcher(replace(policy, interval=2.0))
    for _ in range(3):
        fetcher.fetch(url)
    assert time.sleeps == [2.0, 2.0, 2.0], "robots.txt was the first"


def test_a_site_may_ask_for_more_time(site: Site, policy: Policy, time: Time) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 9.5")
    url = site.put("/a", b"here")
    fetcher = Fetcher(policy)
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert time.sleeps == [9.5, 9.5]


def test_a_site_that_asks_for_an_hour_is_asked_another_time(site: Site, policy: Policy) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 3600")
    assert outcome(policy, site.put("/a", b"here")) == "later"
