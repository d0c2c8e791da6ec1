"""The folder of an audit, as far as incidents are opened from it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from yakkan.correction.affected import AFFECTED, REFUNDABLE
from yakkan.engines import DuckDB
from yakkan.messages import Refused
from yakkan.runs.audit_output import INCIDENTS
from yakkan.runs.folder import RUN, read_run, sha256

_FILES = {"incidents": INCIDENTS, "affected": AFFECTED, "refundable": REFUNDABLE}
_PRESUMED = "presumed.csv"


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
        for file in (*(folder / f"{name}.parquet" for name in _FILES), folder / _PRESUMED):
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
        """The incidents that it found, the largest first."""
        table = self.table(engine, "incidents")
        return engine.rows(table.order_by(table.refund.desc(), table.under.desc(), table.incident))

    def presumed(self, names: Sequence[str]) -> dict[str, Any]:
        """The estimate of whom no record names; {} where the audit has none, or for several incidents at once."""
        with (self.folder / _PRESUMED).open(encoding="utf-8", newline="") as stream:
            found = [row for row in csv.DictReader(stream) if row["incident"] in names]
        if len(names) != 1 or not found:
            return {}
        row = found[0]
        return {
            "method": row["method"],
            **{
                name: {"middle": int(row[name]), "low": int(row[f"{name}_low"]), "high": int(row[f"{name}_high"])}
                for name in ("records", "yen")
            },
        }
