"""Taking usage in: the lake keeps the rows, the database the row that commits them."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ibis.expr.types as ir
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan import clock, waypoints
from yakkan.apps.billing.models import Delivery
from yakkan.apps.billing.queries import lake, unknown_folders
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import copy_out
from yakkan.engines import DuckDB
from yakkan.engines.lake import ASIDE, sweep, sync
from yakkan.runs.folder import sha256
from yakkan.runs.intake import Inputs, Intake, take_in
from yakkan.usage import Mapping

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('yakkan.lake', 0))"
_OUR_NUMBERS = "SELECT number, start, \"end\" FROM contracts_contract WHERE number <> ''"


@dataclass(frozen=True)
class Known:
    """A delivered file whose bytes were taken in before: nothing of it counts twice."""

    file: str
    before: Delivery


@transaction.atomic
def load_usage(files: Sequence[Path], mapping: Mapping, data: Path, *, who: str) -> list[Intake | Known]:
    """Take usage files in by the mapping of their format; one delivery a file, one writer of the lake at a time.

    All of the files or, where one is Refused, none. Until the transaction ends, the lake's new folders count for
    nothing: those without a row are swept by the next load.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        _sweep(data)
        engine = DuckDB()
        hashes = [sha256(file) if file.is_file() else str(file) for file in files]
        known = {row.sha256: row for row in Delivery.objects.filter(sha256__in=hashes)}
        new = [place for place, sha in enumerate(hashes) if sha not in known and hashes.index(sha) == place]
        inputs = Inputs(engine, _our_numbers(cursor, engine), _keys(data))
        taken = dict(zip(new, _into_lake([files[place] for place in new], mapping, inputs, data), strict=True))
    for place, intake in taken.items():
        known[hashes[place]] = _commit(intake, mapping, who)
    return [taken.get(place) or Known(file.name, known[hashes[place]]) for place, file in enumerate(files)]


def _into_lake(files: Sequence[Path], mapping: Mapping, inputs: Inputs, data: Path) -> list[Intake]:
    """Takes the files in, aside; then each becomes a folder of the lake, named after its bytes."""
    if not files:
        return []
    aside = lake(data) / f"{ASIDE}{os.getpid()}-taken"
    try:
        taken = take_in(files, mapping, inputs, aside)
        waypoints.passed("load.taken_in")
        placed = [replace(one, folder=_renamed(one.folder, lake(data) / one.sha256[:16])) for one in taken]
        sync(lake(data))
        return placed
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _renamed(folder: Path, place: Path) -> Path:
    found = folder.rename(place)
    waypoints.passed("load.in_the_lake")
    return found


def _our_numbers(cursor: CursorWrapper, engine: DuckDB) -> ir.Table:
    schema = {"number": "string", "start": "date", "end": "date"}
    return copy_out(cursor, _OUR_NUMBERS, engine, "our_numbers", schema)


def _keys(data: Path) -> list[Path]:
    """The keys of all deliveries ever committed."""
    return [lake(data) / folder / "keys.parquet" for folder in _committed()]


def _committed() -> list[str]:
    return list(Delivery.objects.order_by("folder").values_list("folder", flat=True))


def _commit(intake: Intake, mapping: Mapping, who: str) -> Delivery:
    """The row that makes a folder of the lake count."""
    made = Delivery.objects.create(
        sha256=intake.sha256,
        file=intake.file,
        format=mapping.format,
        folder=intake.folder.name,
        rows=intake.rows,
        received=intake.received,
        accepted=intake.accepted,
        quarantined=intake.quarantined,
        duplicate=intake.duplicate,
        received_at=clock.now(),
    )
    waypoints.passed("load.row")
    counts = f"accepted {intake.accepted}, quarantined {intake.quarantined}, duplicate {intake.duplicate}"
    record(who, "load usage", intake.file, f"received {intake.received}: {counts}")
    return made


def _sweep(data: Path) -> None:
    """Removes what a killed load left: folders aside, and folders of the lake that no row commits."""
    lake(data).mkdir(parents=True, exist_ok=True)
    sweep(lake(data))
    for folder in unknown_folders(data):
        shutil.rmtree(folder)
