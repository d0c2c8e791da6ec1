"""An invented lake of two years, of which one partner's use was billed wrongly; whose bills, by which terms."""

from collections.abc import Iterator
from pathlib import Path

from yakkan.cli.bench.plain import records as plain
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted

MONTHS = [Month(2013, 6).after(count) for count in range(24)]
PARTNERS = ("BENCH1", "BENCH2", "BENCH3", "BENCH4")
"""Of 10,000 records 1 is of the first, 10 of the second, 100 of the third, 1,139 of the last, the rest at home."""
_SERVICE = """
    COPY (SELECT * REPLACE (if(service = 'world-wing', 'bench-roaming', service) AS service) FROM read_parquet({made}))
    TO {file} (FORMAT parquet)
"""
_BILLS = """
    COPY (
        SELECT account, month, (month || '-01')::DATE + INTERVAL 1 MONTH AS known_on
        FROM (SELECT DISTINCT account FROM read_parquet({contracts})) whose, (VALUES {months}) months (month)
        ORDER BY month, account
    ) TO {file} (FORMAT parquet)
"""


def lake_files(folder: Path) -> Iterator[tuple[Month, Path]]:
    """The file of each month."""
    for month in MONTHS:
        yield month, folder / f"month={month}.parquet"


def make(engine: DuckDB, folder: Path, count: int, numbers: int) -> None:
    """About `count` records of `numbers` numbers: the files of the lake, `contracts.parquet` and `bills.parquet`."""
    contracts = folder / "contracts.parquet"
    plain.contracts(engine, numbers, folder / "made.parquet")
    engine.connection.execute(_SERVICE.format(made=quoted(folder / "made.parquet"), file=quoted(contracts)))
    months = ", ".join(f"('{month}')" for month in MONTHS)
    engine.connection.execute(
        _BILLS.format(contracts=quoted(contracts), months=months, file=quoted(folder / "bills.parquet"))
    )
    of_month = count // len(MONTHS)
    for place, (month, file) in enumerate(lake_files(folder)):
        _month(engine, month, range(place * of_month, (place + 1) * of_month), (numbers, file))


def _month(engine: DuckDB, month: Month, ids: range, out: tuple[int, Path]) -> None:
    """A month's records, sorted as the lake is."""
    numbers, file = out
    home = ", ".join(quoted(name) for name in plain.CLASSES[:-1])
    seconds = month.days * 86_400
    engine.connection.execute(f"""
        COPY (
            SELECT i::VARCHAR AS record_id,
                if(abroad, '090', '050') || lpad(whose::VARCHAR, 8, '0') AS number,
                split_part(usage_class, '|', 1) AS kind, split_part(usage_class, '|', 2) AS direction,
                split_part(usage_class, '|', 3) AS peer, '' AS peer_number, split_part(usage_class, '|', 4) AS country,
                split_part(usage_class, '|', 5) AS partner, '' AS gateway, usage_class,
                TIMESTAMP '{month.first}' + to_seconds(mixed % {seconds}) AS started_at,
                TIMESTAMP '{month.first}' + to_seconds(mixed % {seconds} - 32400) AS started_utc,
                (mixed // 7 % 600)::BIGINT AS quantity, 'bench' AS file, i AS line
            FROM (
                SELECT i, mixed, abroad, if(abroad, spread // 8 * 8 + 7, spread // 8 * 8 + mixed % 7) AS whose,
                    CASE WHEN part < 1 THEN 'packet|out|||BENCH1|' WHEN part < 11 THEN 'packet|out|||BENCH2|'
                        WHEN part < 111 THEN 'packet|out|||BENCH3|' WHEN abroad THEN 'packet|out|||BENCH4|'
                        ELSE [{home}][1 + (mixed // 11 % 7)::INTEGER] END AS usage_class
                FROM (
                    SELECT i, (hash(i) % 4000000000)::BIGINT AS mixed, (hash(i + 7) % 10000)::BIGINT AS part,
                        part < 1250 AS abroad, (hash(i + 77) % {numbers // 8 * 8})::BIGINT AS spread
                    FROM range({ids.start}, {ids.stop}) counted (i)
                ) hashed
            ) made ORDER BY kind, partner, started_at, record_id
        ) TO {quoted(file)} (FORMAT parquet)""")
