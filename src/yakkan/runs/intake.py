"""Taking usage in: each delivered file becomes a folder of the lake's shape, whole or not at all.

    OUT/001-1f0c.../usage/month=2015-06/usage.parquet     the records, sorted
    OUT/001-1f0c.../months.json                           which months, and the hash of each file
    OUT/001-1f0c.../keys.parquet                          what tells them again, for ever
    OUT/001-1f0c.../quarantine.csv                        file, line, reason, record_id

The same files against the same contracts and keys give the same bytes.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ibis.expr.types as ir

from yakkan import usage
from yakkan.engines import DuckDB
from yakkan.engines.detail import read_detail
from yakkan.engines.lake import written_aside
from yakkan.engines.parquet import is_parquet, read_parquet
from yakkan.engines.text import Shape, TextTable, read_text
from yakkan.runs import folder as run_folder
from yakkan.usage import Mapping
from yakkan.usage.numbering import CLASSES

MONTHS = "months.json"
"""The months that a delivery holds usage of, each with the SHA-256 of its file: what is lost later is missed."""
_SCRATCH = ".scratch"


@dataclass(frozen=True)
class Inputs:
    """What intake works with: an engine, whose numbers are ours (number, start, end), and the keys of all before."""

    engine: DuckDB
    contracts: ir.Table
    earlier_keys: Sequence[Path] = ()


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
    def balances(self) -> bool:
        """Whether no row was lost and none counted twice."""
        return self.rows + self.second_records == self.no_call + self.further_rows + self.received


def take_in(files: Sequence[Path], mapping: Mapping, inputs: Inputs, out_folder: Path) -> list[Intake]:
    """Takes the files in, in order, into a new `out_folder`: all of them or, where one is Refused, none.

    A record is looked for among `inputs.earlier_keys` and in the files before its own. Raises Refused, Refusals, and
    FileExistsError where `out_folder` exists.
    """
    taken: list[Intake] = []
    with written_aside(out_folder) as aside:
        keys = list(inputs.earlier_keys)
        for position, file in enumerate(files, start=1):
            (aside / _SCRATCH).mkdir()
            intake = Delivery(file, mapping, inputs, aside / _SCRATCH).take_in(aside, position, keys)
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
        delivered, entries, judged = self.read(keys)
        folder = aside / f"{position:03}-{delivered.sha256[:12]}"
        self._write(judged, delivered, folder)
        return self._count(delivered, entries, judged, folder)

    def read(self, keys: Sequence[Path]) -> tuple[TextTable, ir.Table, ir.Table]:
        """What was delivered, the entries made of its rows, and the records made of these, each judged."""
        delivered = self._read()
        entries = usage.entries(delivered.table, self.mapping)
        if self.mapping.calls or self.mapping.sessions:  # else each row is one, which is quickly said again
            entries = self._settle("entries", entries)
        drafts = self._settle("drafts", usage.meant(entries, self.mapping, self.inputs.contracts))
        earlier = self.inputs.engine.read("intake_keys", usage.KEYS, keys)
        own = earlier.filter(earlier.source == self.mapping.format)
        return delivered, entries, self._settle("judged", usage.judged(self._classed(drafts), own))

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
        if file.type == "csv" and is_parquet(self.file):
            return read_parquet(self.inputs.engine, self.file, shape, "intake_parquet")
        read = {"csv": read_text, "radius-detail": read_detail}[file.type]
        return read(self.inputs.engine, self.file, shape, "intake_text", self.scratch)

    def _settle(self, stage: str, expression: ir.Table) -> ir.Table:
        kept = self.scratch / f"{stage}.parquet"
        self.inputs.engine.write(expression, kept)
        schema = {name: str(kind) for name, kind in expression.schema().items()}
        return self.inputs.engine.read(f"intake_{stage}", schema, [kept])

    def _classed(self, drafts: ir.Table) -> ir.Table:
        found = usage.class_table(self.inputs.engine.rows(usage.representatives(drafts)))
        return usage.classed(drafts, self.inputs.engine.put("intake_classes", CLASSES, found))

    def _write(self, judged: ir.Table, delivered: TextTable, folder: Path) -> None:
        """The file's folder: its usage by month, its keys, its quarantine."""
        engine = self.inputs.engine
        folder.mkdir()
        records = usage.records(judged, self.file.name)
        month = records.started_at.strftime("%Y-%m")
        months: dict[str, str] = {}
        for each in engine.rows(records.select(month=month).distinct().order_by("month")):
            into = folder / "usage" / f"month={each['month']}"
            into.mkdir(parents=True)
            engine.write(records.filter(month == each["month"]), into / "usage.parquet")
            months[each["month"]] = run_folder.sha256(into / "usage.parquet")
        run_folder.write_json(folder / MONTHS, months)
        engine.write(usage.keys(judged, self.mapping.format), folder / "keys.parquet")
        quarantine = usage.refused_records(judged, delivered.unreadable, self.file.name)
        engine.write_csv(quarantine, folder / "quarantine.csv")

    def _count(self, delivered: TextTable, entries: ir.Table, judged: ir.Table, folder: Path) -> Intake:
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
            file=self.file.name,
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
