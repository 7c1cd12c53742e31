"""What stands in the schema: one table a mart, as the release itself describes it.

Names, keys and meanings come from the release's `datapackage.json`, types from its Parquet files,
so that a release of another version of this software is pushed as it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gouji.release.errors import PushRefused

if TYPE_CHECKING:
    from psycopg import Cursor

MARTS = "marts/"
_BATCH = 5000
_TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "VARCHAR": "text",
}
"""DuckDB's name of a type, and PostgreSQL's."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes two tables interchangeable for a reader: columns with their types, and the key."""

    columns: Mapping[str, str]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One mart of a release; `file` holds its rows."""

    name: str
    file: Path
    shape: Shape
    comment: str
    comments: Mapping[str, str]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, columns in the order of `shape.columns`."""
        import duckdb

        with duckdb.connect() as connection:
            found = connection.execute("from read_parquet(?)", [str(self.file)])
            while batch := found.fetchmany(_BATCH):
                yield from batch


def tables_of(descriptor: Mapping[str, Any], folder: Path) -> list[Table]:
    """The marts of a release whose descriptor and files these are.

    Raises:
        PushRefused: a column has a type that has no counterpart.
    """
    return [
        Table(
            resource["name"],
            folder / resource["path"],
            _shape(resource, folder / resource["path"]),
            resource.get("description") or resource.get("title", ""),
            {field["name"]: _meaning(field) for field in resource["schema"]["fields"]},
        )
        for resource in descriptor["resources"]
        if resource["path"].startswith(MARTS)
    ]


def shapes_in(cursor: Cursor[Any], schema: str) -> dict[str, Shape]:
    """Every table of a schema as it is now."""
    cursor.execute(
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) from pg_class c "
        "join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid "
        "where n.nspname = %s and c.relkind in ('r', 'p') and a.attnum > 0 "
        "and not a.attisdropped order by c.relname, a.attnum",
        [schema],
    )
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in cursor.fetchall():
        columns.setdefault(table, {})[column] = kind
    cursor.execute(
        "select c.relname, a.attname from pg_constraint k join pg_class c on c.oid = k.conrelid "
        "join pg_namespace n on n.oid = c.relnamespace "
        "cross join unnest(k.conkey) with ordinality as u(number, place) "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum = u.number "
        "where n.nspname = %s and k.contype = 'p' order by c.relname, u.place",
        [schema],
    )
    keys: dict[str, tuple[str, ...]] = {}
    for table, column in cursor.fetchall():
        keys[table] = (*keys.get(table, ()), column)
    return {name: Shape(found, keys.get(name, ())) for name, found in columns.items()}


def create(cursor: Cursor[Any], schema: str, table: Table) -> None:
    """An empty table of that shape."""
    from psycopg.sql import SQL, Identifier

    columns = [
        SQL("{} {}").format(Identifier(name), SQL(kind))
        for name, kind in table.shape.columns.items()
    ]
    statement = SQL("create table {} ({})")
    cursor.execute(statement.format(Identifier(schema, table.name), SQL(", ").join(columns)))
    _add_key(cursor, schema, table)


def reshape(cursor: Cursor[Any], schema: str, table: Table, now: Shape) -> None:
    """Give an emptied table new columns, types and key; nothing is rewritten, it stays the table.

    A column whose type changed is dropped and added: whoever still reads the rows of before by an
    older snapshot finds null there, never a number of another kind.
    """
    from psycopg.sql import SQL, Identifier

    place = Identifier(schema, table.name)
    cursor.execute(
        "select k.conname from pg_constraint k where k.conrelid = %s::regclass and k.contype = 'p'",
        [place.as_string(cursor)],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(SQL("alter table {} drop constraint {}").format(place, Identifier(name)))
    wanted = table.shape.columns
    for name, kind in now.columns.items():
        if wanted.get(name) != kind:
            cursor.execute(SQL("alter table {} drop column {}").format(place, Identifier(name)))
        elif name not in table.shape.key:
            release = SQL("alter table {} alter column {} drop not null")
            cursor.execute(release.format(place, Identifier(name)))
    for name, kind in wanted.items():
        if now.columns.get(name) != kind:
            add = SQL("alter table {} add column {} {}")
            cursor.execute(add.format(place, Identifier(name), SQL(kind)))
    _add_key(cursor, schema, table)


def fill(cursor: Cursor[Any], schema: str, table: Table) -> int:
    """Copy the rows into the emptied table; returns how many."""
    from psycopg.sql import SQL, Identifier

    names = SQL(", ").join(map(Identifier, table.shape.columns))
    statement = SQL("copy {} ({}) from stdin").format(Identifier(schema, table.name), names)
    number = 0
    with cursor.copy(statement) as copy:
        for row in table.rows():
            copy.write_row(row)
            number += 1
    return number


def explain(cursor: Cursor[Any], schema: str, table: Table) -> None:
    """Write what the table and its columns mean as comments."""
    from psycopg.sql import SQL, Identifier, Literal

    place = Identifier(schema, table.name)
    cursor.execute(SQL("comment on table {} is {}").format(place, Literal(table.comment)))
    for name in table.shape.columns:
        text = table.comments.get(name) or None
        where = Identifier(schema, table.name, name)
        cursor.execute(SQL("comment on column {} is {}").format(where, Literal(text)))


def _add_key(cursor: Cursor[Any], schema: str, table: Table) -> None:
    from psycopg.sql import SQL, Identifier

    if table.shape.key:
        columns = SQL(", ").join(map(Identifier, table.shape.key))
        statement = SQL("alter table {} add primary key ({})")
        cursor.execute(statement.format(Identifier(schema, table.name), columns))


def _shape(resource: Mapping[str, Any], file: Path) -> Shape:
    """Columns and key; a key of which a part is unknown (null) in some row is no primary key."""
    import duckdb

    name, key = resource["name"], tuple(resource["schema"].get("primaryKey", ()))
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(file))
        pairs = list(zip(relation.columns, map(str, relation.types), strict=True))
        parts = " or ".join('"' + part.replace('"', '""') + '" is null' for part in key)
        holes = relation.filter(parts).count("*").fetchall()[0][0] if key else 0
    columns = {column: _type(name, column, kind) for column, kind in pairs}
    return Shape(columns, () if holes else key)


def _type(table: str, column: str, kind: str) -> str:
    if kind.startswith("DECIMAL("):
        return kind.replace("DECIMAL", "numeric").replace(" ", "")
    if kind.endswith("[]"):
        return _type(table, column, kind[:-2]) + "[]"
    if kind not in _TYPES:
        raise PushRefused(
            f"{table}.{column} 的类型 {kind} 在 PostgreSQL 中没有对应类型。",
            f"{table}.{column} has the type {kind}, which has no counterpart in PostgreSQL.",
        )
    return _TYPES[kind]


def _meaning(field: Mapping[str, Any]) -> str:
    text = str(field.get("description", ""))
    unit = field.get("gouji:unit")
    return f"{text}\n[{unit}]" if unit else text
