"""How an uploaded file would be read: its first records, by our contracts, beside what came before. Nothing is kept."""

from pathlib import Path

from django.db import connection, transaction

from yakkan.apps.billing.actions.load_usage import inputs_of
from yakkan.apps.records.actions import record
from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch
from yakkan.runs.preview import Shown, first_records
from yakkan.usage import Mapping


def preview_usage(file: Path, mapping: Mapping, data: Path, *, who: str) -> list[Shown]:
    """The first ten records of a file, or Refused; it is on the audit trail who looked."""
    with scratch() as folder:
        with transaction.atomic(), connection.cursor() as cursor:
            record(who, "look at usage", file.name, "first records of an uploaded file")
            inputs = inputs_of(cursor, DuckDB(spill=folder / "spill"), data)
        return first_records(file, mapping, inputs, folder)
