"""The residue of a delivery: the lines of its quarantined records, kept so that they can be read again.

It is one Parquet file in the delivery's folder. Of a text file it has each line's bytes as they came (`raw`), readable
or not; of a Parquet file each row's texts by column (`said`); beside them where the line stood and what is known of it.
To be read again it becomes a file like the delivered one, so that the same readers read it.
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
from yakkan.engines.text import BEGINNING
from yakkan.messages import Refused

RESIDUE = "residue.parquet"
"""The file's name in the folder of a delivery; there is none where nothing was quarantined."""


@dataclass(frozen=True)
class Source:
    """A delivered text file whose lines are kept; in `paragraphs`, a line stands for all down to the next blank one."""

    file: Path
    sha256: str
    header: bool
    paragraphs: bool


def keep_lines(engine: DuckDB, source: Source, wanted: ir.Table, folder: Path, scratch: Path) -> None:
    """Writes the residue of a text file into `folder`: the lines `at` which `wanted` stands, in their order.

    `wanted` has `at`, `line` (the number that the line is known by) and what else is to be kept beside it. Raises
    Refused where the file is not the one that was read before.
    """
    list_of_lines, found = scratch / "residue.wanted", scratch / "residue.found"
    beside = [name for name in wanted.columns if name not in ("at", "line")]
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
        f"SELECT * EXCLUDE (hex) REPLACE ({texts}), unhex(coalesce(hex, '')) AS raw FROM read_csv({quoted(found)},"
        f" header=false, auto_detect=false, parallel=false, columns={{{columns}}})",
        folder,
    )


def keep_rows(engine: DuckDB, rows: ir.Table, wanted: ir.Table, folder: Path) -> None:
    """Writes the residue of a Parquet file into `folder`: the `rows` on whose lines `wanted` stands, as texts."""
    columns = ", ".join(f'"{name}" := delivered."{name}"' for name in rows.columns if name != "line")
    _write(
        engine,
        f'SELECT place.* EXCLUDE ("at"), struct_pack({columns}) AS said FROM ({engine.sql(rows)}) delivered'
        f" JOIN ({engine.sql(wanted)}) place ON place.line = delivered.line ORDER BY place.line",
        folder,
    )


def expand(engine: DuckDB, residue: Path, file: Path, *, header: bool) -> ir.Table:
    """Writes the lines of a residue as a `file` like the delivered one; tells for each `at` what was kept beside it.

    The door for text files looks at a file's beginning, to see whether it is text: that is the header and blank lines.
    """
    source = f"read_parquet({quoted_file(residue)}, file_row_number=true)"
    run = engine.connection.execute
    described = {column: kind for column, kind, *_ in run(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    if "said" in described:
        run(f"COPY (SELECT said.* FROM {source}) TO {quoted(file)} (FORMAT parquet)")
        at = "file_row_number + 1"
    else:
        begins = header and run(f"SELECT min(line) FROM {source}").fetchall()[0][0] == 1
        _write_lines(engine, source, file, header=begins)
        at = f"file_row_number + 1 + CASE WHEN {begins} AND file_row_number = 0 THEN 0 ELSE {BEGINNING} END"
    kept = {name: kind for name, kind in described.items() if name not in ("raw", "said", "file_row_number")}
    run(f'CREATE OR REPLACE VIEW "residue_places" AS SELECT {at} AS "at", {", ".join(kept)} FROM {source}')
    schema = {name: "int64" if kind == "BIGINT" else "string" for name, kind in kept.items()}
    return ibis.table({"at": "int64", **schema}, name="residue_places")


def _write(engine: DuckDB, query: str, folder: Path) -> None:
    into = quoted(folder / RESIDUE)
    engine.connection.execute(f"COPY ({query}) TO {into} (FORMAT parquet, COMPRESSION zstd)")


def _of_header(wanted: ir.Table) -> list[str]:
    """The place of a header: line 1, and nothing else is known of it."""
    beside = [kind for name, kind in wanted.schema().items() if name not in ("at", "line")]
    return ["1", "1", *("0" if kind.is_integer() else "" for kind in beside)]


def _write_lines(engine: DuckDB, source: str, file: Path, *, header: bool) -> None:
    """The lines one after the other, behind blank ones; with a `header`, the first before these."""
    as_hex = file.with_name(f"{file.name}.hex")
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
