"""Deliveries for tests: invented files taken in by the very function that a carrier's files go through."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yakkan.engines import DuckDB
from yakkan.runs.again import Left, NothingTakenUp, TakenUp, take_up
from yakkan.runs.intake import Inputs, Intake, take_in
from yakkan.usage import CANONICAL, FIELDS, SCHEMA, Mapping, load_mapping

ENGINE = DuckDB(threads=1)
BOOK = Path(__file__).parents[2] / "book"
LONG_SINCE, NO_END = date(1, 1, 1), date(9999, 12, 31)

CALL = {
    "record_id": "R1",
    "number": "05011110001",
    "kind": "voice",
    "direction": "out",
    "peer_number": "0312345678",
    "started_at": "2015-06-03T10:00:00",
    "quantity": "90",
}
"""A sound outgoing call; tests say what differs."""


def call(**differing: object) -> dict[str, str]:
    """A canonical record that differs from CALL."""
    return CALL | {name: str(value) for name, value in differing.items()}


def canonical(*records: dict[str, str]) -> bytes:
    """Records as a canonical CSV file: the first stands on line 2."""
    lines = [",".join(FIELDS), *(",".join(record.get(field, "") for field in FIELDS) for record in records)]
    return ("\n".join(lines) + "\n").encode()


def mapping(name: str) -> Mapping:
    """A format of the example book."""
    return load_mapping(BOOK, name)


@dataclass
class Taken:
    """What a delivery became, read back from its folder."""

    intake: Intake | TakenUp
    records: list[dict[str, Any]]
    quarantine: list[tuple[int, str, str]]
    keys: Path

    @property
    def residue(self) -> Path:
        """What is kept of the quarantine, if anything is in it."""
        return self.intake.folder / "residue.parquet"

    def column(self, *names: str) -> list[Any]:
        """A column of the records by line and id, or a tuple where several are named."""
        rows = sorted(self.records, key=lambda record: (record["line"], record["record_id"]))
        return [row[names[0]] if len(names) == 1 else tuple(row[name] for name in names) for row in rows]


def take(
    folder: Path,
    content: bytes,
    by: Mapping = CANONICAL,
    ours: Sequence[tuple[str, date, date]] = (),
    earlier: Sequence[Path] = (),
) -> Taken:
    """Takes one file of this content in, under `folder`."""
    file = folder / "delivered.csv"
    file.write_bytes(content)
    return take_files(folder, [file], by, ours, earlier)[0]


def take_files(
    folder: Path,
    files: Sequence[Path],
    by: Mapping = CANONICAL,
    ours: Sequence[tuple[str, date, date]] = (),
    earlier: Sequence[Path] = (),
) -> list[Taken]:
    """Takes files in, into a new folder under `folder`."""
    contracts = ENGINE.put("contracts", {"number": "string", "start": "date", "end": "date"}, ours)
    out = folder / f"taken-{len(list(folder.glob('taken-*')))}"
    return [_read(intake) for intake in take_in(files, by, Inputs(ENGINE, contracts, earlier, residue=True), out)]


def again(
    folder: Path,
    before: Taken,
    by: Mapping = CANONICAL,
    ours: Sequence[tuple[str, date, date]] = (),
    earlier: Sequence[Path] = (),
) -> Taken | NothingTakenUp:
    """Takes up again what a delivery left in quarantine, its own keys and `earlier` ones being known."""
    contracts = ENGINE.put("contracts", {"number": "string", "start": "date", "end": "date"}, ours)
    out = folder / f"taken-{len(list(folder.glob('taken-*')))}"
    left = Left(before.intake.file, by, before.residue, hashlib.sha256(str(out).encode()).hexdigest())
    (became,) = take_up([left], Inputs(ENGINE, contracts, [before.keys, *earlier], residue=True), out)
    if isinstance(became, NothingTakenUp):
        assert list(out.iterdir()) == []
        return became
    assert became.rows == before.intake.quarantined
    return _read(became)


def _read(intake: Intake | TakenUp) -> Taken:
    assert intake.balances
    files = sorted(intake.folder.glob("usage/month=*/usage.parquet"))
    records = ENGINE.rows(ENGINE.read("taken", SCHEMA, files))
    for file in files:
        months = {f"{row['started_at']:%Y-%m}" for row in ENGINE.rows(ENGINE.read("month", SCHEMA, [file]))}
        assert file.parent.name == f"month={months.pop()}"
        assert not months
    with (intake.folder / "quarantine.csv").open(encoding="utf-8", newline="") as text:
        rows = [(int(row["line"]), row["reason"], row["record_id"]) for row in csv.DictReader(text)]
    assert len(records) == intake.accepted
    assert len(rows) == intake.quarantined
    assert (intake.folder / "residue.parquet").exists() == bool(rows)
    return Taken(intake, records, rows, intake.folder / "keys.parquet")
