"""Metered rating with the join to contracts and the monthly grouping: beside hand-written SQL, a scan, and a loop."""

import argparse
from collections import defaultdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis

from yakkan.cli.bench import contest, records
from yakkan.cli.output import tell
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS, metered, place
from yakkan.terms import Book, load, tables
from yakkan.usage import SCHEMA as USAGE

_MONTH = Month(2015, 6)
_KNOWN_ON = date(2015, 7, 1)
_LOOPED = 500_000

BY_HAND = """
    SELECT c.contract, t.charge, year(u.started_at) * 12 + month(u.started_at) - 1 AS month, count(*) AS records,
        sum(u.quantity) AS quantity,
        sum(least(t.maximum, t.setup
            + (least(u.quantity, t.up_to_1) + t.per_1 - 1) // t.per_1 * t.yen_1
            + (least(greatest(u.quantity, t.from_2), t.up_to_2) - t.from_2 + t.per_2 - 1) // t.per_2 * t.yen_2)) AS amount
    FROM usage u
    LEFT JOIN contracts c ON u.number = c.number AND u.started_at >= c.start AND u.started_at < c."end"
    LEFT JOIN tariff t ON c.service = t.service AND u.usage_class = t.usage_class
        AND u.started_at >= t.start AND u.started_at < t."end"
    GROUP BY ALL
"""
"""The same month as an engineer who knows DuckDB would write it: the tariff in columns, one pass, one grouping."""


def run(args: argparse.Namespace) -> int:
    """Makes the records, holds the contest and prints its table."""
    book = load(args.book)
    with TemporaryDirectory(prefix="yakkan-bench-") as scratch:
        folder = Path(scratch)
        bench = _Bench(DuckDB(threads=args.threads, spill=folder / "spill"), book, folder, args.records)
        tell("bench.rating", records=f"{args.records:,}", contracts=f"{bench.contracts:,}", threads=args.threads)
        results = contest.hold(
            {"yakkan": bench.by_expressions, "hand-written SQL": bench.by_hand, "bare scan": bench.scanned},
            args.repeats,
        )
        results |= contest.hold({"Python loop": bench.looped}, 1)
    counted = dict.fromkeys(results, args.records) | {"Python loop": min(_LOOPED, args.records)}
    contest.tell_results(results, "hand-written SQL", counted)
    agree = results["yakkan"].came_to == results["hand-written SQL"].came_to
    tell("bench.equal_yen" if agree else "bench.unequal_yen", yen=f"{results['yakkan'].came_to:,}")
    return 0 if agree else 1


class _Bench:
    """The contestants, each over the same files."""

    def __init__(self, engine: DuckDB, book: Book, folder: Path, count: int) -> None:
        self.engine, self.book, self.folder, self.count = engine, book, folder, count
        self.contracts = max(count // 20, 8)
        records.contracts(engine, self.contracts, folder / "contracts.parquet")
        records.usage(engine, count, self.contracts, folder / "usage.parquet")
        self.usage = engine.read("usage", USAGE, [folder / "usage.parquet"])
        self.rows = engine.read("contracts", CONTRACTS, [folder / "contracts.parquet"])

    def by_expressions(self) -> int:
        """As a bill run does it: the kinds of usage matched to entries, then one pass."""
        engine = self.engine
        rows = engine.keep("contract_rows", place.rows(self.rows))
        services = [row["service"] for row in engine.rows(rows.select("service").distinct())]
        classes = [row["usage_class"] for row in engine.rows(self.usage.select("usage_class").distinct())]
        uses = [(service, usage_class) for service in services for usage_class in classes]
        rates = tables.tariff(self.book, _KNOWN_ON, uses)
        tariff = engine.put("tariff", rates.schema, rates.rows)
        priced = metered.priced(place.placed(self.usage, rows), tariff)
        totals = engine.keep("totals", metered.totals(priced, rates.steps, capped=rates.capped))
        months = engine.put("months", tables.MONTHS, tables.months([_MONTH]))
        charges = engine.keep("charges", metered.charges(totals, rows, tariff, months))
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
        """Record by record in plain Python, over fewer records that are in memory already."""
        columns = "number, usage_class, started_at, quantity"
        found = self.engine.connection.execute(f"SELECT {columns} FROM usage LIMIT {_LOOPED}").fetchall()
        self.loop = found
        return _loop(found, self._prices(), self._services())
