"""Apache Spark, from the same expressions as DuckDB; here in a local session.

What is kept is written to Parquet files in the spill folder, so that nothing is worked out twice. The files of a
result are written by DuckDB from what Spark wrote, in its order: they have the same bytes whichever engine rated.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import ibis.expr.types as ir

from yakkan.engines.duckdb import DuckDB
from yakkan.engines.spark_session import session, stop, told
from yakkan.engines.spark_sql import compiled, sql_type


class Spark:
    """One Spark session: tables by name, expressions run over them."""

    def __init__(self, spill: Path, *, small: bool = False) -> None:
        """Its files go into the folder `spill`; where all tables are `small`, statements are not compiled to Java.

        Raises Refused where Spark or Java is missing.
        """
        self._spill = spill.absolute()
        self._spill.mkdir(parents=True, exist_ok=True)
        self._link = TemporaryDirectory(prefix="yakkan-spark-")  # Spark takes a comma in a name for two folders
        local = Path(self._link.name) / "spill"
        local.symlink_to(self._spill)
        self._session = session(local, small=small)
        self._files = DuckDB(spill=self._spill / "duckdb")
        self._folders = 0

    def put(self, name: str, schema: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> ir.Table:
        """A small table made of Python rows, under `name`."""
        file = self._new_folder(name) / "rows.parquet"
        file.parent.mkdir()
        self._files.write(self._files.put("put", schema, rows), file)
        return self.read(name, schema, [file])

    def read(self, name: str, schema: Mapping[str, str], files: Sequence[Path]) -> ir.Table:
        """Parquet files as one table under `name`, read when it is used; no file at all is an empty table."""
        table = ibis.table(dict(schema), name=name)
        with told():
            if files:
                fields = ", ".join(f"`{column}` {sql_type(kind)}" for column, kind in table.schema().items())
                reader = self._session.read.schema(fields).option("recursiveFileLookup", "true")
                frame = reader.parquet(*(_pattern(file) for file in files))
            else:
                nothing = ", ".join(f"CAST(NULL AS {sql_type(kind)}) AS `{c}`" for c, kind in table.schema().items())
                frame = self._session.sql(f"SELECT {nothing} WHERE false")
            frame.createOrReplaceTempView(name)
        return table

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """The rows of `expression`, worked out once and kept under `name`."""
        return self.read(name, _types(expression), [self._written(name, expression)])

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows of a small result, in the order of the expression."""
        with told():
            return [row.asDict() for row in self._session.sql(compiled(expression)).collect()]

    def count(self, expression: ir.Table) -> int:
        """How many rows it has."""
        with told():
            return int(self._session.sql(compiled(expression)).count())

    def write(self, expression: ir.Table, file: Path) -> None:
        """The rows of `expression` as a Parquet file, in its order, each column cast to its declared type."""
        self._files.write(self._result(expression), file)

    def write_csv(self, expression: ir.Table, file: Path) -> None:
        """The rows of `expression` as a CSV file with a header, in its order."""
        self._files.write_csv(self._result(expression), file)

    def close(self) -> None:
        """Lets go of everything that it holds; the Java process stays for the next session."""
        self._files.close()
        stop(self._session)
        self._link.cleanup()

    def _result(self, expression: ir.Table) -> ir.Table:
        """What Spark wrote of a result, part after part, as a table of DuckDB."""
        parts = sorted(self._written("result", expression).glob("part-*"))
        return self._files.read_parts("result", _types(expression), parts)

    def _written(self, name: str, expression: ir.Table) -> Path:
        folder = self._new_folder(name)
        with told():
            self._session.sql(compiled(expression)).write.parquet(str(folder))
        return folder

    def _new_folder(self, name: str) -> Path:
        self._folders += 1
        return self._spill / f"{self._folders:06}-{name}"


def _types(expression: ir.Table) -> dict[str, str]:
    return {name: str(kind) for name, kind in expression.schema().items()}


def _pattern(file: Path) -> str:
    """The path of a file to read, as Spark wants it: what its name holds is no pattern of names."""
    return re.sub(r"[\\*?\[\]{}]", r"\\\g<0>", str(file.absolute()))
