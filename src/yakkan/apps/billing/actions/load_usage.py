"""Taking usage in: the lake keeps the rows, the database the row that commits them."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import ibis.expr.types as ir
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan import clock, waypoints
from yakkan.apps.billing.locks import LAKE
from yakkan.apps.billing.models import Delivery
from yakkan.apps.billing.queries import closed_residues, lake, quarantine_left_of, unknown_folders
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import copy_out
from yakkan.engines import DuckDB
from yakkan.engines.lake import ASIDE, sweep, sync
from yakkan.runs.again import TakenUp
from yakkan.runs.folder import sha256
from yakkan.runs.intake import Inputs, Intake, take_in
from yakkan.usage import Mapping

_OUR_NUMBERS = "SELECT number, start, \"end\" FROM contracts_contract WHERE number <> ''"


@dataclass(frozen=True)
class Known:
    """A delivered file whose bytes were taken in before: nothing of it counts twice.

    Of its quarantine so many records are `open`, and can be taken up again.
    """

    file: str
    before: Delivery
    open: int


@transaction.atomic
def load_usage(files: Sequence[Path], mapping: Mapping, data: Path, *, who: str) -> list[Intake | Known]:
    """Take usage files in by the mapping of their format; one delivery a file, one writer of the lake at a time.

    All of the files or, where one is Refused, none. Until the transaction ends, the lake's new folders count for
    nothing: those without a row are swept by the next load.
    """
    with connection.cursor() as cursor:
        inputs = become_the_writer(cursor, data)
        hashes = [sha256(file) if file.is_file() else str(file) for file in files]
        known = {row.sha256: row for row in Delivery.objects.filter(sha256__in=hashes)}
        new = [place for place, sha in enumerate(hashes) if sha not in known and hashes.index(sha) == place]
        taken = dict(zip(new, _into_lake([files[place] for place in new], mapping, inputs, data), strict=True))
    for place, intake in taken.items():
        known[hashes[place]] = commit(intake, mapping, who)
    return [
        taken.get(place) or Known(file.name, known[hashes[place]], quarantine_left_of(data, known[hashes[place]]))
        for place, file in enumerate(files)
    ]


def become_the_writer(cursor: CursorWrapper, data: Path) -> Inputs:
    """Waits until nobody else writes the lake, and sweeps it: what intake works with, until the transaction ends."""
    cursor.execute(LAKE)
    _sweep(data)
    return inputs_of(cursor, DuckDB(), data)


def inputs_of(cursor: CursorWrapper, engine: DuckDB, data: Path) -> Inputs:
    """What intake works with: our numbers, and the keys of all deliveries."""
    return Inputs(engine, _our_numbers(cursor, engine), _keys(data), residue=True)


@contextmanager
def aside_of_lake(data: Path) -> Iterator[Path]:
    """The name of a folder beside the lake's, for folders that are to be renamed into it; it is gone afterwards."""
    aside = lake(data) / f"{ASIDE}{os.getpid()}-taken"
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _into_lake(files: Sequence[Path], mapping: Mapping, inputs: Inputs, data: Path) -> list[Intake]:
    """Takes the files in, aside; then each becomes a folder of the lake, named after its bytes."""
    if not files:
        return []
    with aside_of_lake(data) as aside:
        taken = take_in(files, mapping, inputs, aside)
        waypoints.passed("load.taken_in")
        return [replace(one, folder=place(one.folder, lake(data) / one.sha256[:16])) for one in taken]


def place(folder: Path, name: Path) -> Path:
    """Gives a folder aside its place in the lake, through to the disk; a row has to commit it."""
    placed = folder.rename(name)
    sync(name.parent)
    waypoints.passed("load.in_the_lake")
    return placed


def _our_numbers(cursor: CursorWrapper, engine: DuckDB) -> ir.Table:
    schema = {"number": "string", "start": "date", "end": "date"}
    return copy_out(cursor, _OUR_NUMBERS, engine, "our_numbers", schema)


def _keys(data: Path) -> list[Path]:
    """The keys of all deliveries ever committed."""
    return [lake(data) / folder / "keys.parquet" for folder in _committed()]


def _committed() -> list[str]:
    return list(Delivery.objects.order_by("folder").values_list("folder", flat=True))


def commit(one: Intake | TakenUp, mapping: Mapping, who: str, again_of: Delivery | None = None) -> Delivery:
    """The row that makes a folder of the lake count."""
    made = Delivery.objects.create(
        sha256=one.sha256,
        file=one.file,
        format=mapping.format,
        folder=one.folder.name,
        rows=one.rows,
        received=one.received,
        accepted=one.accepted,
        quarantined=one.quarantined,
        duplicate=one.duplicate,
        received_at=clock.now(),
        added=one.added,
        left_out=one.left_out,
        again_of=again_of,
    )
    waypoints.passed("load.row")
    counts = f"accepted {one.accepted}, quarantined {one.quarantined}, duplicate {one.duplicate}"
    what = "take usage up again" if again_of else "load usage"
    record(who, what, one.file, f"received {one.received}: {counts}")
    return made


def _sweep(data: Path) -> None:
    """Removes what a killed load left: folders aside, folders of the lake that no row commits, residues not needed."""
    lake(data).mkdir(parents=True, exist_ok=True)
    sweep(lake(data))
    for folder in unknown_folders(data):
        shutil.rmtree(folder)
    for residue in closed_residues(data):
        residue.unlink()
