"""Readers of the database while releases are pushed: never an error, never two releases at once."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from gouji.release.postgres.push import push
from gouji.release.postgres.target import Target
from gouji.release.rollback import roll_back
from tests.candidates import World
from tests.release.conftest import Publish
from tests.release.postgres.test_push import in_schema, marks
from tests.release.reader_loop import MARKED, QUERY
from tests.release.test_concurrent_readers import RELEASES, ROLL_BACK_AFTER, mark

pytestmark = pytest.mark.slow


@contextmanager
def reading(url: str, seen: dict[str, list[str]], errors: list[str]) -> Iterator[None]:
    """Two readers in a loop, by single statements and by transactions of several."""
    ended = threading.Event()

    def read(kind: str) -> None:
        try:
            with psycopg.connect(url, autocommit=kind == "statement") as connection:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                while not ended.wait(0.02):
                    rows = ONCE[kind](connection)
                    connection.commit()
                    assert len(rows) == len(MARKED) and len(set(rows)) == 1, rows
                    seen[kind].append(rows[0][0])
        except Exception:
            errors.append(traceback.format_exc())

    threads = [threading.Thread(target=read, args=(kind,)) for kind in seen]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _in_one_statement(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(in_schema(QUERY)).fetchall()


def _one_after_the_other(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    each = [f"select distinct issuer from gouji.{name}" for name in MARKED]
    return [row for text in each for row in connection.execute(text).fetchall()]


ONCE = {"statement": _in_one_statement, "transaction": _one_after_the_other}


def test_readers_while_twenty_releases_are_pushed(
    world: World, publish_as: Publish, target: Target
) -> None:
    mark(world, "0")
    publish_as()
    push(world.releases, target)
    seen: dict[str, list[str]] = {"statement": [], "transaction": []}
    errors: list[str] = []
    with psycopg.connect(target.url) as held, held.cursor("open") as cursor:
        cursor.execute("select issuer from gouji.fct_figures")
        first = cursor.fetchmany(10)
        with reading(target.url, seen, errors):
            for number in range(1, RELEASES + 1):
                mark(world, str(number))
                publish_as(number)
                push(world.releases, target)
                if number in ROLL_BACK_AFTER:
                    roll_back(world.releases)
                    push(world.releases, target)
        assert errors == []
        # A query that was open all the time goes on with the release it began with.
        assert {mark for (mark,) in [*first, *cursor.fetchall()]} == {"0"}
    for kind, found in seen.items():
        assert len(set(found)) > 3, kind
    assert marks(target.url) == {str(RELEASES)}
