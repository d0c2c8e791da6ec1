"""DuckDB, the embedded engine."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from yakkan import waypoints
from yakkan.engines.scratch import spill as own_spill
from yakkan.memory import limit

_MACROS = "CREATE MACRO div(dividend, divisor) AS dividend // divisor"
_NO_ROW = 'CREATE TABLE "no row" (nothing BOOLEAN)'


class DuckDB:
    """One DuckDB in memory: tables by name, expressions run over them."""

    def __init__(self, *, threads: int | None = None, memory: str | None = None, spill: Path | None = None) -> None:
        """`threads` and `memory` (such as `2GB`) limit it; what does not fit is spilled to the folder `spill`."""
        config: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory or limit(),
            "temp_directory": str(spill or own_spill()),
        }
        if threads:
            config["threads"] = threads
        self.connection = duckdb.connect(":memory:", config=config)
        self.connection.execute(_MACROS)
        self.connection.execute(_NO_ROW)
        self.connection.execute("SET enable_progress_bar = false")  # it would go to standard output

    def put(self, name: str, schema: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> ir.Table:
        """A small table made of Python rows, under `name`."""
        table = ibis.table(dict(schema), name=name)
        columns = ", ".join(f'"{column}" {_sql_type(kind)}' for column, kind in table.schema().items())
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" ({columns})')
        lists = [list(values) for values in zip(*rows, strict=True)]
        if lists:
            texts = ", ".join(f"unnest(CAST(? AS {_sql_type(kind)}[]))" for kind in table.schema().values())
            self.connection.execute(f'INSERT INTO "{name}" SELECT {texts}', lists)
        return table

    def read(self, name: str, schema: Mapping[str, str], files: Sequence[Path]) -> ir.Table:
        """Parquet files as one table under `name`, read when it is used; no file at all is an empty table."""
        table = ibis.table(dict(schema), name=name)
        if not files:
            nothing = ", ".join(f'CAST(NULL AS {_sql_type(kind)}) AS "{each}"' for each, kind in table.schema().items())
            self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT {nothing} WHERE false')
            return table
        names = ", ".join(quoted_file(file) for file in files)
        columns = ", ".join(f'"{column}"' for column in schema)
        self.connection.execute(
            f'CREATE OR REPLACE VIEW "{name}" AS SELECT {columns} FROM read_parquet([{names}], hive_partitioning=false)'
        )
        return table

    def read_parts(self, name: str, schema: Mapping[str, str], files: Sequence[Path]) -> ir.Table:
        """The same, in the order of the files and of their rows."""
        table = self.read(name, schema, files)
        if files:
            names = ", ".join(quoted_file(file) for file in files)
            columns = ", ".join(f'"{column}"' for column in schema)
            self.connection.execute(
                f'CREATE OR REPLACE VIEW "{name}" AS SELECT {columns} FROM read_parquet([{names}], filename=true,'
                " file_row_number=true, hive_partitioning=false) ORDER BY filename, file_row_number"
            )
        return table

    def read_csv(self, name: str, schema: Mapping[str, str], files: Sequence[Path]) -> ir.Table:
        """CSV files that `write_csv` wrote, as one table under `name`."""
        columns = ", ".join(f"{quoted(column)}: '{_sql_type(kind)}'" for column, kind in ibis.schema(schema).items())
        names = ", ".join(quoted(file) for file in files)
        self.connection.execute(
            f'CREATE OR REPLACE TABLE "{name}" AS FROM read_csv([{names}], columns={{{columns}}}, header=true,'
            " auto_detect=false, delim=',', quote='\"', escape='\"')"
        )
        return ibis.table(dict(schema), name=name)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """The rows of `expression`, worked out once and kept under `name`."""
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {self.sql(expression)}')
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows of a small result, in the order of the expression."""
        cursor = self.connection.execute(self.sql(expression))
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def count(self, expression: ir.Table) -> int:
        """How many rows it has."""
        counted = self.connection.execute(f"SELECT count(*) FROM ({self.sql(expression)})").fetchall()
        return int(counted[0][0])

    def write(self, expression: ir.Table, file: Path) -> None:
        """The rows of `expression` as a Parquet file, in its order, each column cast to its declared type.

        Any column may be empty, as far as the file's schema goes: DuckDB would else call those that it happens to know
        to be full REQUIRED, so that the bytes would depend on how the same rows were come by.
        """
        kinds = expression.schema().values()
        no_row = f'SELECT {", ".join(f"CAST(NULL AS {_sql_type(kind)})" for kind in kinds)} FROM "no row"'
        rows = f"({self.sql(expression)}) UNION ALL {no_row}"
        self.connection.execute(f"COPY ({rows}) TO {quoted(file)} (FORMAT parquet)")
        waypoints.passed("written")

    def write_csv(self, expression: ir.Table, file: Path) -> None:
        """The rows of `expression` as a CSV file with a header, in its order."""
        self.connection.execute(f"COPY ({self.sql(expression)}) TO {quoted(file)} (FORMAT csv, HEADER)")
        waypoints.passed("written")

    def close(self) -> None:
        """Lets go of everything that it holds."""
        self.connection.close()

    def sql(self, expression: ir.Table) -> str:
        """The expression as SQL, cast to its declared schema.

        The cast stands outside of Ibis, which leaves out what it takes to be needless: a sum of BIGINT is HUGEINT to
        DuckDB, and Parquet would hold that as DOUBLE.
        """
        return _compiled(expression.op())


@lru_cache(maxsize=1000)
def _compiled(operation: Any) -> str:
    """The SQL of an expression. To compile one takes longer than to run it over a thousand rows, so it is kept."""
    expression: ir.Table = operation.to_expr()
    columns = ", ".join(
        f'CAST("{column}" AS {_sql_type(kind)}) AS "{column}"' for column, kind in expression.schema().items()
    )
    return f"SELECT {columns} FROM ({ibis.to_sql(expression, dialect='duckdb')})"


def quoted_file(file: Path) -> str:
    """The path of a file to read, as SQL writes it: what its name holds is no pattern of names."""
    return quoted(re.sub(r"[*?[]", r"[\g<0>]", str(file)))


def quoted(text: str | Path) -> str:
    """A text, such as a file's path, as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def _sql_type(kind: Any) -> str:
    if kind.is_decimal() or kind.is_floating():
        raise TypeError("no float and no decimal ever touches an amount")
    return {
        "string": "VARCHAR",
        "int64": "BIGINT",
        "int32": "INTEGER",
        "int16": "INTEGER",
        "int8": "INTEGER",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "timestamp": "TIMESTAMP",
    }[str(kind).lstrip("!").split("(")[0]]
