"""The target of a push: what is refused, and that no password is ever shown."""

from __future__ import annotations

import traceback

import pytest

from gouji.release.errors import PushRefused
from gouji.release.postgres.target import Target


def test_what_is_shown_has_no_user_and_no_password() -> None:
    url = "postgresql://user:s%40fe@[::1]:5433,h2/db?sslmode=require&sslpassword=pin"
    target = Target(url)
    assert target.shown == "postgresql://[::1]:5433,h2/db (gouji)"
    assert "s%40fe" not in repr(target) and "user" not in repr(target)
    told = target.without_secrets("no s@fe, no s%40fe,\n no pin")
    assert told == "no ***, no ***, no ***"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hush@host/db",
        "hush",
        "postgresql://u:hu@sh@host/db",
        "postgresql://u:hu/sh@host/db",
        "postgresql://u:hu?sh@host/db",
        "postgresql://u:hu#sh@host/db",
        "postgresql://u:[hush@host/db",
        "postgresql://u:hush",
        "postgresql://u:hush@ho st/db",
        "postgresql://u:hush@host:port/db",
    ],
)
def test_what_cannot_be_taken_apart_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(PushRefused) as caught:
        Target(url)
    told = caught.value.reason.zh + caught.value.reason.en
    assert not any(piece in told for piece in ("hu@", "hush", "sh@", "hu/", "hu?", "hu#"))


def test_the_environment_names_it() -> None:
    assert Target.from_environment(None, {}) is None
    env = {"GOUJI_POSTGRES": "postgresql:///a", "GOUJI_POSTGRES_SCHEMA": "s"}
    found = Target.from_environment(None, env)
    assert found is not None
    assert (found.url, found.schema, found.reader) == ("postgresql:///a", "s", "gouji_reader")
    given = Target.from_environment("postgres:///b", env, schema="t", reader="r")
    assert given is not None
    assert (given.url, given.schema, given.reader) == ("postgres:///b", "t", "r")


def test_a_server_that_is_not_there_is_said_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("PGPASSWORD", "other-hush")
    target = Target("postgresql://user:hush-hush@127.0.0.1:1/db")
    with pytest.raises(PushRefused, match="refused") as caught, target.connect():
        pass
    shown = "".join(traceback.format_exception(caught.value))
    assert "hush" not in shown + caught.value.reason.zh + caught.value.reason.en
