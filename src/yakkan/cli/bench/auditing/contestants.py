"""Audit and rating by the very jobs of the commands: of records that are taken in, or from the files on.

What is compared is how many records there are and what they come to by the terms.
"""

import os
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from yakkan.cli.bench.auditing.records import at_hand
from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted
from yakkan.memory import VARIABLE
from yakkan.money import UNITS_PER_YEN
from yakkan.runs.audit import Audit, AuditInputs, audit, audit_at_hand
from yakkan.runs.audit_source import BilledFiles
from yakkan.runs.rate import RateInputs, rate, rate_at_hand
from yakkan.terms import load
from yakkan.usage import BILLED

KNOWN_ON = date(2015, 7, 1)


class _Job:
    """The book, and a folder that is new for each contestant."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        os.environ[VARIABLE] = setting.memory
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: setting.threads])
        self.setting, self.book = setting, load(setting.book)
        folder = setting.folder
        self.inputs = RateInputs([folder / "billed.parquet"], BILLED, folder / "contracts.csv", KNOWN_ON)
        self.audited_inputs = AuditInputs(BilledFiles(self.inputs.usage, self.inputs.contracts), KNOWN_ON)
        self.place = Path(mkdtemp(dir=folder))

    def asked(self, query: str) -> int:
        """The one number that a query over the files comes to."""
        with closing(DuckDB()) as engine:
            return int(engine.connection.execute(query).fetchall()[0][0] or 0)

    def rated(self, out: Path) -> CameTo:
        """What charges come to."""
        file = f"read_parquet({quoted(out / 'charges.parquet')})"
        return {"": (self.asked(f"SELECT count(*) FROM {file}"), self.asked(f"SELECT sum(amount) FROM {file}"))}

    def audited(self, made: Audit) -> CameTo:
        """What was billed, less what was over and more what was under."""
        counts = made.counts
        amount = self.asked(self.billed) - sum(each.over - each.under for each in made.found)
        return {"": (counts["right"] + counts["over"] + counts["under"], amount)}

    @property
    def billed(self) -> str:
        """The query of all that was billed, in 1/10,000 yen."""
        file = f"read_parquet({quoted(self.inputs.usage[0])})"
        return f"SELECT sum(CAST(CAST(billed_yen AS DECIMAL(18, 4)) * {UNITS_PER_YEN} AS BIGINT)) FROM {file}"

    def close(self) -> None:
        """Removes what it wrote."""
        rmtree(self.place, ignore_errors=True)


class _AtHand(_Job):
    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.at_hand = at_hand(setting)

    @property
    def billed(self) -> str:
        """The query of all that was billed, in 1/10,000 yen."""
        files = quoted(self.at_hand.taken[0].folder / "usage" / "*" / "usage.parquet")
        return f"SELECT sum(billed) FROM read_parquet({files})"

    def out(self) -> Path:
        """A folder for one run."""
        out = Path(mkdtemp(dir=self.place))
        (out / "work").mkdir()
        return out


class AuditAtHand(_AtHand):
    """An audit of records that are taken in."""

    def run(self) -> CameTo:
        """Audits them."""
        out = self.out()
        made = audit_at_hand(self.book, self.audited_inputs, self.at_hand, out)
        rmtree(out)
        return self.audited(made)


class RatingAtHand(_AtHand):
    """Rating of the same records."""

    def run(self) -> CameTo:
        """Rates them."""
        out = self.out()
        with closing(DuckDB(spill=out / "spill")) as engine:
            rate_at_hand(engine, self.book, self.inputs, self.at_hand, out)
        came_to = self.rated(out)
        rmtree(out)
        return came_to


class AuditOfFiles(_Job):
    """An audit, as the command does it."""

    def run(self) -> CameTo:
        """Audits the files."""
        out = self.place / "out"
        made, _ = audit(self.book, self.audited_inputs, out)
        rmtree(out)
        return self.audited(made)


class RatingOfFiles(_Job):
    """Rating, as the command does it."""

    def run(self) -> CameTo:
        """Rates the files."""
        out = self.place / "out"
        rate(self.book, self.inputs, out)
        came_to = self.rated(out)
        rmtree(out)
        return came_to
