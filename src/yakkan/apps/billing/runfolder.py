"""The folder of a bill run: what it says of itself in `run.json`, and whether its files are still those."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from yakkan.bill.assemble import BILL_CITATIONS, BILL_LINES, BILLS
from yakkan.bill.tax import TAXES
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.messages import Refusals, Refused
from yakkan.runs.calculation import PARKED
from yakkan.runs.folder import RUN, changed, read_run

LINES = {name: kind for name, kind in BILL_LINES.items() if name not in ("account", "place")}
CITATIONS = {
    name: kind for name, kind in BILL_CITATIONS.items() if name not in ("account", "contract", "service", "month")
}
_TABLES = {"bills": BILLS, "lines": LINES, "citations": CITATIONS, "taxes": TAXES}
_BOOK = "book.json"
_NEEDED = (_BOOK, "bills.parquet", "lines.parquet", "citations.parquet", "taxes.parquet", "parked.csv")


@dataclass(frozen=True)
class RunFolder:
    """The folder of a bill run; `record` is its `run.json`."""

    folder: Path
    record: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "RunFolder":
        """The run in `folder`; Refused where it is none."""
        file = folder / RUN
        try:
            found = cls(folder, read_run(folder))
            Month.parse(found.month)
            date.fromisoformat(found.record["as_known_on"])
            known = [found.record[name] for name in ("run", "version", "counts", "totals", "settled")]
            known += [found.record["inputs"]["confirmed"], found.earlier_months]
            wrong = {*_NEEDED} - {*found.hashes()}
            wrong |= {name for name in found.hashes() if Path(name).name != name}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused("issue.no_run", str(file), values={"why": f"{type(error).__name__}: {error}"}) from None
        if wrong or known[0] != folder.name:
            why = ", ".join(sorted(wrong)) or str(known[0])
            raise Refused("issue.no_run", str(file), values={"why": why})
        return found

    @property
    def run(self) -> str:
        """The run's id."""
        return str(self.record["run"])

    @property
    def month(self) -> str:
        """The month of use that it bills."""
        return str(self.record["month"])

    @property
    def earlier_months(self) -> list[str]:
        """The months before it that it took up again."""
        return sorted({*self.record["inputs"]["months"]} - {self.month})

    def book(self) -> str:
        """The frozen book, as JSON text."""
        return (self.folder / _BOOK).read_text(encoding="utf-8")

    def hashes(self) -> dict[str, str]:
        """The hash that `run.json` gives for each file of the folder."""
        return {**self.record["inputs"]["files"], **self.record["files"]}

    def check(self) -> None:
        """Refused where a file is not the one that the run made."""
        if names := changed(self.folder, self.record):
            raise Refusals([Refused("issue.file_changed", str(self.folder / name)) for name in names])

    def parked(self, engine: DuckDB) -> ir.Table:
        """The bills that it could not make, with the run's id."""
        file = str(self.folder / "parked.csv").replace("'", "''")
        texts = ", ".join(f"coalesce({name}, '') AS {name}" for name in PARKED)
        engine.connection.execute(
            f"CREATE OR REPLACE TABLE parked AS SELECT {texts} FROM read_csv('{file}', header=true, auto_detect=false,"
            f" delim=',', quote='\"', escape='\"', columns={dict(PARKED)})".replace("'string'", "'VARCHAR'")
        )
        return ibis.table(PARKED, name="parked").mutate(run=ibis.literal(self.run, "string"))

    def tables(self, engine: DuckDB) -> dict[str, ir.Table]:
        """Its bills, lines, citations and taxes, in the engine."""
        return {name: engine.read(name, schema, [self.folder / f"{name}.parquet"]) for name, schema in _TABLES.items()}
