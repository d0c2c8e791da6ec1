r"""The door for SQL dumps: one row a tuple of one table, as `sqlite3 .dump`, mysqldump and pg_dump write them.

A dump is read, never run: INSERT statements and PostgreSQL's COPY of the table that is asked for. Statements of other
tables and comments are passed over. A row has the line that its tuple begins on, which many tuples may share. What is
no literal, has another number of values, or can't be told apart from what follows it, is unreadable and never guessed.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis

from yakkan.engines.duckdb import DuckDB, quoted
from yakkan.engines.lines import LONGEST
from yakkan.engines.sql_stream import Stream
from yakkan.engines.sql_words import COLUMNS, NAMES, Dialect, Words, columns_of, copied, defined_columns, is_table
from yakkan.engines.text import PLACE, Shape, TextTable, first_line, folder_for
from yakkan.messages import Refusals, Refused

_BETWEEN = re.compile(r"(?:\s++|--[^\n]*+\n|#[^\n]*+\n|\\[^\n]*+\n|;)++")
_INSERT = re.compile(rf"(?:INSERT\s+(?:IGNORE\s+|OR\s+\w+\s+)?INTO|REPLACE\s+INTO)\s+{NAMES}", re.I)
_VALUES = re.compile(rf"\s*+(?:{COLUMNS})?\s*+(?:OVERRIDING \w+ VALUE\s++)?VALUES\s*+(?=\()", re.I)
_COPY = re.compile(rf"COPY\s+{NAMES}\s*+(?:{COLUMNS}\s*+)?FROM\s+stdin([^\n;]*+);[^\n]*+\n", re.I)
_CREATE = re.compile(rf"CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{NAMES}\s*+(?=\()", re.I)
_TRIGGER = re.compile(r"CREATE\s+(?:TEMP\w*\s+)?TRIGGER\b", re.I)
_DELIMITER = re.compile(r"DELIMITER\s+(?!;\s*\n)[^\n]++\n", re.I)
_STARTS = re.compile(
    r"INSERT\s|REPLACE\s|COPY\s|CREATE\s|ALTER\s|DROP\s|SET\s|SELECT\s|LOCK\s|UNLOCK\s|BEGIN\b|COMMIT\b|PRAGMA\s"
    r"|DELETE\s|ANALYZE\b|--|/\*",
    re.I,
)
_TUPLE_STARTS = re.compile(r"\(")
_ENDS = re.compile(r"(?:\s++|ON CONFLICT DO NOTHING)*+([,;])\s*+")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_REPLACED = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Dump:
    """What a dump is declared to be: the shape of the table that is asked for, its name, and whose dump it is."""

    shape: Shape
    table: str
    dialect: Dialect

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the table may have."""
        return (*self.shape.columns, *self.shape.optional)


def read_sql_dump(engine: DuckDB, file: Path, dump: Dump, name: str = "dump", scratch: Path | None = None) -> TextTable:
    """Reads the rows of a dump's table under `name`. Raises Refused where the dump has no such table.

    Its columns are those that INSERT, COPY or CREATE TABLE name, checked against the shape as a header is; where the
    dump names none, they stand in the order of the shape.
    """
    first_line(file)
    name = re.sub(r"\W", "_", name)
    with folder_for(scratch) as folder:
        texts, notes = folder / f"{name}.rows", folder / f"{name}.notes"
        with (
            texts.open("w", encoding="utf-8", newline="") as rows,
            notes.open("w", encoding="ascii", newline="") as unread,
            file.open("rb") as stream,
        ):
            write_row = csv.writer(rows, lineterminator="\n").writerow
            reading = _Reading(file, dump, Stream(stream, dump.shape.encoding), write_row, unread.write)
            reading.read()
        _load(engine, name, folder, dump.columns, kept=scratch is None)
        texts.unlink()
    every = dict.fromkeys(dump.columns, "string")
    unreadable = ibis.table({**PLACE, "reason": "string"}, name=f"{name}_unreadable")
    table = ibis.table({**every, **PLACE}, name=name)
    return TextTable(table, unreadable.order_by("file_row"), reading.stream.sha256, reading.rows)


def _load(engine: DuckDB, name: str, folder: Path, every: tuple[str, ...], *, kept: bool) -> None:
    """The rows and the notes on what is no row, as tables of the engine; the rows in the folder unless `kept`."""
    how = "header=false, auto_detect=false, quote='\"', escape='\"', new_line='\\n', parallel=false"
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(every)))
    named = ", ".join(f"coalesce(c{i}, '') AS \"{c}\"" for i, c in enumerate(every))
    places = ", ".join(f"'{column}': 'BIGINT'" for column in PLACE)
    parsed = quoted(folder / f"{name}.parquet")
    for statement in (
        f"COPY (SELECT {named}, {', '.join(PLACE)} FROM read_csv({quoted(folder / f'{name}.rows')}, {how},"
        f" columns={{{places}, {columns}}}, max_line_size={20 * LONGEST})) TO {parsed} (FORMAT parquet)",
        f'CREATE OR REPLACE {"TABLE" if kept else "VIEW"} "{name}" AS FROM read_parquet({parsed})',
        f'CREATE OR REPLACE TABLE "{name}_unreadable" AS FROM read_csv({quoted(folder / f"{name}.notes")}, {how},'
        f" columns={{{places}, 'reason': 'VARCHAR'}})",
    ):
        engine.connection.execute(statement)


@dataclass
class _Reading:
    """One dump on its way: statement by statement, its rows and the notes on what is no row written as they come."""

    file: Path
    dump: Dump
    stream: Stream
    write_row: Callable[[list[Any]], Any]
    write_note: Callable[[str], Any]
    rows: int = field(default=0, init=False)
    found: bool = field(default=False, init=False)
    words: Words = field(init=False)
    order: list[int] | None = field(default=None, init=False)
    columns: list[str] = field(default_factory=list, init=False)
    defined: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.defined = list(self.dump.shape.columns)
        self._take_columns(self.defined)

    def read(self) -> None:
        """Reads the dump to its end."""
        while self.stream.skip(_BETWEEN):
            self._statement()
        if not self.found:
            raise Refused("text.no_such_table", str(self.file), 0, {"table": self.dump.table})

    def _statement(self) -> None:
        stream, dialect = self.stream, self.dump.dialect
        if (insert := stream.match(_INSERT)) and is_table(insert[1], self.dump.table):
            self.found = True
            self._insert(insert)
        elif copy := stream.match(_COPY):
            self._copy(copy)
        elif (create := stream.match(_CREATE)) and is_table(create[1], self.dump.table):
            self.found = True
            self._create(create)
        elif dialect == "sqlite" and stream.match(_TRIGGER):
            stream.to_line(lambda line: line.rstrip().upper().endswith("END;"))
        elif dialect == "mysql" and stream.match(_DELIMITER):
            stream.to_line(lambda line: line.split() == ["DELIMITER", ";"])
        else:
            self._pass_over()

    def _pass_over(self) -> None:
        """Over a statement that is nobody's row; where it can't be read, to the next line that begins one."""
        stream = self.stream
        while passed := stream.match(self.words.passed):
            if not passed[0] or stream.text[passed.end() : passed.end() + 1] == ";":
                break
            stream.to(passed.end())
        if passed and stream.text[passed.end() : passed.end() + 1] == ";":
            stream.to(passed.end() + 1)
        elif stream.more():
            stream.to_start(_STARTS)

    def _create(self, create: "re.Match[str]") -> None:
        """The table's columns, in its order."""
        stream = self.stream
        found = self.words.parts(stream.text, create.end(), create.end() + LONGEST)
        if found is None:
            raise Refused("text.bad_table", str(self.file), stream.line, {"table": self.dump.table})
        self.defined = defined_columns(found[0])
        self._take_columns(self.defined)
        stream.to(found[1])
        self._pass_over()

    def _take_columns(self, named: list[str]) -> None:
        """What columns the next tuples have; Refused where the dump names others than the shape."""
        if named == self.columns:
            return
        every = self.dump.columns
        wrong = [("unknown_table_column", column) for column in dict.fromkeys(named) if column not in every]
        wrong += [("missing_table_column", column) for column in self.dump.shape.columns if column not in named]
        wrong += [("duplicate_column", column) for column in dict.fromkeys(named) if named.count(column) > 1]
        refused = [Refused(f"text.{code}", str(self.file), self.stream.line, {"column": c}) for code, c in wrong]
        if refused:
            raise refused[0] if len(refused) == 1 else Refusals(refused)
        self.columns = named
        self.words = Words(self.dump.dialect, len(named))
        places = [named.index(column) if column in named else len(named) for column in every]
        self.order = None if places == list(range(len(named))) else places

    def _insert(self, insert: "re.Match[str]") -> None:
        """The tuples of a statement, each a row or a note."""
        stream, line = self.stream, self.stream.line
        values = _VALUES.match(stream.text, insert.end())
        if values is None:
            self._note(line, "no_literal")
            return self._pass_over()
        self._take_columns(columns_of(values[1]) if values[1] else self.defined)
        stream.to(values.end())
        self._tuples()
        return None

    def _tuples(self) -> None:
        stream = self.stream
        while True:
            line = stream.line
            found = self.words.row.match(stream.text, stream.at, stream.at + LONGEST)
            if found:
                self._row(line, self.words.values(found), found[0])
                stream.to(found.end())
            elif not self._no_row(line):
                if not self._goes_on():
                    return None
                continue
            ended = stream.match(_ENDS)
            if ended is None:  # what follows the tuple is no part of an INSERT
                return self._pass_over()
            stream.to(ended.end())
            if ended[1] == ";":
                return None

    def _no_row(self, line: int) -> bool:
        """Notes why there is no row here; whether it is known where the tuple ends."""
        stream = self.stream
        read = None
        if stream.match(_TUPLE_STARTS):
            read = self.words.parts(stream.text, stream.at, stream.at + LONGEST)
        if read is None or not _ENDS.match(stream.text, read[1]):
            self._note(line, "bad_tuple")
            return False
        self._note(line, "no_literal" if len(read[0]) == self.words.width else "wrong_values")
        stream.to(read[1])
        return True

    def _goes_on(self) -> bool:
        """To the next line that begins a statement or, as MySQL never breaks a line within a string, a tuple."""
        begin = [_STARTS, _TUPLE_STARTS] if self.dump.dialect == "mysql" else [_STARTS]
        self.stream.to_start(*begin)
        return self.stream.match(_TUPLE_STARTS) is not None

    def _copy(self, copy: "re.Match[str]") -> None:
        r"""The rows of COPY up to `\.`; a last one without that end may be cut, so it is none."""
        stream, ours = self.stream, is_table(copy[1], self.dump.table)
        if ours:
            self.found = True
        if ours and copy[3].strip():  # not as text: pg_dump writes nothing there
            self._note(stream.line, "bad_tuple")
            ours = False
        if ours:
            self._take_columns(columns_of(copy[2]) if copy[2] else self.defined)
        stream.to(copy.end())
        before: tuple[int, str] | None = None
        while True:
            line, text = stream.line, stream.next_line()
            if text in (None, "\\."):
                break
            if before:
                self._copied(*before)
            before = (line, text or "") if ours else None
        if before and text is None:
            self._note(before[0], "cut_off_copy")
        elif before:
            self._copied(*before)

    def _copied(self, line: int, text: str) -> None:
        if len(text) > LONGEST:
            return self._note(line, "line_too_long")
        values = copied(text)
        if values is None:
            return self._note(line, "bad_tuple")
        if len(values) != self.words.width:
            return self._note(line, "wrong_values")
        return self._row(line, values, text)

    def _row(self, line: int, values: list[str], text: str) -> None:
        if not text.isascii() and _ESCAPED_BYTE.search(text):
            if self.dump.shape.undecodable == "refuse":
                return self._note(line, "undecodable")
            values = [_ESCAPED_BYTE.sub(_REPLACED, value) for value in values]
        if "\0" in text or ("\\0" in text and any("\0" in value for value in values)):
            return self._note(line, "nul_byte")
        if self.order:
            values = [*values, ""]
            values = [values[place] for place in self.order]
        self.rows += 1
        self.write_row([line, self.rows, *values])
        return None

    def _note(self, line: int, reason: str) -> None:
        self.rows += 1
        self.write_note(f"{line},{self.rows},{reason}\n")
