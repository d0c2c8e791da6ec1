"""The door for delivered text files: CSV in, a table of text out, with the line that each row stands on.

Nothing is guessed: the shape of the file is declared. A whole file that can't be what it is said to be is `Refused`;
a line that can't be read is listed with its reason, and the other lines are read. A record is one physical line.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from yakkan.engines.duckdb import DuckDB, quoted
from yakkan.engines.lines import BLANK, HEADER, LONGEST, Cleaner, Encoding, Undecodable
from yakkan.engines.scratch import scratch as own_scratch
from yakkan.messages import Refusals, Refused

PLACE = {"line": "int64", "file_row": "int64"}
"""Beside the columns: the physical line that a row begins on, and what tells rows apart where several share a line."""

_MAGIC = {b"\x1f\x8b": "compressed", b"PK\x03\x04": "compressed", b"\x28\xb5\x2f\xfd": "compressed"}
_MAGIC |= {b"BZh": "compressed", b"\xfd7zXZ": "compressed", b"\xff\xfe": "utf16", b"\xfe\xff": "utf16"}
BEGINNING = 4096
"""So many bytes of a file are looked at to see whether it is text."""
_NO_TEXT = bytes(set(range(32)) - {9, 10, 13, 26})  # but for tab, line ends and the ^Z at the end of DOS files


@dataclass(frozen=True)
class Shape:
    """What a text file is declared to be.

    With a `header`, line 1 names the columns, in any order, and those of `optional` may be missing (their text is
    then empty); without, the columns stand in the order of `columns`. No column may be called as one of PLACE.
    """

    columns: tuple[str, ...]
    header: bool = True
    optional: tuple[str, ...] = ()
    delimiter: str = ","
    encoding: Encoding = "utf-8"
    undecodable: Undecodable = "refuse"

    def __post_init__(self) -> None:
        every = (*self.columns, *self.optional)
        if len(self.columns) < 2 or PLACE.keys() & every or any('"' in column for column in every):
            raise ValueError(
                f"a text file has two columns or more, none called as one of {tuple(PLACE)} or holding a quote: {every}"
            )
        if len(self.delimiter.encode()) != 1:
            raise ValueError(f"not a delimiter: {self.delimiter!r}")


@dataclass(frozen=True)
class TextTable:
    """What stands in a text file: `table` (its columns as text, and PLACE), `unreadable` (PLACE, reason) in its order.

    `rows` counts the lines that are records or should have been: neither header nor blank.
    """

    table: ir.Table
    unreadable: ir.Table
    sha256: str
    rows: int


def read_text(engine: DuckDB, file: Path, shape: Shape, name: str = "text", scratch: Path | None = None) -> TextTable:
    """Reads a text file under `name`. Raises Refused where the whole file can't be what it is declared to be.

    A large file is given a folder for `scratch`, which holds its rows as long as they are used; else the engine does.
    Another file read under the same name takes its place. What is no letter, digit or `_` in a name becomes `_`.
    """
    columns = header_of(file, shape)
    name = re.sub(r"\W", "_", name)
    with folder_for(scratch) as folder:
        reading = _Reading(engine, name, folder)
        with reading.clean.open("wb") as clean, reading.notes.open("wb") as notes:
            cleaner = Cleaner(clean, notes, shape.encoding, shape.undecodable, shape.delimiter)
            sha256 = cleaner.copy(file, header=shape.header)
        reading.parse(len(columns), shape.delimiter)
        reading.list_skipped()
        reading.number_lines(columns, shape, kept=scratch is None)
        reading.clean.unlink()
    unreadable = reading.unreadable()
    rows = cleaner.line - reading.neither_row_nor_error()
    if rows == 0 and not shape.header:
        raise Refused("text.empty", str(file))
    every = dict.fromkeys((*shape.columns, *shape.optional), "string")
    return TextTable(ibis.table({**every, **PLACE}, name=name), unreadable, sha256, rows)


def header_of(file: Path, shape: Shape) -> tuple[str, ...]:
    """The columns of a file in their order there, checked against its shape; Refused names line 1 and the cure."""
    first = first_line(file)
    if not shape.header:
        return shape.columns
    named: dict[str, object] = {"columns": ", ".join((*shape.columns, *shape.optional)), "encoding": shape.encoding}
    try:
        header = first.decode("utf-8-sig" if shape.encoding == "utf-8" else shape.encoding)
        columns = next(csv.reader([header], delimiter=shape.delimiter, strict=True), [])
    except UnicodeDecodeError as error:
        raise Refused("text.header_undecodable", str(file), 1, named) from error
    except csv.Error as error:
        raise Refused("text.bad_header", str(file), 1, named) from error
    if not any(columns) or "\0" in header:
        raise Refused("text.bad_header", str(file), 1, named)
    check_columns(columns, shape, str(file))
    return tuple(columns)


def check_columns(columns: list[str], shape: Shape, file: str) -> None:
    """Refuses, at line 1, every column that is unknown, missing or there twice."""
    known = (*shape.columns, *shape.optional)
    wrong = [("duplicate_column", column) for column in dict.fromkeys(columns) if columns.count(column) > 1]
    wrong += [("unknown_column", column) for column in dict.fromkeys(columns) if column not in known]
    wrong += [("missing_column", column) for column in shape.columns if column not in columns]
    if wrong:
        values: list[dict[str, object]] = [{"column": column, "columns": ", ".join(known)} for _, column in wrong]
        all_wrong = [Refused(f"text.{code}", file, 1, each) for (code, _), each in zip(wrong, values, strict=True)]
        raise all_wrong[0] if len(all_wrong) == 1 else Refusals(all_wrong)


def first_line(file: Path) -> bytes:
    """Line 1 of a text file, without its end. Raises Refused for what is no text file at all."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise Refused("text.not_text", str(file))  # a pipe or a device, which might never end
    try:
        with file.open("rb") as stream:
            beginning = stream.read(BEGINNING)
            _refuse_what_is_no_text(beginning, str(file))
            stream.seek(0)
            return stream.readline(LONGEST).replace(b"\r", b"\n").partition(b"\n")[0]
    except FileNotFoundError as error:
        raise Refused("input.no_such_file", str(file)) from error
    except IsADirectoryError as error:
        raise Refused("text.directory", str(file)) from error
    except OSError as error:
        raise Refused("text.no_access", str(file), 0, {"problem": error.strerror}) from error


def _refuse_what_is_no_text(beginning: bytes, file: str) -> None:
    if not beginning:
        raise Refused("text.empty", file)
    for magic, code in _MAGIC.items():
        if beginning.startswith(magic):
            raise Refused(f"text.{code}", file)
    if len(beginning) - len(beginning.translate(None, _NO_TEXT)) > len(beginning) // 10:
        raise Refused("text.not_text", file)


@contextmanager
def folder_for(scratch: Path | None) -> Iterator[Path]:
    """The folder for scratch or, without one, a temporary one that is gone afterwards."""
    if scratch:
        yield scratch
    else:
        with own_scratch() as folder:
            yield folder


class _Reading:
    """One cleaned file read by DuckDB: what it parses, what it rejects, and on which line each row stood."""

    def __init__(self, engine: DuckDB, name: str, folder: Path) -> None:
        self.run = engine.connection.execute
        self.name = name
        self.clean = folder / f"{name}.lines"
        self.notes = folder / f"{name}.notes"
        self.parsed = folder / f"{name}.parquet"

    def parse(self, width: int, delimiter: str) -> None:
        """The rows that are CSV of this width, in the file's order, and the table of rejects beside them."""
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
        texts = ", ".join(f"coalesce(c{i}, '') AS c{i}" for i in range(width))
        for leftover in ("rejects", "scans"):
            self.run(f'DROP TABLE IF EXISTS "{self.name}_{leftover}"')
        self.run(
            f"COPY (SELECT row_number() OVER () AS nth, {texts} FROM read_csv({quoted(self.clean)}, header=false,"
            f" auto_detect=false, columns={{{columns}}}, delim={quoted(delimiter)}, quote='\"', escape='\"',"
            " new_line='\\n', strict_mode=true, parallel=false, store_rejects=true,"
            f" rejects_table='{self.name}_rejects', rejects_scan='{self.name}_scans'))"
            f" TO {quoted(self.parsed)} (FORMAT parquet)"
        )

    def list_skipped(self) -> None:
        """Every line that gave no row, with the cleaner's note or, where there is none, DuckDB's verdict."""
        self.run(
            f'CREATE OR REPLACE TABLE "{self.name}_skipped" AS WITH noted AS (FROM read_csv({quoted(self.notes)},'
            " header=false, auto_detect=false, columns={'line': 'BIGINT', 'note': 'VARCHAR'}))"
            " SELECT line, note, line - row_number() OVER (ORDER BY line) AS rows_before FROM (FROM noted UNION ALL"
            f" SELECT DISTINCT line, 'wrong_columns' FROM \"{self.name}_rejects\""
            " WHERE line NOT IN (SELECT line FROM noted))"
        )
        self.run(f'DROP TABLE "{self.name}_rejects"')
        self.run(f'DROP TABLE "{self.name}_scans"')

    def number_lines(self, columns: tuple[str, ...], shape: Shape, *, kept: bool) -> None:
        """The table `name`: a row's line is its place among the rows plus the skipped lines before it."""
        own = {column: f"c{i}" for i, column in enumerate(columns)}
        texts = [f'{own.get(column, repr(""))} AS "{column}"' for column in (*shape.columns, *shape.optional)]
        skipped = f'"{self.name}_skipped"'
        in_order = self._count(f"note <> '{HEADER}'") == 0
        source = f"read_parquet({quoted(self.parsed)})"
        if in_order:
            line = f"nth + {int(shape.header)}"
        else:
            line = "nth + coalesce(skipped, 0)"
            source += (
                f" ASOF LEFT JOIN (SELECT rows_before, max(line) - rows_before AS skipped FROM {skipped}"
                " GROUP BY rows_before) ON nth > rows_before"
            )
        what = "TABLE" if kept else "VIEW"
        places = ", ".join(f'{line} AS "{column}"' for column in PLACE)
        self.run(f'CREATE OR REPLACE {what} "{self.name}" AS SELECT {", ".join(texts)}, {places} FROM {source}')

    def unreadable(self) -> ir.Table:
        """The lines that should have been rows, and why they are none."""
        skipped = ibis.table({"line": "int64", "note": "string"}, name=f"{self.name}_skipped")
        wrong = skipped.filter(skipped.note.notin([HEADER, BLANK]))
        return wrong.select("line", file_row=wrong.line, reason=wrong.note).order_by("line")

    def neither_row_nor_error(self) -> int:
        """How many lines are the header or blank."""
        return self._count(f"note IN ('{HEADER}', '{BLANK}')")

    def _count(self, condition: str) -> int:
        found = self.run(f'SELECT count(*) FROM "{self.name}_skipped" WHERE {condition}').fetchall()
        return int(found[0][0])
