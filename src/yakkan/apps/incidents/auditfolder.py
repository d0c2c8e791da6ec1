"""The folder of an audit, as far as incidents are opened from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from yakkan.engines import DuckDB
from yakkan.messages import Refused
from yakkan.runs.folder import RUN, read_run, sha256

INCIDENTS = {
    "incident": "string", "service": "string", "entry": "string", "partner": "string", "kind": "string",
    "pattern": "string", "first": "date", "last": "date",
}  # fmt: skip
AFFECTED = {
    "incident": "string", "account": "string", "contract": "string", "records": "int64", "over": "int64",
    "under": "int64",
}  # fmt: skip
REFUNDABLE = {
    "incident": "string", "source": "string", "record_id": "string", "account": "string", "contract": "string",
    "day": "date", "billed": "int64", "by_terms": "int64", "published": "int64", "refund": "int64",
}  # fmt: skip
"""Amounts in 1/10,000 yen; `published` may be null."""
_FILES = {"incidents": INCIDENTS, "affected": AFFECTED, "refundable": REFUNDABLE}


@dataclass(frozen=True)
class AuditFolder:
    """The folder of an audit; `record` is its `run.json`."""

    folder: Path
    record: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "AuditFolder":
        """The audit in `folder`. Refused where there is none, or a file of it was changed since."""
        found = cls(folder, read_run(folder))
        known = found.record.get("files", {})
        for name in _FILES:
            file = folder / f"{name}.parquet"
            if not file.is_file():
                raise Refused("incident.no_audit", str(file))
            if file.name in known and sha256(file) != known[file.name]:
                raise Refused("incident.audit_changed", str(file))
        return found

    @property
    def sha256(self) -> str:
        """What names it: the hash of all that it says of itself."""
        return sha256(self.folder / RUN)

    def table(self, engine: DuckDB, name: str) -> ir.Table:
        """One of its tables: `incidents`, `affected`, `refundable`."""
        return engine.read(name, _FILES[name], [self.folder / f"{name}.parquet"])

    def incidents(self, engine: DuckDB) -> list[dict[str, Any]]:
        """The incidents that it found."""
        return engine.rows(self.table(engine, "incidents").order_by("incident"))

    def presumed(self, numbers: Sequence[str]) -> dict[str, Any]:
        """The estimate of whom no record names, {} where the audit has none for these incidents."""
        found = [self.record.get("presumed", {}).get(number) for number in numbers]
        return dict(found[0]) if len(found) == 1 and found[0] else {}
