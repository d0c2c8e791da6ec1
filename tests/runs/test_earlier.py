"""Random months that are billed before all is known: what was billed and the differences make up the whole month.

The other working is a run of the month with all usage and the mended contracts, which is the oracle's to check.
"""

import csv
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from pencil import worked_out

from random_month import BATCHES, CONTRACT_COLUMNS, MONTHS_OF_A_BATCH, random_month, services_of, write_csv
from random_services import as_terms
from random_usage import USAGE_COLUMNS
from rated_months import BOOK, rows_of
from yakkan.bill.assemble import CITING
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS
from yakkan.runs import bill, delivered, earlier
from yakkan.runs.calculation import ACCOUNTS
from yakkan.runs.intake import Inputs, take_in
from yakkan.usage import CANONICAL

KNOWN_ON = date(2026, 1, 1)
SEEDS = 60
KEY = ("account", "contract", "service", "entry", "kind", "tax_class", "tax_percent")


@dataclass
class Late:
    """A month billed early (`first`), the month after with differences (`later`), and all at once (`whole`)."""

    month: Month
    first: Path
    later: Path
    whole: Path


class Folder:
    """The files of one random carrier: deliveries in a lake, snapshots, runs."""

    def __init__(self, folder: Path, month: str) -> None:
        self.folder, self.random, self.month = folder, Random(month), Month.parse(month)
        batch = BATCHES.index((month,))
        self.book = self._with_random_services(batch)
        self.contracts, self.usage = [], []
        for seed in range(batch * MONTHS_OF_A_BATCH, batch * MONTHS_OF_A_BATCH + SEEDS):
            given = random_month(seed)
            named = ("contract", "account", "customer", "plan", "group")
            self.contracts += [
                row | {key: f"S{seed}.{row[key]}" for key in named if row[key]} | {"number": _number(seed, row)}
                for row in given.contracts
            ]
            self.usage += [row | {"number": _number(seed, row)} for row in given.usage]

    def _with_random_services(self, batch: int) -> Path:
        book = Path(shutil.copytree(BOOK, self.folder / "book"))
        for name, service in services_of(batch).items():
            terms = json.dumps(as_terms(name, service), ensure_ascii=False)
            (book / "terms" / f"{name}.yaml").write_text(terms, encoding="utf-8")
        return book

    def deliver(self) -> list[str]:
        """Two deliveries, each record in one of them by chance."""
        files = [self.folder / "early.csv", self.folder / "late.csv"]
        parts = ([], [])
        for row in self.usage:
            parts[self.random.random() < 0.3].append(row)
        for file, rows in zip(files, parts, strict=True):
            write_csv(file, USAGE_COLUMNS, rows)
        engine = DuckDB()
        ours = engine.put("contracts", CONTRACTS, [])
        return [one.folder.name for one in take_in(files, CANONICAL, Inputs(engine, ours), self.folder / "lake")]

    def mended(self) -> list[dict[str, str]]:
        """The contracts, some of which end on another day than was known, or begin on one."""
        rows = [dict(row) for row in self.contracts]
        for row in rows:
            day = str(self.month.first + timedelta(days=self.random.randint(0, self.month.days - 1)))
            if self.random.random() < 0.15 and (not row["from"] or row["from"] <= day):
                row["until"] = day
            elif self.random.random() < 0.15 and (not row["until"] or row["until"] >= day):
                row["from"] = day
        return rows

    def run(self, name: str, contracts: list[dict[str, str]], held: dict[Month, list[str]], was: Path | None) -> Path:
        """A bill run of the last month held; `was` is the run of the month that the differences are to."""
        into = self.folder / name
        into.mkdir()
        write_csv(into / "contracts.csv", CONTRACT_COLUMNS, contracts)
        engine = DuckDB()
        table = delivered.contracts(engine, into / "contracts.csv")
        engine.write(table.select(*CONTRACTS).order_by("contract", "number", "start"), into / "contracts.parquet")
        accounts = sorted({(row["account"], row["customer"]) for row in contracts})
        whose = engine.put("accounts", ACCOUNTS, [(*each, "", "", False) for each in accounts])
        engine.write(whose.order_by("account"), into / "accounts.parquet")
        earlier.nothing_billed(engine, into) if was is None else self._billed(engine, was, into)
        facts = dict.fromkeys(held, "facts")
        inputs = bill.BillInputs(self.book, self.folder / "lake", into, KNOWN_ON, held, facts, ["before"])
        return bill.make(max(held), inputs, self.folder / "runs")

    def _billed(self, engine: DuckDB, was: Path, into: Path) -> None:
        columns = ", ".join(f'"{name}"' for name in earlier.BILLED if name != "known_on")
        lines = f"SELECT {columns}, DATE '{KNOWN_ON}' AS known_on FROM '{was}/lines.parquet' ORDER BY ALL"
        engine.connection.execute(f"COPY ({lines}) TO '{into}/billed.parquet'")
        cited = ", ".join(f'c."{name}"' for name in CITING if name not in ("entry", "cited", "after"))
        told = f"SELECT {cited}, l.entry AS entry, c.entry AS cited, 0 AS after FROM '{was}/citations.parquet' c"
        told += f" JOIN '{was}/lines.parquet' l USING (line) ORDER BY ALL"
        engine.connection.execute(f"COPY ({told}) TO '{into}/billed_citations.parquet'")


def _number(seed: int, row: dict[str, str]) -> str:
    return f"{row['number']}{seed:04}" if row["number"] else ""


@pytest.fixture(scope="module", params=["2014-04", "2015-05", "2019-10"])
def late(request, tmp_path_factory) -> Late:
    folder = Folder(tmp_path_factory.mktemp("late"), request.param)
    early, after = folder.deliver()
    month, mended = folder.month, folder.mended()
    first = folder.run("first", folder.contracts, {month: [early]}, None)
    both = {month: [early, after], month.next: [early, after]}
    later = folder.run("later", mended, both, first)
    whole = folder.run("whole", mended, {month: [early, after]}, None)
    return Late(month, first, later, whole)


def amounts(run: Path, month: Month, field: str, accounts: set[str]) -> Counter:
    found: Counter = Counter()
    for row in rows_of(run / "lines.parquet"):
        if row["month"] == str(month) and row["account"] in accounts:
            found[tuple(row[key] for key in KEY)] += row[field]
    return Counter({key: count for key, count in found.items() if count})


def decided(late: Late) -> set[str]:
    """Accounts with a bill of the month whose contracts do not contradict one another now, in either month."""
    billed = {row["account"] for row in rows_of(late.first / "lines.parquet")}
    parked = set()
    for run in (late.whole, late.later):
        with (run / "parked.csv").open(encoding="utf-8", newline="") as stream:
            parked |= {row["account"] for row in csv.DictReader(stream)}
    return billed - parked


def test_what_was_billed_and_the_differences_are_the_whole_month(late: Late) -> None:
    accounts = decided(late)
    assert len(accounts) > 15
    billed, added = (amounts(run, late.month, "yen", accounts) for run in (late.first, late.later))
    billed.update(added)
    whole = amounts(late.whole, late.month, "yen", accounts)
    assert len(added) > 20
    assert {key: yen for key, yen in billed.items() if yen} == dict(whole)


def test_each_difference_has_arithmetic_and_a_clause(late: Late) -> None:
    cited = {row["line"] for row in rows_of(late.later / "citations.parquet")}
    differences = [row for row in rows_of(late.later / "lines.parquet") if row["month"] == str(late.month)]
    assert differences
    for row in differences:
        assert row["yen"] != 0
        assert worked_out(row["arithmetic"]) == row["yen"], row
        assert row["line"] in cited, row
        assert row["bill"] == f"{row['account']}-{late.month.next}"


def test_the_bills_with_differences_add_up_and_verify(late: Late) -> None:
    sums: Counter = Counter()
    for row in rows_of(late.later / "lines.parquet"):
        sums[row["bill"]] += row["yen"]
    assert {row["bill"]: row["before_tax"] for row in rows_of(late.later / "bills.parquet")} == dict(sums)
    assert bill.verify(late.later, late.later.parents[1] / "lake") == []
