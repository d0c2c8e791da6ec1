"""Sets of rows between an engine and PostgreSQL, by COPY through a CSV file: one statement however many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from yakkan import waypoints
from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch

_CHUNK = 1 << 20
_SQL_TYPES = {"string": "VARCHAR", "int64": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "timestamp": "TIMESTAMP"}


@dataclass(frozen=True)
class Loaded:
    """How many rows of a file were new, differed from what was known, or were known as they are."""

    added: int
    changed: int
    unchanged: int


def copy_in(cursor: CursorWrapper, engine: DuckDB, rows: ir.Table, table: str) -> int:
    """Add `rows` to `table`, column by column of the same name; says how many."""
    with scratch() as folder:
        file = folder / "rows.csv"
        engine.write_csv(rows, file)
        columns = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER)").format(sql.Identifier(table), columns)
        with file.open("rb") as stream, cursor.db.wrap_database_errors, cursor.copy(statement) as copy:
            while chunk := stream.read(_CHUNK):
                copy.write(chunk)
        waypoints.passed("copied")
        return cursor.rowcount


def copy_out(cursor: CursorWrapper, query: str, engine: DuckDB, name: str, schema: Mapping[str, str]) -> ir.Table:
    """The rows of `query` as the table `name` of the engine; `schema` names and types its columns, in order."""
    with scratch() as folder:
        file = folder / "rows.csv"
        copying = cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)")
        with file.open("wb") as stream, cursor.db.wrap_database_errors, copying as copy:
            for chunk in copy:
                stream.write(chunk)
        columns = ", ".join(f"'{column}': '{_SQL_TYPES[kind]}'" for column, kind in schema.items())
        texts = ", ".join(f'coalesce("{c}", \'\') AS "{c}"' for c, kind in schema.items() if kind == "string")
        replaced = f"* REPLACE ({texts})" if texts else "*"
        engine.connection.execute(
            f'CREATE OR REPLACE TABLE "{name}" AS SELECT {replaced} FROM read_csv('
            f"'{file}', header=false, auto_detect=false, delim=',', quote='\"', escape='\"', columns={{{columns}}})"
        )
    return ibis.table(dict(schema), name=name)


def stage(cursor: CursorWrapper, engine: DuckDB, rows: ir.Table, like: str) -> None:
    """Put `rows` into the temporary table `incoming`, typed as the columns of the table `like`; `line` comes with it.

    `incoming` goes with the transaction.
    """
    kept = [column for column in rows.columns if column != "line"]
    columns = sql.SQL(", ").join(map(sql.Identifier, kept))
    cursor.execute("DROP TABLE IF EXISTS pg_temp.incoming")
    cursor.execute(
        sql.SQL(
            "CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {}, 0::bigint AS line FROM {} WITH NO DATA"
        ).format(columns, sql.Identifier(like))
    )
    copy_in(cursor, engine, rows if "line" in rows.columns else rows.mutate(line=ibis.literal(0, "int64")), "incoming")


def merge(
    cursor: CursorWrapper, table: str, columns: Sequence[str], key: Sequence[str], kept: Sequence[str] = ()
) -> Loaded:
    """Bring `incoming` into `table`: rows with a new key are added, those that differ are changed but for `kept`."""
    values = [column for column in columns if column not in (*key, *kept)]
    parts: dict[str, Any] = {
        "table": sql.Identifier(table),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "key": sql.SQL(", ").join(map(sql.Identifier, key)),
        "set": sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in values),
        "old": sql.SQL(", ").join(sql.SQL("known.{}").format(sql.Identifier(name)) for name in values),
        "new": sql.SQL(", ").join(sql.SQL("excluded.{}").format(sql.Identifier(name)) for name in values),
    }
    cursor.execute(
        sql.SQL(
            "WITH done AS (INSERT INTO {table} AS known ({columns})"
            " SELECT {columns} FROM incoming ORDER BY {key}"  # so that two at once lock rows in one order
            " ON CONFLICT ({key}) DO UPDATE SET {set} WHERE ({old}) IS DISTINCT FROM ({new})"
            " RETURNING (xmax = 0) AS added)"
            " SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added),"
            " (SELECT count(*) FROM incoming) FROM done"
        ).format(**parts)
    )
    added, changed, all_rows = cursor.fetchone()
    waypoints.passed("merged")
    return Loaded(added, changed, all_rows - added - changed)


def first_twice(cursor: CursorWrapper, key: Sequence[str]) -> tuple[str, int] | None:
    """The first key that stands twice in `incoming`, with the line of its second row; None where there is none."""
    names = sql.SQL(", ").join(map(sql.Identifier, key))
    cursor.execute(
        sql.SQL(
            """
            SELECT concat_ws(' ', {names}), line
            FROM (SELECT *, row_number() OVER (PARTITION BY {names} ORDER BY line) AS nth FROM incoming) counted
            WHERE nth = 2 ORDER BY line LIMIT 1
            """
        ).format(names=names)
    )
    return cursor.fetchone()


def unknown(cursor: CursorWrapper, column: str, table: str) -> list[tuple[str, int]]:
    """The values of `column` in `incoming` that `table` does not hold, with their lines; at most ten."""
    names = {"column": sql.Identifier(column), "table": sql.Identifier(table)}
    cursor.execute(
        sql.SQL(
            "SELECT {column}, line FROM incoming WHERE NOT EXISTS"
            " (SELECT FROM {table} known WHERE known.{column} = incoming.{column}) ORDER BY line, 1 LIMIT 10"
        ).format(**names)
    )
    return cursor.fetchall()
