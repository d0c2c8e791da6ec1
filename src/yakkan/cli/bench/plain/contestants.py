"""The plain month by Yakkan's expressions, by hand-written SQL, and only scanned: all three in DuckDB."""

from datetime import date
from pathlib import Path

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.plain import records
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS, metered, place
from yakkan.terms import load
from yakkan.terms import tariff as tariffs
from yakkan.usage import SCHEMA as USAGE

KNOWN_ON = date(2015, 7, 1)
BY_HAND = Path(__file__).with_name("by_hand.sql")


class _InDuckDB:
    """An engine made anew for each run, over the same files."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.book = load(setting.book)
        uses = [(service, usage_class) for service in self.book.services for usage_class in records.CLASSES]
        self.tariff = tariffs.tariff(self.book, KNOWN_ON, uses)

    def opened(self) -> DuckDB:
        """An engine with the month's usage and contracts."""
        of = self.setting
        engine = DuckDB(threads=of.threads, memory=of.memory, spill=of.folder / f"spill-{type(self).__name__}")
        engine.read("usage", USAGE, [of.folder / "usage.parquet"])
        engine.read("contracts", CONTRACTS, [of.folder / "contracts.parquet"])
        return engine

    def close(self) -> None:
        """Each engine ends with its run."""


class ByYakkan(_InDuckDB):
    """As a bill run does it: the kinds of usage matched to entries, then one pass."""

    def run(self) -> CameTo:
        """Works the month out."""
        engine = self.opened()
        of = self.setting.folder
        usage = engine.read("usage", USAGE, [of / "usage.parquet"])
        contracts = engine.read("contracts", CONTRACTS, [of / "contracts.parquet"])
        numbered = engine.keep("contract_rows", place.rows(contracts))
        none = engine.put("disagreeing", {"row": "int64", "reason": "string"}, [])
        rows = engine.keep("agreeing", place.agreeing(numbered, none))
        services = [row["service"] for row in engine.rows(rows.select("service").distinct())]
        classes = [row["usage_class"] for row in engine.rows(usage.select("usage_class").distinct())]
        uses = [(service, usage_class) for service in services for usage_class in classes]
        rates = tariffs.tariff(self.book, KNOWN_ON, uses)
        priced_by, values = engine.put("rates", *rates.rates), engine.put("values", *rates.values)
        priced = metered.priced(place.placed(usage, rows), priced_by, rates)
        totals = engine.keep("totals", metered.totals(priced, rates))
        charges = engine.keep("charges", metered.charges(totals, rows, priced_by, values))
        sums = charges.group_by("charge").agg(lines=charges.count(), amount=charges.amount.sum())
        return {row["charge"]: (row["lines"], row["amount"]) for row in engine.rows(sums)}


class ByHand(_InDuckDB):
    """As an engineer who knows DuckDB would write it: the tariff in columns, one pass, one grouping."""

    def run(self) -> CameTo:
        """Works the month out."""
        engine = self.opened()
        engine.put("rates", *self.tariff.rates)
        engine.put("values", *self.tariff.values)
        run = engine.connection.execute
        run('CREATE TABLE tariff AS SELECT r.*, v.charge FROM rates r JOIN "values" v ON r.value = v.value')
        run(BY_HAND.read_text(encoding="utf-8"))
        sums = run("SELECT charge, count(*), sum(amount) FROM charges GROUP BY charge").fetchall()
        return {charge: (lines, int(amount)) for charge, lines, amount in sums}


class Scan(_InDuckDB):
    """Only read and grouped: no join, no price."""

    def run(self) -> CameTo:
        """Reads and groups."""
        scan = "SELECT number, count(*) AS records, sum(quantity) AS quantity FROM usage GROUP BY number"
        self.opened().connection.execute(f"CREATE TABLE scanned AS {scan}")
        return {}
