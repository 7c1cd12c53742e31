"""All marts of a release in a schema: whole or not at all, explained, and for reading only."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from gouji.cli import main
from gouji.release.errors import HeldContent, PushRefused
from gouji.release.models import MODELS
from gouji.release.postgres.push import push
from gouji.release.postgres.target import Target
from gouji.release.rollback import roll_back
from gouji.storage import open_store
from tests.candidates import World
from tests.release.conftest import Publish
from tests.release.postgres.conftest import PASSWORD
from tests.release.reader_loop import MARKED, QUERY
from tests.release.test_concurrent_readers import mark

pytestmark = pytest.mark.slow

MARTS = [model for model in MODELS.values() if model.mart]


def query(url: str, text: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(text).fetchall()


def in_schema(text: str) -> str:
    for name in MARKED:
        text = text.replace(f'"{name}"', f"gouji.{name}")
    return text


def marks(url: str) -> set[str]:
    return {mark for (mark,) in query(url, in_schema(QUERY))}


def test_every_mart_arrives_as_it_is(world: World, publish_as: Publish, target: Target) -> None:
    release = publish_as()
    done = push(world.releases, target)
    assert (done.release_id, done.changed) == (release.release_id, True)
    assert done.rows == {model.name: world.model(model.name).height for model in MARTS}
    for model in MARTS:
        frame = pl.read_parquet(Path(release.uri, model.path))
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        order = ", ".join(
            f'"{name}" collate "C"' if frame.schema[name] == pl.String else name
            for name in model.key
        )
        found = query(target.url, f"select {columns} from gouji.{model.name} order by {order}")
        assert found == frame.sort(model.key).rows(), model.name
    types = dict(
        query(
            target.url,
            "select column_name, data_type from information_schema.columns "
            "where table_schema = 'gouji' and table_name = 'fct_figures'",
        )
    )
    assert (types["value"], types["year"], types["report_id"]) == ("numeric", "bigint", "text")
    (value,) = query(target.url, "select value from gouji.fct_figures limit 1")[0]
    assert isinstance(value, Decimal)
    ((recorded, tables),) = query(target.url, "select release_id, tables from gouji.release")
    assert (recorded, set(tables)) == (release.release_id, set(done.rows))


def test_tables_and_columns_are_explained_and_have_keys(
    world: World, publish_as: Publish, target: Target
) -> None:
    publish_as()
    push(world.releases, target)
    silent = query(
        target.url,
        "select c.relname from pg_class c where c.relnamespace = 'gouji'::regnamespace "
        "and c.relkind = 'r' and obj_description(c.oid) is null",
    )
    assert silent == []
    keys = query(
        target.url,
        "select conrelid::regclass::text, array_agg(a.attname::text order by u.o) "
        "from pg_constraint join unnest(conkey) with ordinality u(n, o) on true "
        "join pg_attribute a on a.attrelid = conrelid and a.attnum = u.n "
        "where contype = 'p' and connamespace = 'gouji'::regnamespace group by 1",
    )
    found = {name.removeprefix("gouji."): tuple(columns) for name, columns in keys}
    assert found == {**{m.name: m.key for m in MARTS}, "release": ("release_id",)}


def test_the_same_release_is_not_pushed_twice(
    world: World, publish_as: Publish, target: Target
) -> None:
    publish_as()
    push(world.releases, target)
    assert push(world.releases, target).changed is False
    with psycopg.connect(target.url) as connection:
        connection.execute("delete from gouji.dim_issuer")
    assert push(world.releases, target, again=True).changed is True
    assert query(target.url, "select count(*) from gouji.dim_issuer") == [(5,)]


def test_who_reads_may_only_read(world: World, publish_as: Publish, target: Target) -> None:
    publish_as()
    push(world.releases, target)
    with psycopg.connect(target.url, autocommit=True) as connection:
        connection.execute("set role gouji_reader")
        assert connection.execute("select count(*) from gouji.dim_issuer").fetchone() == (5,)
        for text in ("delete from gouji.dim_issuer", "create table gouji.x (y int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(text)


def test_a_release_that_does_not_verify_is_refused(
    world: World, publish_as: Publish, target: Target
) -> None:
    first = publish_as()
    push(world.releases, target)
    mark(world, "second")
    second = publish_as(1)
    path = Path(second.uri, "marts", "dim_year.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(PushRefused, match=r"marts/dim_year\.parquet differs"):
        push(world.releases, target)
    assert query(target.url, "select release_id from gouji.release") == [(first.release_id,)]
    assert push(world.releases, target, first.release_id).changed is False


def test_what_was_rolled_back_is_refused(world: World, publish_as: Publish, target: Target) -> None:
    publish_as()
    mark(world, "second")
    second = publish_as(1)
    push(world.releases, target)
    first = roll_back(world.releases).now
    with pytest.raises(HeldContent):
        push(world.releases, target, second.release_id)
    assert push(world.releases, target).release_id == first


def test_a_failure_midway_leaves_everything_as_it_was(
    world: World, publish_as: Publish, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(world, "first")
    first = publish_as()
    push(world.releases, target)
    mark(world, "second")
    publish_as(1)

    def failing(*args: object) -> None:
        raise psycopg.OperationalError(f"connection lost, by {PASSWORD}")

    monkeypatch.setattr("gouji.release.postgres.push._let_read", failing)
    with pytest.raises(PushRefused, match="connection lost, by \\*\\*\\*") as caught:
        push(world.releases, target)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    assert marks(target.url) == {"first"}
    assert query(target.url, "select release_id from gouji.release") == [(first.release_id,)]


def test_a_schema_of_somebody_else_is_left_alone(
    world: World, publish_as: Publish, database: str
) -> None:
    publish_as()
    with psycopg.connect(database) as connection:
        connection.execute("create table public.mine (x int)")
    with pytest.raises(PushRefused, match="did not write"):
        push(world.releases, Target(database, schema="public"))
    push(world.releases, Target(database))
    with psycopg.connect(database) as connection:
        connection.execute("create table gouji.mine (x int)")
    push(world.releases, Target(database), again=True)
    assert query(database, "select count(*) from gouji.mine") == [(0,)]


def shaped(world: World, **values: object) -> None:
    """Give the issuers these columns beside key and name, each with one value."""
    columns = {
        name: pl.lit(value, pl.Int64 if isinstance(value, int) else pl.String)
        for name, value in values.items()
    }
    world.change(
        "dim_issuer", lambda frame: frame.select("issuer_id", "issuer").with_columns(**columns)
    )


def test_columns_that_change(world: World, publish_as: Publish, target: Target) -> None:
    shaped(world, level="county", kind="department")
    # A part of a key may be unknown; the table then has no primary key, and gets it back later.
    year = pl.when(pl.int_range(pl.len()) > 0).then("year")
    before_year = world.model("dim_year")
    world.change("dim_year", lambda frame: frame.with_columns(year=year))
    publish_as()
    push(world.releases, target)
    with psycopg.connect(target.url) as before:
        # Reads everything as it was when it began, whatever is pushed meanwhile.
        before.execute("set transaction isolation level repeatable read")
        before.execute("select count(*) from gouji.dim_item")
        shaped(world, kind=7, added="new")
        world.change("dim_year", lambda _: before_year)
        publish_as(1)
        push(world.releases, target)
        assert before.execute("select count(issuer) from gouji.dim_issuer").fetchone() == (5,)
    assert query(target.url, "select distinct kind, added from gouji.dim_issuer") == [(7, "new")]
    columns = query(
        target.url,
        "select column_name from information_schema.columns "
        "where table_schema = 'gouji' and table_name = 'dim_issuer'",
    )
    assert ("level",) not in columns


@pytest.fixture
def changed_columns(world: World, publish_as: Publish, target: Target) -> None:
    """The schema holds a release, and the current one has other columns."""
    shaped(world, level="county")
    publish_as()
    push(world.releases, target)
    shaped(world)
    publish_as(1)


@pytest.mark.usefixtures("changed_columns")
def test_readers_who_hold_on_are_not_ended_when_columns_change(
    world: World, target: Target
) -> None:
    with psycopg.connect(target.url) as reader:
        reader.execute("select * from gouji.dim_issuer")
        with pytest.raises(PushRefused, match="stays as it was"):
            push(world.releases, target)
        assert reader.execute("select count(level) from gouji.dim_issuer").fetchone() == (5,)
    assert push(world.releases, replace(target, wait=60)).changed


def end_when_waited_for(holder: psycopg.Connection[Any]) -> None:
    """Commit a second after somebody began to wait for a lock, or after a minute."""
    until = time.monotonic() + 60
    waiting = "select from pg_locks where not granted and database = "
    waiting += "(select oid from pg_database where datname = current_database())"
    while time.monotonic() < until and not holder.execute(waiting).fetchall():
        time.sleep(0.05)
    time.sleep(1)
    holder.execute("commit")


@pytest.mark.usefixtures("changed_columns")
@pytest.mark.parametrize("table", ["dim_item", "dim_issuer"])
def test_maintenance_of_a_table_is_waited_for_when_columns_change(
    world: World, target: Target, table: str
) -> None:
    with psycopg.connect(target.url, autocommit=True) as other:
        # The lock of ANALYZE and of VACUUM, which run by themselves after a push.
        other.execute("begin")
        other.execute(f"lock table gouji.{table} in share update exclusive mode")
        end = threading.Thread(target=end_when_waited_for, args=[other])
        end.start()
        try:
            assert push(world.releases, replace(target, wait=60)).changed
        finally:
            end.join()


def test_a_mart_that_is_gone_is_dropped(
    world: World, publish_as: Publish, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_as()
    push(world.releases, target)
    from gouji.release.postgres import push as pushing

    def fewer(*args: Any) -> list[Any]:
        return [t for t in original(*args) if t.name != "dim_year"]

    original = pushing.tables_of
    monkeypatch.setattr(pushing, "tables_of", fewer)
    assert "dim_year" not in push(world.releases, target).rows
    assert query(target.url, "select to_regclass('gouji.dim_year')") == [(None,)]


def test_two_at_once(world: World, publish_as: Publish, target: Target) -> None:
    publish_as()
    push(world.releases, target)
    with psycopg.connect(target.url) as other:
        digest = hashlib.sha256(b"gouji gouji").digest()
        key = int.from_bytes(digest[:8], "big", signed=True)
        other.execute("select pg_advisory_xact_lock(%s)", [key])
        with pytest.raises(PushRefused, match="Another push"):
            push(world.releases, target, again=True)


def test_from_a_bucket(
    world: World, publish_as: Publish, target: Target, request: pytest.FixtureRequest
) -> None:
    moto = request.getfixturevalue("moto_s3")
    store = open_store(f"{moto.url}/releases", moto.options)
    done = publish_as(store=store)
    assert push(store, target).release_id == done.release_id


def test_the_command(
    world: World,
    publish_as: Publish,
    target: Target,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    require_program: Callable[..., str],
) -> None:
    caplog.set_level(logging.DEBUG)
    publish_as()
    words = ["push", target.url, "--home", str(world.home), "--lang", "en"]
    assert main(["releases", *words]) == 0
    assert main(["release", *words]) == 0
    told = capsys.readouterr()
    assert f"{len(MARTS)} tables" in told.out and "already" in told.out
    wrong = target.url.replace(PASSWORD, "wr0ng-hush")
    assert main(["releases", "push", wrong, "--home", str(world.home), "--lang", "zh"]) == 2
    failed = capsys.readouterr()
    everything = told.out + told.err + failed.out + failed.err + caplog.text
    assert PASSWORD not in everything and "wr0ng-hush" not in everything
    assert "password authentication failed" in failed.err
    # What a person sees in psql.
    bare = target.url.replace(f":{PASSWORD}", "")
    done = subprocess.run(
        [
            require_program("psql"),
            "-X",
            "-A",
            bare,
            "-c",
            "select release_id from gouji.release",
            "-c",
            "\\d+ gouji.mart_request_outcomes",
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PGPASSWORD": PASSWORD},
    )
    assert "20260301T120000Z" in done.stdout and "PRIMARY KEY" in done.stdout


def test_without_a_target_it_says_what_is_missing(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["releases", "push", "--home", str(world.home), "--lang", "en"]) == 2
    assert "GOUJI_POSTGRES" in capsys.readouterr().err
