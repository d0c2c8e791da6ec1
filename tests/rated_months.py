"""Random months rated by yakkan: many in one run over files, told apart by their seed.

run = rate_months(range(250), folder)
run.months[17].charges       # what yakkan says of the random month of seed 17

The months of one calendar month are rated as that month, those of several as whatever their usage holds.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import oracle
from oracle_prices import SERVICES, Service
from oracle_rules import japan_time
from random_month import CONTRACT_COLUMNS, MONTHS_OF_A_BATCH, RandomMonth, random_month, services_of, write_csv
from random_services import as_terms
from random_usage import USAGE_COLUMNS
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.runs.rate import RateInputs, rate
from yakkan.terms import load_with, yaml_file
from yakkan.usage import CANONICAL

BOOK = Path(__file__).parents[1] / "book"
KNOWN_ON = date(2026, 1, 1)
NAMED = ("contract", "account", "customer", "plan", "group")


@dataclass
class Rated:
    """What yakkan says of one random month; amounts in yen, keyed as the oracle keys them."""

    given: RandomMonth
    services: dict[str, Service]
    charges: dict[tuple[str, str, str], int] = field(default_factory=dict)  # (account, contract, entry)
    discounts: Counter = field(default_factory=Counter)
    taxes: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)  # (account, rate): (base, tax)
    lines: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    amounts: dict[str, Fraction] = field(default_factory=dict)  # of rated records, by id
    quarantined: list[tuple[str, str]] = field(default_factory=list)  # record id and reason
    counted_seconds: Counter = field(default_factory=Counter)
    parked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def oracle(self) -> oracle.MonthResult:
        """What the oracle says of the same month."""
        given = self.given
        return oracle.bill_month(given.month, given.contracts, given.usage, services=self.services)


@dataclass
class Run:
    """A run: its months by seed, and the counts that it printed."""

    months: dict[int, Rated]
    counts: dict[str, int]


def rate_months(seeds: Iterable[int], folder: Path, engine: str = "duckdb") -> Run:
    """The random months of these seeds, rated in one run by the example book and their random services."""
    months, services = {}, {}
    for seed in seeds:
        lines = services_of(seed // MONTHS_OF_A_BATCH)
        services |= lines
        months[seed] = Rated(random_month(seed), {**SERVICES, **lines})
    in_all = {each.given.month for each in months.values()}
    if len(in_all) > 1:
        for each in months.values():
            each.given = _of_its_month(each.given)
    terms = [yaml_file.parse(json.dumps(as_terms(*of), ensure_ascii=False), "random") for of in services.items()]
    month = Month.parse(in_all.pop()) if len(in_all) == 1 else None
    inputs = RateInputs(*_written(months, folder), KNOWN_ON, month, engine)
    counts = rate(load_with(BOOK, terms), inputs, folder / "out")["counts"]
    _read_lines(folder / "out", months)
    _read_records(folder / "out", months)
    return Run(months, counts)


def _of_its_month(given: RandomMonth) -> RandomMonth:
    """Without usage of other months: those are other random months' months, and would be rated there."""
    first, late = (
        [record for record in delivery if f"{japan_time(record['started_at']):%Y-%m}" == given.month]
        for delivery in given.deliveries
    )
    return RandomMonth(given.month, given.contracts, (first, late))


def _written(months: dict[int, Rated], folder: Path) -> tuple[list[Path], Any, Path]:
    """The usage, at first and late; its format; the contracts."""
    contracts = [_contract(seed, row) for seed, each in months.items() for row in each.given.contracts]
    write_csv(folder / "contracts.csv", CONTRACT_COLUMNS, contracts)
    files = [folder / "usage.csv", folder / "late.csv"]
    for position, file in enumerate(files):
        records = [
            row | {"number": _number(seed, row["number"])}
            for seed, each in months.items()
            for row in each.given.deliveries[position]
        ]
        write_csv(file, USAGE_COLUMNS, records)
    return files, CANONICAL, folder / "contracts.csv"


def _contract(seed: int, row: dict[str, str]) -> dict[str, str]:
    named = {key: f"S{seed}.{row[key]}" for key in NAMED if row[key]}
    return row | named | {"number": _number(seed, row["number"])}


def _number(seed: int, number: str) -> str:
    return f"{number}{seed:04}" if number else ""


def _seed_and_name(text: str) -> tuple[int, str]:
    seed, _, name = text.partition(".")
    return int(seed.removeprefix("S")), name


def _read_lines(out: Path, months: dict[int, Rated]) -> None:
    """Lines, what they cite, taxes and parked accounts, each of its own random month only."""
    for row in rows_of(out / "lines.parquet"):
        seed, account = _seed_and_name(row["account"])
        contract = _seed_and_name(row["contract"])[1]
        if row["month"] != months[seed].given.month:
            continue
        months[seed].lines.append(row)
        if row["kind"] == "discount":
            months[seed].discounts[account, contract, row["entry"]] -= row["yen"]
        else:
            assert (account, contract, row["entry"]) not in months[seed].charges, "one line an entry"
            months[seed].charges[account, contract, row["entry"]] = row["yen"]
    for row in rows_of(out / "citations.parquet"):
        of = months[_seed_and_name(row["account"])[0]]
        if row["month"] == of.given.month:
            of.citations.append(row)
    for row in rows_of(out / "taxes.parquet"):
        seed, bill = _seed_and_name(row["bill"])
        account, month = bill[: -len("-2015-06")], bill[-len("2015-06") :]
        if month == months[seed].given.month:
            rate_of_tax = f"{row['percent']}%" if row["tax_class"] == "standard" else row["tax_class"]
            months[seed].taxes[account, rate_of_tax] = (row["base"], row["tax"])
    for row in csv_rows(out / "parked.csv"):
        seed, account = _seed_and_name(row["account"])
        if row["month"] == months[seed].given.month:
            months[seed].parked[account].add(row["reason"])


def _read_records(out: Path, months: dict[int, Rated]) -> None:
    """What became of each record, and the seconds of each number that earned discount."""
    for row in rows_of(out / "charges.parquet"):
        amounts = months[_seed_of_record(row["record_id"])].amounts
        assert row["record_id"] not in amounts, "a record is rated once"
        amounts[row["record_id"]] = Fraction(row["amount"], 10_000)
    for row in rows_of(out / "numbers.parquet"):
        seed, contract = _seed_and_name(row["contract"])
        if row["counted_seconds"] and row["month"] == months[seed].given.month:
            number = row["number"].removesuffix(f"{seed:04}")
            months[seed].counted_seconds[contract, number] += row["counted_seconds"]
    for row in csv_rows(out / "quarantine.csv"):
        months[_seed_of_record(row["record_id"])].quarantined.append((row["record_id"], row["reason"]))


def _seed_of_record(record_id: str) -> int:
    return int(record_id.removeprefix("R").partition("-")[0])


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    cursor = DuckDB().connection.execute("FROM read_parquet(?)", [str(file)])
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
