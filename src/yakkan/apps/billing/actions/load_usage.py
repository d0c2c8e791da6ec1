"""Taking usage in: the lake keeps the rows, the database the row that commits them."""

import shutil
from pathlib import Path

from django.db import connection, transaction

from yakkan import clock
from yakkan.apps.billing.models import Delivery
from yakkan.apps.billing.queries import lake, unknown_folders
from yakkan.apps.records.actions import record

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('yakkan.lake', 0))"


@transaction.atomic
def load_usage(files: list[Path], mapping: Path, data: Path, *, who: str) -> list[Delivery]:
    """Take usage files in by the mapping of their format; one delivery a file, one writer of the lake at a time.

    A file whose bytes were taken in before is left out. Until the transaction ends, the lake's new folders count for
    nothing: those without a row are swept.
    """
    from yakkan.runs import intake

    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    known = set(Delivery.objects.values_list("sha256", flat=True))
    taken = intake.take_in(files, mapping, lake(data), known)
    made = [
        Delivery(
            sha256=one.sha256,
            file=one.file,
            format=mapping.stem,
            folder=one.folder,
            rows=one.rows,
            received=one.received,
            accepted=one.accepted,
            quarantined=one.quarantined,
            duplicate=one.duplicate,
            received_at=clock.now(),
        )
        for one in taken
    ]
    Delivery.objects.bulk_create(made)
    for delivery in made:
        counts = f"accepted {delivery.accepted}, quarantined {delivery.quarantined}, duplicate {delivery.duplicate}"
        record(who, "load usage", delivery.file, f"received {delivery.received}: {counts}")
    return made


@transaction.atomic
def sweep(data: Path, *, who: str) -> list[Path]:
    """Remove the lake's folders that no delivery committed, left by a process that was stopped."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    folders = unknown_folders(data)
    for folder in folders:
        shutil.rmtree(folder)
        record(who, "sweep", folder.name)
    return folders
