"""The door for delivered Parquet files: the same table of text, with lines, that a text file gives.

A row's line is its place in the file. Empty values are empty text; what is no text, whole number or timestamp is
refused, so that nothing is rounded on its way in.
"""

import hashlib
from pathlib import Path

import duckdb
import ibis

from yakkan.engines.duckdb import DuckDB, quoted
from yakkan.engines.text import PLACE, Shape, TextTable, check_columns
from yakkan.messages import Refused

_WHOLE_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_ACCEPTED = _WHOLE_NUMBERS | {"VARCHAR", "DATE", '"NULL"'}


def is_parquet(file: Path) -> bool:
    """Whether a file begins as Parquet does, whatever it is called. What is no file is not opened: it may never end."""
    if not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            return stream.read(4) == b"PAR1"
    except OSError:
        return False  # the door for text files says what is wrong with it


def read_parquet(engine: DuckDB, file: Path, shape: Shape, name: str = "parquet") -> TextTable:
    """Reads a Parquet file under `name`; its columns are checked as a header is. Raises Refused."""
    source = f"read_parquet({quoted(file)}, file_row_number=true, hive_partitioning=false)"
    run = engine.connection.execute
    try:
        described = run(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()
        types = {column: kind for column, kind, *_ in described}
        check_columns(list(types), shape, str(file))
        for column, kind in types.items():
            if kind not in _ACCEPTED and not kind.startswith("TIMESTAMP"):
                raise Refused("text.column_type", str(file), 0, {"column": column, "type": kind})
        every = (*shape.columns, *shape.optional)
        texts = [
            f'coalesce(CAST("{column}" AS VARCHAR), \'\') AS "{column}"' if column in types else f"'' AS \"{column}\""
            for column in every
        ]
        place = ", ".join(f'file_row_number + 1 AS "{column}"' for column in PLACE)
        run(f'CREATE OR REPLACE VIEW "{name}" AS SELECT {", ".join(texts)}, {place} FROM {source}')
        rows = run(f'SELECT count(*), max(hash(COLUMNS(*))) FROM "{name}"').fetchall()[0][0]  # reads every value once
    except duckdb.OutOfMemoryException:
        raise  # the machine's fault, not the file's
    except duckdb.Error as error:
        raise Refused("text.bad_parquet", str(file), 0, {"problem": str(error).splitlines()[0]}) from error
    unreadable = engine.put(f"{name}_unreadable", {**PLACE, "reason": "string"}, [])
    table = ibis.table({**dict.fromkeys(every, "string"), **PLACE}, name=name)
    return TextTable(table, unreadable, _sha256(file), rows)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
