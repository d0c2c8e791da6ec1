"""Random months rated by yakkan: many of one calendar month in one run over files, told apart by their seed.

rated = rate_months(range(500), folder)
rated[17].charges       # what yakkan says of the random month of seed 17
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import oracle
from random_month import CONTRACT_COLUMNS, USAGE_COLUMNS, RandomMonth, random_month, write_csv
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.runs.rate import RateInputs, rate
from yakkan.terms import load
from yakkan.usage import CANONICAL

BOOK = Path(__file__).parents[2] / "book"
KNOWN_ON = date(2026, 1, 1)
NAMED = ("contract", "account", "customer", "plan", "group")


@dataclass
class Rated:
    """What yakkan says of one random month; amounts in yen, keyed as the oracle keys them."""

    given: RandomMonth
    charges: dict[tuple[str, str, str], int] = field(default_factory=dict)  # (account, contract, entry)
    discounts: Counter = field(default_factory=Counter)
    taxes: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)  # (account, rate): (base, tax)
    lines: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    amounts: dict[str, Fraction] = field(default_factory=dict)  # of rated records, by id
    quarantined: set[str] = field(default_factory=set)
    counted_seconds: Counter = field(default_factory=Counter)
    parked: int = 0

    @cached_property
    def oracle(self) -> oracle.MonthResult:
        """What the oracle says of the same month."""
        return oracle.bill_month(self.given.month, self.given.contracts, self.given.usage)

    @property
    def duplicates(self) -> int:
        """What was delivered and is neither rated nor in quarantine."""
        return len(self.given.usage) - len(self.amounts) - len(self.quarantined)

    def of_month(self, record_ids: Iterable[str]) -> set[str]:
        """Those of the records that start in the month, in Japan."""
        started = {row["record_id"]: str(row["started_at"]) for row in self.given.usage}
        return {each for each in record_ids if f"{oracle.japan_time(started[each]):%Y-%m}" == self.given.month}


@dataclass
class Run:
    """A run over one calendar month: its months by seed, and the counts that it printed."""

    months: dict[int, Rated]
    counts: dict[str, int]


def rate_months(seeds: Iterable[int], folder: Path, engine: str = "duckdb") -> list[Run]:
    """The random months of these seeds, rated by the example book in one run for each calendar month."""
    by_month: dict[str, dict[int, Rated]] = defaultdict(dict)
    for seed in seeds:
        given = random_month(seed)
        by_month[given.month][seed] = Rated(given)
    return [_rate(month, rated, folder / month, engine) for month, rated in sorted(by_month.items())]


def _rate(month: str, rated: dict[int, Rated], folder: Path, engine: str) -> Run:
    folder.mkdir(parents=True)
    contracts = [_contract(seed, row) for seed, each in rated.items() for row in each.given.contracts]
    usage = [row | {"number": _number(seed, row["number"])} for seed, each in rated.items() for row in each.given.usage]
    write_csv(folder / "contracts.csv", CONTRACT_COLUMNS, contracts)
    write_csv(folder / "usage.csv", USAGE_COLUMNS, usage)
    files = [folder / "usage.csv"], CANONICAL, folder / "contracts.csv"
    counts = rate(load(BOOK), RateInputs(*files, KNOWN_ON, Month.parse(month), engine), folder / "out")["counts"]
    _read_back(folder / "out", rated)
    return Run(rated, counts)


def _contract(seed: int, row: dict[str, str]) -> dict[str, str]:
    named = {key: f"S{seed}.{row[key]}" for key in NAMED if row[key]}
    return row | named | {"number": _number(seed, row["number"])}


def _number(seed: int, number: str) -> str:
    return f"{number}{seed:03}" if number else ""


def _seed_and_name(text: str) -> tuple[int, str]:
    seed, _, name = text.partition(".")
    return int(seed.removeprefix("S")), name


def _read_back(out: Path, rated: dict[int, Rated]) -> None:
    for row in rows_of(out / "lines.parquet"):
        seed, account = _seed_and_name(row["account"])
        contract = _seed_and_name(row["contract"])[1]
        rated[seed].lines.append(row)
        if row["kind"] == "discount":
            rated[seed].discounts[account, contract, row["entry"]] -= row["yen"]
        else:
            assert (account, contract, row["entry"]) not in rated[seed].charges, "one line an entry"
            rated[seed].charges[account, contract, row["entry"]] = row["yen"]
    for row in rows_of(out / "citations.parquet"):
        rated[_seed_and_name(row["account"])[0]].citations.append(row)
    for row in rows_of(out / "taxes.parquet"):
        seed, account = _seed_and_name(row["bill"].removesuffix(f"-{rated_month(rated)}"))
        rate = f"{row['percent']}%" if row["tax_class"] == "standard" else row["tax_class"]
        rated[seed].taxes[account, rate] = (row["base"], row["tax"])
    for row in rows_of(out / "charges.parquet"):
        rated[_seed_of_record(row["record_id"])].amounts[row["record_id"]] = Fraction(row["amount"], 10_000)
    for row in rows_of(out / "numbers.parquet"):
        seed, contract = _seed_and_name(row["contract"])
        if row["counted_seconds"]:
            rated[seed].counted_seconds[contract, row["number"].removesuffix(f"{seed:03}")] += row["counted_seconds"]
    with (out / "quarantine.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rated[_seed_of_record(row["record_id"])].quarantined.add(row["record_id"])
    with (out / "parked.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rated[_seed_and_name(row["account"])[0]].parked += 1


def rated_month(rated: dict[int, Rated]) -> str:
    """The calendar month that they all have."""
    return next(iter(rated.values())).given.month


def _seed_of_record(record_id: str) -> int:
    return int(record_id.removeprefix("R").partition("-")[0])


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    cursor = DuckDB().connection.execute("FROM read_parquet(?)", [str(file)])
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
