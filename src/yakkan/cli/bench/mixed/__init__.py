"""The mixed month: May 2015, from records to lines, discounts and tax, with every shape of clause.

Bands, an allowance, increments, a maximum, record rounding, options, 着割 and a discount of some percent. What is
compared: of each entry its lines, their yen and the sum of the squares of these, and the tax.
"""

from yakkan.cli.bench.contest import Entrant, Setting
from yakkan.cli.bench.mixed import records
from yakkan.engines import DuckDB

_HERE = "yakkan.cli.bench.mixed"
ENTRANTS = [
    Entrant("yakkan", f"{_HERE}.by_yakkan:ByYakkan"),
    Entrant("hand-written SQL", f"{_HERE}.by_hand:ByHand"),
    Entrant("Polars", f"{_HERE}.in_polars:InPolars", needs=("polars",)),
    Entrant("PostgreSQL", f"{_HERE}.in_postgres:InPostgres"),
    Entrant("Spark", f"{_HERE}.in_spark:InSpark", needs=("pyspark",), runs=("java",)),
]
SUMS = """
    SELECT entry, count(*), sum(yen), sum(yen * yen) FROM lines GROUP BY entry
    UNION ALL
    SELECT 'tax of ' || tax_class, count(*), sum(tax), sum(base) FROM taxes GROUP BY tax_class
"""
"""What is compared, of tables `lines` and `taxes`."""


def numbers(count: int) -> int:
    """How many numbers so many records belong to."""
    return max(count // 100, 64)


def make_records(setting: Setting) -> None:
    """Writes contracts and usage into the setting's folder."""
    engine = DuckDB(threads=setting.threads, memory=setting.memory, spill=setting.folder / "spill-making")
    records.contracts(engine, numbers(setting.records), setting.folder / "contracts.parquet")
    records.usage(engine, setting.records, numbers(setting.records), setting.folder / "usage.parquet")
