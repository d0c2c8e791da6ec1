"""Metered rating with the join to contracts and the monthly grouping: beside hand-written SQL, a scan, and a loop."""

import argparse
from collections import defaultdict
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from yakkan.cli.bench import contest, records
from yakkan.cli.output import tell
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS, metered, place
from yakkan.terms import Book, load
from yakkan.terms import tariff as tariffs
from yakkan.usage import SCHEMA as USAGE

_KNOWN_ON = date(2015, 7, 1)
_LOOPED = 500_000

BY_HAND = """
    SELECT c.contract, t.charge, year(u.started_at) * 12 + month(u.started_at) - 1 AS month, count(*) AS records,
        sum(u.quantity) AS quantity,
        sum(least(t.maximum, t.setup
            + (least(u.quantity, t.up_to_1) + t.per_1 - 1) // t.per_1 * t.yen_1
            + (least(greatest(u.quantity, t.from_2), t.up_to_2) - t.from_2 + t.per_2 - 1)
                // t.per_2 * t.yen_2)) AS amount
    FROM usage u
    LEFT JOIN contracts c ON u.number = c.number AND u.started_at >= c.start AND u.started_at < c."end"
    LEFT JOIN tariff t ON c.service = t.service AND u.usage_class = t.usage_class
        AND u.started_at >= t.start AND u.started_at < t."end"
    GROUP BY ALL
"""
"""The same month as an engineer who knows DuckDB would write it: the tariff in columns, one pass, one grouping."""


def run(args: argparse.Namespace) -> int:
    """Makes the records, holds the contest and prints its table."""
    book, size = load(args.book), args.records or 20_000_000
    with TemporaryDirectory(prefix="yakkan-bench-") as scratch:
        folder = Path(scratch)
        bench = _Bench(DuckDB(threads=args.threads, spill=folder / "spill"), book, folder, size)
        tell("bench.rating", records=f"{size:,}", contracts=f"{bench.contracts:,}", threads=args.threads)
        results = contest.hold(
            {"yakkan": bench.by_expressions, "hand-written SQL": bench.by_hand, "bare scan": bench.scanned},
            args.repeats,
        )
        results |= contest.hold({"Python loop": bench.looped}, 1)
    counted = dict.fromkeys(results, size) | {"Python loop": min(_LOOPED, size)}
    contest.tell_results(results, "hand-written SQL", counted)
    agree = results["yakkan"].came_to == results["hand-written SQL"].came_to
    tell("bench.equal_yen" if agree else "bench.unequal_yen", yen=f"{results['yakkan'].came_to:,}")
    return 0 if agree else 1


def _loop(
    usage: list[tuple[str, str, datetime, int]],
    prices: dict[str, tuple[str, list[tuple[int, int, int, int]]]],
    services: dict[str, tuple[str, str]],
) -> int:
    """The same rule, a record at a time."""
    months: dict[tuple[str, str, int], int] = defaultdict(int)
    for number, usage_class, started_at, quantity in usage:
        contract, service = services[number]
        charge, steps = prices[f"{service} {usage_class}"]
        amount = 0
        for from_, up_to, per, yen in steps:
            within = min(max(quantity, from_), up_to) - from_
            amount += (within + per - 1) // per * yen
        months[contract, charge, started_at.year * 12 + started_at.month - 1] += amount
    return sum(months.values())


class _Bench:
    """The contestants, each over the same files."""

    def __init__(self, engine: DuckDB, book: Book, folder: Path, count: int) -> None:
        self.engine, self.book, self.folder, self.count = engine, book, folder, count
        self.contracts = max(count // 100, 8)
        records.contracts(engine, self.contracts, folder / "contracts.parquet")
        records.usage(engine, count, self.contracts, folder / "usage.parquet")
        self.usage = engine.read("usage", USAGE, [folder / "usage.parquet"])
        self.rows = engine.read("contracts", CONTRACTS, [folder / "contracts.parquet"])
        uses = [(service, usage_class) for service in book.services for usage_class in records.CLASSES]
        self.tariff = tariffs.tariff(book, _KNOWN_ON, uses)
        engine.put("rates", *self.tariff.rates)
        engine.put("values", *self.tariff.values)
        engine.connection.execute(
            'CREATE TABLE tariff AS SELECT r.*, v.charge FROM rates r JOIN "values" v ON r.value = v.value'
        )

    def by_expressions(self) -> int:
        """As a bill run does it: the kinds of usage matched to entries, then one pass."""
        engine = self.engine
        numbered = engine.keep("contract_rows", place.rows(self.rows))
        none = engine.put("disagreeing", {"row": "int64", "reason": "string"}, [])
        rows = engine.keep("agreeing", place.agreeing(numbered, none))
        services = [row["service"] for row in engine.rows(rows.select("service").distinct())]
        classes = [row["usage_class"] for row in engine.rows(self.usage.select("usage_class").distinct())]
        uses = [(service, usage_class) for service in services for usage_class in classes]
        rates = tariffs.tariff(self.book, _KNOWN_ON, uses)
        priced_by, values = engine.put("rates", *rates.rates), engine.put("values", *rates.values)
        priced = metered.priced(place.placed(self.usage, rows), priced_by, rates)
        totals = engine.keep("totals", metered.totals(priced, rates))
        charges = engine.keep("charges", metered.charges(totals, rows, priced_by, values))
        return int(engine.rows(charges.agg(amount=charges.amount.sum()))[0]["amount"])

    def by_hand(self) -> int:
        """As BY_HAND does it, with the tariff of the book."""
        self.engine.connection.execute(f"CREATE OR REPLACE TABLE by_hand AS {BY_HAND}")
        return int(self.engine.connection.execute("SELECT sum(amount) FROM by_hand").fetchall()[0][0])

    def scanned(self) -> int:
        """Only read and grouped: no join, no price."""
        scan = "SELECT number, count(*) AS records, sum(quantity) AS quantity FROM usage GROUP BY number"
        self.engine.connection.execute(f"CREATE OR REPLACE TABLE scanned AS {scan}")
        return 0

    def looped(self) -> int:
        """Record by record in plain Python, over fewer records, its dictionaries made beforehand."""
        return _loop(self._in_memory, self._prices, self._services)

    @cached_property
    def _in_memory(self) -> list[tuple[str, str, datetime, int]]:
        columns = "number, usage_class, started_at, quantity"
        return self.engine.connection.execute(f"SELECT {columns} FROM usage LIMIT {_LOOPED}").fetchall()

    @cached_property
    def _prices(self) -> dict[str, tuple[str, list[tuple[int, int, int, int]]]]:
        """Each kind of usage of a service as its charge and steps (from, up to, per, yen), read off the tariff."""
        schema, rows = self.tariff.rates
        first = list(schema).index("from_1")
        charges = {row[0]: row[1] for row in self.tariff.values[1]}
        steps = range(first, first + 4 * self.tariff.steps, 4)
        return {f"{row[2]} {row[3]}": (charges[row[1]], [row[at : at + 4] for at in steps]) for row in rows}

    @cached_property
    def _services(self) -> dict[str, tuple[str, str]]:
        found = self.engine.rows(self.rows.select("number", "contract", "service"))
        return {row["number"]: (row["contract"], row["service"]) for row in found}
