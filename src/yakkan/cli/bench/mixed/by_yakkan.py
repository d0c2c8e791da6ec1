"""The mixed month by Yakkan's whole calculation: lines with arithmetic, citations, tax, statistics, parked accounts."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.days import Month, public_holidays
from yakkan.engines import DuckDB, Engine
from yakkan.rating import CONTRACTS
from yakkan.runs.calculation import Facts, Question, calculate
from yakkan.terms import load_with, yaml_file
from yakkan.usage import SCHEMA as USAGE

_MONTH = Month.parse("2015-05")
_KNOWN_ON = date(2015, 6, 1)
_TERMS = Path(__file__).with_name("bench-home.yaml")


class ByYakkan:
    """As a bill run does it."""

    processes: tuple[int, ...] = ()

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.book = load_with(setting.book, [yaml_file.read(_TERMS)])

    def opened(self) -> Any:
        """An engine, new for each run."""
        of = self.setting
        return DuckDB(threads=of.threads, memory=of.memory, spill=of.folder / "spill-yakkan")

    def run(self) -> CameTo:
        """Works the month out."""
        with closing(self.opened()) as engine:
            return self._worked_out(engine)

    def _worked_out(self, engine: Engine) -> CameTo:
        folder = self.setting.folder
        usage = engine.read("usage", USAGE, [folder / "usage.parquet"])
        contracts = engine.read("contracts", CONTRACTS, [folder / "contracts.parquet"])
        question = Question(_KNOWN_ON, (_MONTH,), public_holidays([_MONTH]))
        answer = calculate(engine, self.book, question, Facts(usage, contracts))
        lines, taxes = answer.lines, answer.taxes
        sums = lines.group_by("entry").agg(
            lines=lines.count(), amount=lines.yen.sum(), more=(lines.yen * lines.yen).sum()
        )
        of_tax = taxes.group_by(entry="tax of " + taxes.tax_class).agg(
            lines=taxes.count(), amount=taxes.tax.sum(), more=taxes.base.sum()
        )
        found = engine.rows(sums.union(of_tax))
        return {row["entry"]: (row["lines"], row["amount"], row["more"]) for row in found}

    def close(self) -> None:
        """Each engine ends with its run."""
