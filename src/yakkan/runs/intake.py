"""Taking usage in: each delivered file becomes a folder of the lake's shape, whole or not at all.

    OUT/001-1f0c.../usage/month=2015-06/usage.parquet     the records, sorted
    OUT/001-1f0c.../months.json                           which months, and the hash of each file
    OUT/001-1f0c.../keys.parquet                          what tells them again, for ever
    OUT/001-1f0c.../quarantine.csv                        file, line, reason, record_id
    OUT/001-1f0c.../residue.parquet                       what has to be read again of these, where it is asked for

The same files against the same contracts and keys give the same bytes.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import ibis.expr.types as ir

from yakkan import usage
from yakkan.engines import DuckDB, residue
from yakkan.engines.detail import read_detail
from yakkan.engines.lake import written_aside
from yakkan.engines.parquet import is_parquet, read_parquet
from yakkan.engines.sql_dump import Dump, read_sql_dump
from yakkan.engines.text import Shape, TextTable, read_text
from yakkan.runs import folder as run_folder
from yakkan.usage import Mapping
from yakkan.usage.numbering import CLASSES

MONTHS = "months.json"
"""The months that a delivery holds usage of, each with the SHA-256 of its file: what is lost later is missed."""
_SCRATCH = ".scratch"


@dataclass(frozen=True)
class Inputs:
    """What intake works with: an engine, whose numbers are ours (number, start, end), and the keys of all before.

    With `residue`, what is needed to read quarantined records again is kept.
    """

    engine: DuckDB
    contracts: ir.Table
    earlier_keys: Sequence[Path] = ()
    residue: bool = False


@dataclass(frozen=True)
class Intake:
    """What became of one delivered file.

    `rows` of the file were either `no_call`, `further_rows` of a call that another row stands for, or are received;
    `second_records` are those that a call between two of our numbers adds.
    """

    file: str
    sha256: str
    folder: Path
    rows: int
    further_rows: int
    no_call: int
    second_records: int
    accepted: int
    quarantined: int
    duplicate: int

    @property
    def received(self) -> int:
        """The records of the file: accepted, quarantined or duplicate, each counted apart."""
        return self.accepted + self.quarantined + self.duplicate

    @property
    def added(self) -> int:
        """The records that no row of the file stands for alone."""
        return self.second_records

    @property
    def left_out(self) -> int:
        """The rows of the file that are no record of their own."""
        return self.no_call + self.further_rows

    @property
    def balances(self) -> bool:
        """Whether no row was lost and none counted twice."""
        return self.rows + self.added == self.left_out + self.received


class Judged(NamedTuple):
    """What was delivered, the entries made of its rows, and the records made of these, each judged."""

    delivered: TextTable
    entries: ir.Table
    records: ir.Table


def take_in(
    files: Sequence[Path], mapping: Mapping, inputs: Inputs, out_folder: Path, kind: "type[Delivery] | None" = None
) -> list[Intake]:
    """Takes the files in, in order, into a new `out_folder`: all of them or, where one is Refused, none.

    Each is a delivery of a `kind`, of usage where nothing is said. A record is looked for among `inputs.earlier_keys`
    and in the files before its own. Raises Refused, Refusals, and FileExistsError where `out_folder` exists.
    """
    taken: list[Intake] = []
    with written_aside(out_folder) as aside:
        keys = list(inputs.earlier_keys)
        for position, file in enumerate(files, start=1):
            (aside / _SCRATCH).mkdir()
            delivery = (kind or Delivery)(file, mapping, inputs, aside / _SCRATCH)
            intake = delivery.take_in(aside, position, keys)
            shutil.rmtree(aside / _SCRATCH)
            keys.append(intake.folder / "keys.parquet")
            taken.append(intake)
    return [replace(intake, folder=out_folder / intake.folder.name) for intake in taken]


@dataclass
class Delivery:
    """One delivered file on its way in; each stage is settled in the scratch folder, so that memory stays bounded."""

    file: Path
    mapping: Mapping
    inputs: Inputs
    scratch: Path

    def take_in(self, aside: Path, position: int, keys: Sequence[Path]) -> Intake:
        """Reads, judges and writes the file's folder under `aside`."""
        judged = self.read(keys)
        folder = aside / f"{position:03}-{judged.delivered.sha256[:12]}"
        self.write(judged, folder)
        return self._count(judged, folder)

    @property
    def name(self) -> str:
        """The name of the delivered file."""
        return self.file.name

    @property
    def _is_parquet(self) -> bool:
        return self.mapping.file.type == "csv" and is_parquet(self.file)

    @property
    def _rows_are_kept(self) -> bool:
        """Whether the residue has the texts of rows and not lines; of a dump, many rows may stand on one line."""
        return self._is_parquet or self.mapping.file.type == "sql-dump"

    def read(self, keys: Sequence[Path]) -> Judged:
        """What the file says, each record judged against those before it."""
        delivered = self._read()
        entries = self._entries(delivered)
        if self.mapping.calls or self.mapping.sessions:  # else each row is one, which is quickly said again
            entries = self._settle("entries", entries)
        drafts = self._settle("drafts", self._drafts(entries))
        earlier = self.inputs.engine.read("intake_keys", usage.KEYS, keys)
        own = earlier.filter(earlier.source == self.mapping.format)
        records = usage.judged(self._counting(self._classed(drafts)), own)
        return Judged(delivered, entries, self._settle("judged", records))

    def _entries(self, delivered: TextTable) -> ir.Table:
        """What its rows say."""
        return usage.entries(delivered.table, self.mapping)

    def _drafts(self, entries: ir.Table) -> ir.Table:
        """What the entries mean."""
        return usage.meant(entries, self.mapping, self.inputs.contracts)

    def _records(self, judged: ir.Table) -> ir.Table:
        """The rows of the usage table."""
        return usage.records(judged, self.name)

    def _read(self) -> TextTable:
        file = self.mapping.file
        shape = Shape(
            columns=file.columns,
            header=file.header == "yes",
            optional=file.optional,
            delimiter=file.separator,
            encoding=file.encoding,
            undecodable=file.undecodable,
        )
        engine = self.inputs.engine
        if self._is_parquet:
            return read_parquet(engine, self.file, shape, "intake_parquet")
        if file.dialect and file.table:
            dump = Dump(shape, file.table, file.dialect)
            return read_sql_dump(engine, self.file, dump, "intake_dump", self.scratch)
        read = {"csv": read_text, "radius-detail": read_detail}[file.type]
        return read(engine, self.file, shape, "intake_text", self.scratch)

    def _settle(self, stage: str, expression: ir.Table) -> ir.Table:
        kept = self.scratch / f"{stage}.parquet"
        self.inputs.engine.write(expression, kept)
        schema = {name: str(kind) for name, kind in expression.schema().items()}
        return self.inputs.engine.read(f"intake_{stage}", schema, [kept])

    def _classed(self, drafts: ir.Table) -> ir.Table:
        found = usage.class_table(self.inputs.engine.rows(usage.representatives(drafts)))
        return usage.classed(drafts, self.inputs.engine.put("intake_classes", CLASSES, found))

    def _counting(self, drafts: ir.Table) -> ir.Table:
        """The drafts that are records of this delivery: all of them."""
        return drafts

    def write(self, judged: Judged, folder: Path) -> None:
        """The file's folder: its usage by month, its keys, its quarantine, and what is kept of that."""
        engine = self.inputs.engine
        folder.mkdir()
        records = self._records(judged.records)
        month = records.started_at.strftime("%Y-%m")
        months: dict[str, str] = {}
        for each in engine.rows(records.select(month=month).distinct().order_by("month")):
            into = folder / "usage" / f"month={each['month']}"
            into.mkdir(parents=True)
            engine.write(records.filter(month == each["month"]), into / "usage.parquet")
            months[each["month"]] = run_folder.sha256(into / "usage.parquet")
        run_folder.write_json(folder / MONTHS, months)
        engine.write(usage.keys(judged.records, self.mapping.format), folder / "keys.parquet")
        quarantine = usage.refused_records(judged.records, judged.delivered.unreadable, self.name)
        engine.write_csv(quarantine, folder / "quarantine.csv")
        if self.inputs.residue and engine.count(quarantine):
            self._keep(judged, folder)

    def _keep(self, judged: Judged, folder: Path) -> None:
        """The residue: the lines or rows of what is in quarantine, and what is known of them."""
        delivered, entries, records = judged
        units = self._settle("units", usage.units(records, delivered.unreadable))
        rows = usage.rows_of(units, delivered.table, entries, self.mapping)
        places = usage.places(rows, units, self._settled(records, units))
        wanted = self._settle("wanted", self._at(places))
        if self._rows_are_kept:
            residue.keep_rows(self.inputs.engine, delivered, wanted, folder)
        else:
            header, paragraphs = self.mapping.file.header == "yes", self.mapping.file.type == "radius-detail"
            source = residue.Source(self.file, delivered.sha256, header, paragraphs)
            residue.keep_lines(self.inputs.engine, source, wanted, folder, self.scratch)

    def _settled(self, records: ir.Table, units: ir.Table) -> ir.Table:
        """The records of units with one in quarantine that are not in it themselves."""
        return usage.settled(records, units)

    def _at(self, places: ir.Table) -> ir.Table:
        """The places with the line of the file that each stands `at`: its own."""
        return places.mutate(at=places.line)

    def _count(self, found: Judged, folder: Path) -> Intake:
        delivered, entries, judged = found
        count = self.inputs.engine.count
        no_call = ~entries.answered & (entries.reason == "")
        lost_in = self.inputs.engine.rows(
            entries.agg(
                entries=entries.count(),
                rows=entries.rows.sum().fill_null(0),
                no_call=entries.rows.sum(where=no_call).fill_null(0),
                calls=entries.count(where=~no_call),
            )
        )[0]
        received, duplicate = count(judged), count(judged.filter(judged.duplicate))
        quarantined = count(judged.filter(judged.reason != ""))
        intake = Intake(
            file=self.name,
            sha256=delivered.sha256,
            folder=folder,
            rows=delivered.rows,
            no_call=lost_in["no_call"],
            further_rows=lost_in["rows"] - lost_in["no_call"] - lost_in["calls"],
            second_records=received - lost_in["calls"],
            accepted=received - quarantined - duplicate,
            quarantined=quarantined + count(delivered.unreadable),
            duplicate=duplicate,
        )
        if not intake.balances:
            raise AssertionError(f"rows were lost or counted twice: {intake}")
        return intake
