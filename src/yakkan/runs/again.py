"""Taking quarantined records up again, with mapping, contracts and numbering as they are now.

What an earlier delivery left in quarantine is read again from its residue. Where something of it can be taken up, the
delivery gets a successor: a folder like its own, with the lines' old numbers, whose quarantine and residue are what is
still wrong.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import ibis.expr.types as ir

from yakkan import usage
from yakkan.engines import residue
from yakkan.engines.lake import written_aside
from yakkan.engines.parquet import is_parquet
from yakkan.engines.text import PLACE, TextTable
from yakkan.messages import Refusals, Refused
from yakkan.runs.intake import Delivery, Inputs, Judged
from yakkan.usage import Mapping

_SCRATCH = ".scratch"


@dataclass(frozen=True)
class Left:
    """An earlier delivery: its `file`'s name, its mapping as it is now, its `residue`, and the `sha256` of a successor.

    Of a successor, which is no file, the hash is only a name.
    """

    file: str
    mapping: Mapping
    residue: Path
    sha256: str


@dataclass(frozen=True)
class TakenUp:
    """What became of `rows` records that were in quarantine.

    Where reading them again gave more records (`added`), a call that nobody knew turned out to be between two of our
    numbers; where it gave fewer (`left_out`), what was thought to be a record is no call, or part of another one.
    """

    file: str
    sha256: str
    folder: Path
    rows: int
    added: int
    left_out: int
    accepted: int
    quarantined: int
    duplicate: int

    @property
    def received(self) -> int:
        """The records that there are now: accepted, quarantined or duplicate."""
        return self.accepted + self.quarantined + self.duplicate

    @property
    def is_anything(self) -> bool:
        """Whether less is in quarantine than before, and so a successor is called for."""
        return self.accepted + self.duplicate + self.left_out > 0

    @property
    def balances(self) -> bool:
        """Whether no record was lost and none counted twice."""
        return self.rows + self.added == self.left_out + self.received


@dataclass(frozen=True)
class NothingTakenUp:
    """Nothing could be taken up: for these `reasons`, each with its records, or because what was kept is `refused`."""

    reasons: Sequence[tuple[str, int]] = ()
    refused: Refused | Refusals | None = None


def take_up(left: Sequence[Left], inputs: Inputs, out_folder: Path) -> list[TakenUp | NothingTakenUp]:
    """Reads each again, in order, and writes the folders of successors into a new `out_folder`.

    A record is looked for among `inputs.earlier_keys` and in the successors before its own. One that is Refused leaves
    the others alone.
    """
    found: list[TakenUp | NothingTakenUp] = []
    with written_aside(out_folder) as aside:
        keys = list(inputs.earlier_keys)
        for one in left:
            scratch = aside / _SCRATCH
            file = scratch / "delivered" / one.file
            file.parent.mkdir(parents=True)
            try:
                became = _Again(file, one.mapping, inputs, scratch, one).take_up(aside, keys)
            except (Refused, Refusals) as refused:
                became = NothingTakenUp(refused=_of_the_file(refused, file))
            shutil.rmtree(scratch)
            if isinstance(became, TakenUp):
                keys.append(became.folder / "keys.parquet")
            found.append(became)
    return [replace(one, folder=out_folder / one.folder.name) if isinstance(one, TakenUp) else one for one in found]


@dataclass
class _Again(Delivery):
    """A residue on its way in, by way of a file like the delivered one."""

    left: Left
    places: ir.Table = field(init=False)

    def take_up(self, aside: Path, keys: Sequence[Path]) -> TakenUp | NothingTakenUp:
        """Reads and judges it and, where something of it can be taken up, writes its folder under `aside`."""
        header = self.mapping.file.header == "yes"
        self.places = residue.expand(self.inputs.engine, self.left.residue, self.file, header=header)
        judged = self.read(keys)
        taken = self._taken(judged, aside / self.left.sha256[:16])
        if not taken.is_anything:
            return NothingTakenUp(self._reasons(judged))
        self.write(judged, taken.folder)
        return taken

    @property
    def _is_parquet(self) -> bool:
        return is_parquet(self.file)  # whatever was delivered: rows that were kept as texts are one

    def _read(self) -> TextTable:
        """The rows of units, by the line and place that they have in the delivered file."""
        read = super()._read()
        open_rows = self._open().select("at", known_line="line", known_row="file_row")

        def known(table: ir.Table) -> ir.Table:
            placed = table.join(open_rows, table.file_row == open_rows.at).drop("at", *PLACE)
            return placed.rename(line="known_line", file_row="known_row").select(table.columns)

        kept_unreadable = self.places.filter(self.places.reason != "").select(read.unreadable.columns)
        unreadable = known(read.unreadable).union(kept_unreadable).order_by("file_row")
        return replace(read, table=known(read.table), unreadable=unreadable)

    def _open(self) -> ir.Table:
        """The places but for the header's, which is there to be read by."""
        return self.places.filter(self.places.unit > 0)

    def _counting(self, drafts: ir.Table) -> ir.Table:
        return usage.without_settled(drafts, self._open())

    def _settled(self, records: ir.Table, units: ir.Table) -> ir.Table:
        """What was settled now or earlier."""
        earlier = self._open().filter(self.places.settled_direction != "")
        earlier = earlier.select("settled_number", "settled_direction", unit="file_row")
        now = usage.settled(records, units)
        return now.union(earlier.anti_join(now, "unit").select(now.columns))

    def _at(self, places: ir.Table) -> ir.Table:
        at = self.places.select("file_row", "at")
        return places.join(at, "file_row").select("at", *places.columns)

    def _taken(self, judged: Judged, folder: Path) -> TakenUp:
        engine = self.inputs.engine
        records, unreadable = judged.records, judged.delivered.unreadable
        rows = records.select("file_row").union(unreadable.select("file_row"))
        balance = engine.rows(usage.balance(rows, self._open()))[0]
        received, duplicate = engine.count(records), engine.count(records.filter(records.duplicate))
        quarantined = engine.count(records.filter(records.reason != ""))
        taken = TakenUp(
            file=self.name,
            sha256=self.left.sha256,
            folder=folder,
            rows=balance["items"],
            added=balance["added"],
            left_out=balance["left_out"],
            accepted=received - quarantined - duplicate,
            quarantined=quarantined + engine.count(unreadable),
            duplicate=duplicate,
        )
        if not taken.balances:
            raise AssertionError(f"records were lost or counted twice: {taken}")
        return taken

    def _reasons(self, judged: Judged) -> list[tuple[str, int]]:
        wrong = usage.refused_records(judged.records, judged.delivered.unreadable, self.name)
        counted = wrong.group_by("reason").agg(records=wrong.count())
        return [(row["reason"], row["records"]) for row in self.inputs.engine.rows(counted.order_by("reason"))]


def _of_the_file(refused: Refused | Refusals, file: Path) -> Refused | Refusals:
    """What was refused of the file that the residue became, as said of the delivered one."""
    if isinstance(refused, Refusals):
        return Refusals([_named(one, file) for one in refused.all])
    return _named(refused, file)


def _named(refused: Refused, file: Path) -> Refused:
    return replace(refused, file=file.name) if refused.file == str(file) else refused
