"""Replaces all marts in a schema by those of one release, in one transaction.

Rows are deleted and copied anew rather than tables exchanged: PostgreSQL then shows every statement
(and every transaction that reads repeatably) one release whole, nobody waits for anybody, and an
open query goes on with what it began with. An exchanged table would look empty to a transaction
that began before the exchange. Only where the columns of a mart changed must its readers be
waited for; that lock is asked for briefly and again, so that the push gives way and not they.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.release.descriptor import DESCRIPTOR
from gouji.release.errors import HeldContent, PushRefused
from gouji.release.manifest import MANIFEST, Manifest, file_digest, read_manifest
from gouji.release.pointer import read_pointer
from gouji.release.postgres.tables import (
    MARTS,
    Shape,
    Table,
    create,
    explain,
    fill,
    reshape,
    shapes_in,
    tables_of,
)
from gouji.release.postgres.target import Target
from gouji.release.verify import verify_release
from gouji.storage import Store

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

RECORD = "release"
"""The table of one row that says which release the schema holds."""

_LOCK_ATTEMPT = "500ms"
"""Below PostgreSQL's `deadlock_timeout` of a second: the push gives up before anybody is ended."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: rows by table; `changed` is False where that release was there already."""

    release_id: str
    place: str
    changed: bool
    rows: dict[str, int]


def push(
    releases: Store, target: Target, release_id: str | None = None, *, again: bool = False
) -> Pushed:
    """Make the schema hold the marts of a release, by default the current one.

    Args:
        releases: where the releases are.
        target: where the marts go.
        release_id: another release than the current one.
        again: replace the rows even if the schema holds this release already.

    Raises:
        NoSuchRelease: there is no such release.
        HeldContent: that release was rolled back.
        PushRefused: it does not verify, the schema is not ours, or the database refuses.
    """
    release_id, problems = verify_release(releases, release_id)
    if problems:
        raise PushRefused(
            f"{release_id} 与清单不符，不予写入：" + "；".join(p.zh for p in problems),
            f"{release_id} is not as its manifest says, so it is not pushed: "
            + "; ".join(p.en for p in problems),
        )
    _refuse_held(releases, release_id)
    manifest = read_manifest(releases, release_id)
    digest = hashlib.sha256(releases.read(f"{release_id}/{MANIFEST}")).hexdigest()
    with _files(releases, manifest) as folder:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        tables = tables_of(descriptor, folder)
        with target.connect() as connection:
            rows = _replace(connection, target, tables, manifest, digest, again)
            if rows is not None:
                _tidy(connection, target, tables)
    return Pushed(release_id, target.shown, rows is not None, rows or {})


def _refuse_held(releases: Store, release_id: str) -> None:
    pointer = read_pointer(releases).pointer
    for hold in pointer.held if pointer else ():
        if hold.release_id == release_id:
            raise HeldContent(
                f"{release_id} 已于 {hold.held_at} 撤回，不予写入。",
                f"{release_id} was rolled back on {hold.held_at}, so it is not pushed.",
            )


@contextmanager
def _files(releases: Store, manifest: Manifest) -> Iterator[Path]:
    """The marts and the descriptor in a local folder; remote ones are fetched and hashed again."""
    here = releases.local_path(manifest.release_id)
    if here is not None:
        yield here
        return
    with tempfile.TemporaryDirectory(prefix="gouji-") as temporary:
        folder = Path(temporary)
        for path, entry in manifest.files.items():
            if path != DESCRIPTOR and not path.startswith(MARTS):
                continue
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (
                releases.open_read(f"{manifest.release_id}/{path}") as source,
                (folder / path).open("wb") as copy,
            ):
                shutil.copyfileobj(source, copy)
            if file_digest(folder / path) != entry.sha256:
                raise PushRefused(
                    f"{path} 的内容与清单不符，不予写入。",
                    f"{path} differs from the manifest, so nothing is pushed.",
                )
        yield folder


def _replace(
    connection: Connection[Any],
    target: Target,
    tables: list[Table],
    manifest: Manifest,
    digest: str,
    again: bool,
) -> dict[str, int] | None:
    """Rows by table; None where there was nothing to do."""
    from psycopg.sql import SQL, Identifier

    with connection.transaction(), connection.cursor() as cursor:
        _wait_for_locks(cursor, f"{target.wait}s")
        _alone(cursor, target)
        ours = _prepared(cursor, target)
        now = shapes_in(cursor, target.schema)
        wanted = {table.name: table.shape for table in tables}
        same = {name for name, shape in wanted.items() if now.get(name) == shape}
        if not again and same == set(wanted) == set(ours.tables) and ours.digest == digest:
            return None
        _refuse_foreign(target, {name for name in wanted if name in now} - ours.tables)
        rows: dict[str, int] = {}
        # What needs no lock comes first: readers of the rest wait for as short a time as can be.
        for table in (table for table in tables if table.name in same):
            rows[table.name] = _refill(cursor, target, table, now[table.name])
            explain(cursor, target.schema, table)
        gone = sorted((ours.tables & set(now)) - set(wanted))
        reshaped = sorted(name for name in wanted if name in now and name not in same)
        _lock(cursor, target, [*gone, *reshaped])
        for name in gone:
            cursor.execute(SQL("drop table {}").format(Identifier(target.schema, name)))
        for table in (table for table in tables if table.name not in same):
            rows[table.name] = _refill(cursor, target, table, now.get(table.name))
            explain(cursor, target.schema, table)
        _record(cursor, target, manifest, digest, sorted(wanted))
        _let_read(cursor, target, [*wanted, RECORD])
    return rows


@dataclass(frozen=True, slots=True)
class _Ours:
    """What an earlier push left: its tables, and the sha256 of the manifest it pushed."""

    tables: frozenset[str] = frozenset()
    digest: str | None = None


def _alone(cursor: Cursor[Any], target: Target) -> None:
    key = int.from_bytes(
        hashlib.sha256(f"gouji {target.schema}".encode()).digest()[:8], signed=True
    )
    cursor.execute("select pg_try_advisory_xact_lock(%s)", [key])
    if cursor.fetchone() != (True,):
        raise PushRefused(
            f"另一个进程正在写入 {target.shown}，本次未改动任何内容。",
            f"Another push to {target.shown} is at work; nothing was changed.",
        )


def _prepared(cursor: Cursor[Any], target: Target) -> _Ours:
    """The schema and its record, made where they are missing.

    Raises:
        PushRefused: the schema is in use for something else.
    """
    from psycopg.sql import SQL, Identifier

    place = Identifier(target.schema, RECORD)
    cursor.execute(
        "select count(*), count(*) filter (where c.relname = %s and exists (select from "
        "pg_attribute a where a.attrelid = c.oid and a.attname = 'manifest_sha256')) "
        "from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = %s",
        [RECORD, target.schema],
    )
    things, records = cursor.fetchone() or (0, 0)
    if records:
        cursor.execute(SQL("select tables, manifest_sha256 from {}").format(place))
        found = cursor.fetchone()
        return _Ours(frozenset(found[0]), found[1]) if found else _Ours()
    if things:
        _refuse_foreign(target, {"?"})
    cursor.execute(SQL("create schema if not exists {}").format(Identifier(target.schema)))
    cursor.execute(
        SQL(
            "create table {} (release_id text primary key, content_hash text not null, "
            "manifest_sha256 text not null, created_at timestamptz not null, "
            "pushed_at timestamptz not null, tables text[] not null)"
        ).format(place)
    )
    about = SQL("comment on table {} is {}")
    cursor.execute(about.format(place, "本架构现存的发布\nThe release that this schema holds"))
    return _Ours()


def _refuse_foreign(target: Target, names: set[str]) -> None:
    if names:
        raise PushRefused(
            f"{target.shown} 中已有并非由 gouji 写入的表，不予改动。请另指一个架构（--schema）。",
            f"{target.shown} holds tables that gouji did not write; they are left alone. Name "
            "another schema (--schema).",
        )


def _refill(cursor: Cursor[Any], target: Target, table: Table, now: Shape | None) -> int:
    from psycopg.sql import SQL, Identifier

    if now is None:
        create(cursor, target.schema, table)
    else:
        cursor.execute(SQL("delete from {}").format(Identifier(target.schema, table.name)))
        if now != table.shape:
            reshape(cursor, target.schema, table, now)
    return fill(cursor, target.schema, table)


def _wait_for_locks(cursor: Cursor[Any], limit: str) -> None:
    """How long each statement of this transaction may wait for a lock; a savepoint keeps it."""
    cursor.execute("select set_config('lock_timeout', %s, true)", [limit])


def _lock(cursor: Cursor[Any], target: Target, names: list[str]) -> None:
    """All of these tables for us alone, as soon as nobody reads any of them.

    Raises:
        PushRefused: they were read all the time.
    """
    from psycopg.errors import LockNotAvailable
    from psycopg.sql import SQL, Identifier

    if not names:
        return
    tables = SQL(", ").join(Identifier(target.schema, name) for name in names)
    until = time.monotonic() + target.wait
    while True:
        try:
            with cursor.connection.transaction():
                _wait_for_locks(cursor, _LOCK_ATTEMPT)
                cursor.execute(SQL("lock table {} in access exclusive mode").format(tables))
                _wait_for_locks(cursor, f"{target.wait}s")
            return
        except LockNotAvailable:
            if time.monotonic() > until:
                raise PushRefused(
                    f"表结构有变，但 {target.wait:g} 秒内一直有人在读；"
                    "数据库保持原样，请稍后重试。",
                    f"Columns changed, but the tables were read for {target.wait:g} s without a "
                    "break; the database stays as it was. Try again later.",
                ) from None
            time.sleep(0.2)


def _record(
    cursor: Cursor[Any], target: Target, manifest: Manifest, digest: str, tables: list[str]
) -> None:
    from psycopg.sql import SQL, Identifier

    place = Identifier(target.schema, RECORD)
    cursor.execute(SQL("delete from {}").format(place))
    cursor.execute(
        SQL("insert into {} values (%s, %s, %s, %s, now(), %s)").format(place),
        [manifest.release_id, manifest.content_hash, digest, manifest.created_at, tables],
    )


def _let_read(cursor: Cursor[Any], target: Target, names: list[str]) -> None:
    """The reading role may read these tables, and nothing else is granted to anybody."""
    from psycopg.sql import SQL, Identifier

    schema, role = Identifier(target.schema), Identifier(target.reader)
    cursor.execute("select from pg_roles where rolname = %s", [target.reader])
    if cursor.fetchone() is None:
        cursor.execute(SQL("create role {} nologin").format(role))
    cursor.execute(SQL("grant usage on schema {} to {}").format(schema, role))
    tables = SQL(", ").join(Identifier(target.schema, name) for name in names)
    cursor.execute(SQL("grant select on {} to {}").format(tables, role))


def _tidy(connection: Connection[Any], target: Target, tables: list[Table]) -> None:
    """Free the room of the rows of before, and count anew for the planner; readers go on.

    The push is done by then: where it does not work out, the server does it in its own time.
    """
    from psycopg import Error
    from psycopg.sql import SQL, Identifier

    connection.autocommit = True
    with suppress(Error):
        for table in tables:
            place = Identifier(target.schema, table.name)
            connection.execute(SQL("vacuum (analyze, truncate false) {}").format(place))
