"""The residue of a delivery: what its quarantined records were read from, kept so that they can be read again.

It is one Parquet file in the delivery's folder. Of a text file it has each line's bytes as they came (`raw`), readable
or not; of a Parquet file or a dump each row's texts by column (`said`) or, of what could not be read, only the
`reason`; beside them where it stood and what is known of it. To be read again it becomes a file like the delivered one,
so that the same readers read it; what has texts becomes a Parquet file.
"""

import csv
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import ibis
import ibis.expr.types as ir

from yakkan.engines.duckdb import DuckDB, quoted, quoted_file
from yakkan.engines.lines import LONGEST, blocks, is_blank
from yakkan.engines.text import BEGINNING, PLACE, TextTable
from yakkan.messages import Refused

RESIDUE = "residue.parquet"
"""The file's name in the folder of a delivery; there is none where nothing was quarantined."""

_NOT_BESIDE = ("raw", "said", "reason", "file_row_number")


@dataclass(frozen=True)
class Source:
    """A delivered text file whose lines are kept; in `paragraphs`, a line stands for all down to the next blank one."""

    file: Path
    sha256: str
    header: bool
    paragraphs: bool


def keep_lines(engine: DuckDB, source: Source, wanted: ir.Table, folder: Path, scratch: Path) -> None:
    """Writes the residue of a text file into `folder`: the lines `at` which `wanted` stands, in their order.

    `wanted` has `at`, PLACE (what the line is known by; of a text file, its rows are lines) and what else is to be kept
    beside it. Raises Refused where the file is not the one that was read before.
    """
    list_of_lines, found = scratch / "residue.wanted", scratch / "residue.found"
    beside = [name for name in wanted.columns if name not in ("at", *PLACE)]
    wanted = wanted.select("at", "line", *beside).order_by("at")
    engine.write_csv(wanted, list_of_lines)
    with list_of_lines.open(encoding="utf-8", newline="") as listed, found.open("wb") as kept:
        rows = csv.reader(listed)
        next(rows)
        sha256 = _Copier(source, rows, kept, _of_header(wanted)).copy()
    if sha256 != source.sha256:
        raise Refused("text.changed", str(source.file))
    kinds = {name: "BIGINT" if kind.is_integer() else "VARCHAR" for name, kind in wanted.drop("at").schema().items()}
    columns = ", ".join(f"{quoted(name)}: '{kind}'" for name, kind in {**kinds, "hex": "VARCHAR"}.items())
    texts = ", ".join(f"coalesce({each}, '') AS {each}" for each, kind in kinds.items() if kind == "VARCHAR")
    _write(
        engine,
        f"SELECT line, line AS file_row, * EXCLUDE (line, hex) REPLACE ({texts}), unhex(coalesce(hex, '')) AS raw"
        f" FROM read_csv({quoted(found)},"
        f" header=false, auto_detect=false, parallel=false, columns={{{columns}}})",
        folder,
    )


def keep_rows(engine: DuckDB, delivered: TextTable, wanted: ir.Table, folder: Path) -> None:
    """Writes the residue of a Parquet file or a dump into `folder`: the rows that `wanted` names, as texts.

    Of what was unreadable the reason is all that there is to keep.
    """
    rows, unreadable = delivered.table, delivered.unreadable
    columns = ", ".join(f'"{name}" := said."{name}"' for name in rows.columns if name not in PLACE)
    _write(
        engine,
        f"SELECT place.* EXCLUDE (\"at\"), coalesce(wrong.reason, '') AS reason,"
        f" CASE WHEN said.file_row IS NOT NULL THEN struct_pack({columns}) END AS said"
        f" FROM ({engine.sql(wanted)}) place"
        f" LEFT JOIN ({engine.sql(rows)}) said ON said.file_row = place.file_row"
        f" LEFT JOIN ({engine.sql(unreadable)}) wrong ON wrong.file_row = place.file_row ORDER BY place.file_row",
        folder,
    )


def expand(engine: DuckDB, residue: Path, file: Path, *, header: bool) -> ir.Table:
    """Writes what a residue holds as a `file` to be read; tells `at` which of its rows stands what was kept beside it.

    What can't be read again is not in the file: it has a `reason`, and its `at` is 0. The door for text files looks at
    a file's beginning, to see whether it is text: that is the header and blank lines.
    """
    source = f"read_parquet({quoted_file(residue)}, file_row_number=true)"
    run = engine.connection.execute
    described = {column: kind for column, kind, *_ in run(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    if "said" in described:
        texts = f"SELECT said.* FROM {source} WHERE said IS NOT NULL ORDER BY file_row_number"
        run(f"COPY ({texts}) TO {quoted(file)} (FORMAT parquet)")
        at = "CASE WHEN said IS NULL THEN 0 ELSE count(said) OVER (ORDER BY file_row_number) END"
        reason = "reason"
    else:
        begins = header and run(f"SELECT min(line) FROM {source}").fetchall()[0][0] == 1
        _write_lines(engine, source, file, header=begins)
        at = f"file_row_number + 1 + CASE WHEN {begins} AND file_row_number = 0 THEN 0 ELSE {BEGINNING} END"
        reason = "''"
    kept = {name: kind for name, kind in described.items() if name not in _NOT_BESIDE}
    said = f'{at} AS "at", {reason} AS reason, {", ".join(kept)}'
    run(f'CREATE OR REPLACE VIEW "residue_places" AS SELECT {said} FROM {source}')
    schema = {name: "int64" if kind == "BIGINT" else "string" for name, kind in kept.items()}
    return ibis.table({"at": "int64", "reason": "string", **schema}, name="residue_places")


def _write(engine: DuckDB, query: str, folder: Path) -> None:
    into = quoted(folder / RESIDUE)
    engine.connection.execute(f"COPY ({query}) TO {into} (FORMAT parquet, COMPRESSION zstd)")


def _of_header(wanted: ir.Table) -> list[str]:
    """The place of a header: line 1, and nothing else is known of it."""
    beside = [kind for name, kind in wanted.schema().items() if name not in ("at", *PLACE)]
    return ["1", "1", *("0" if kind.is_integer() else "" for kind in beside)]


def _write_lines(engine: DuckDB, source: str, file: Path, *, header: bool) -> None:
    """The lines one after the other, behind blank ones; with a `header`, the first before these."""
    as_hex = file.parent.with_name("residue.hex")  # a delivered file's name may be as long as a name can be
    engine.connection.execute(f"COPY (SELECT hex(raw) FROM {source}) TO {quoted(as_hex)} (FORMAT csv, HEADER false)")
    with as_hex.open(encoding="ascii") as lines, file.open("wb") as written:
        if header:
            written.write(_bytes(next(lines)))
        written.write(b"\n" * BEGINNING)
        for line in lines:
            written.write(_bytes(line))
    as_hex.unlink()


def _bytes(line: str) -> bytes:
    return bytes.fromhex(line.strip('"\n')) + b"\n"


@dataclass
class _Copier:
    """Goes through a text file once and copies the lines that are wanted, as hexadecimal text behind their place."""

    source: Source
    wanted: Iterator[list[str]]
    kept: BinaryIO
    of_header: Sequence[str]
    place: Sequence[str] = field(default=(), init=False)
    next: Sequence[str] = field(default=(), init=False)
    at: int = field(default=0, init=False)
    offset: int = field(default=0, init=False)
    going_on: bool = field(default=False, init=False)

    def copy(self) -> str:
        """Copies, and returns the SHA-256 of the file's bytes."""
        self._next_wanted()
        digest = hashlib.sha256()
        line = 0
        with self.source.file.open("rb") as stream:
            for block in blocks(stream, digest):
                lines = block.count(b"\n")
                if line == 0 and self.source.header and self.at != 1:
                    self._keep(self.of_header, block.partition(b"\n")[0])
                if self.going_on or self.at <= line + lines:
                    for at, raw in enumerate(block.split(b"\n")[:-1], start=line + 1):
                        self._line(at, raw)
                line += lines
        return digest.hexdigest()

    def _next_wanted(self) -> None:
        self.next = next(self.wanted, [])
        self.at = int(self.next[0]) if self.next else sys.maxsize

    def _line(self, at: int, raw: bytes) -> None:
        if at == self.at:
            self.place, self.going_on = self.next, self.source.paragraphs
            self.offset = int(self.next[1]) - at
            self._keep(self.place, raw)
            self._next_wanted()
        elif self.going_on:
            self._keep(["", str(at + self.offset), *self.place[2:]], raw)
            self.going_on = not is_blank(raw)

    def _keep(self, place: Sequence[str], raw: bytes) -> None:
        self.kept.write(f"{','.join(place[1:])},{raw[: LONGEST + 1].hex()}\n".encode())
