"""Invented records with what was billed for them, as a canonical Parquet file, and a CSV of contracts."""

from yakkan.cli.bench.contest import Setting
from yakkan.cli.bench.plain import numbers, records
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted

_BILLED = """
    CASE usage_class
        WHEN 'voice|out|fixed|||' THEN ((quantity + 179) // 180 * 8)::VARCHAR
        WHEN 'voice|out|ip050|||' THEN ((quantity + 179) // 180 * 8)::VARCHAR
        WHEN 'voice|out|mobile|||' THEN ((quantity + 59) // 60 * 16)::VARCHAR
        WHEN 'voice|out|international|US||' THEN ((quantity + 59) // 60 * 9)::VARCHAR
        WHEN 'packet|out|||DEUE2|' THEN
            (if(quantity = 0, 0, 100) + greatest(quantity - 100, 0) * 0.2)::DECIMAL(18, 1)::VARCHAR
        ELSE '0' END"""
"""By the terms, but for packets: 100 yen up to 100 packets in the place of 50 up to 50."""


def make_records(setting: Setting) -> None:
    """Writes `billed.parquet` and `contracts.csv` into the setting's folder."""
    folder, count = setting.folder, numbers(setting.records)
    engine = DuckDB(threads=setting.threads, memory=setting.memory, spill=folder / "spill-making")
    records.contracts(engine, count, folder / "contracts.parquet")
    records.usage(engine, setting.records, count, folder / "usage.parquet")
    run = engine.connection.execute
    run(
        "COPY (SELECT record_id, number, kind, direction, peer, peer_number, country, partner, gateway, started_at,"
        f" quantity, {_BILLED} AS billed_yen FROM read_parquet({quoted(folder / 'usage.parquet')}))"
        f" TO {quoted(folder / 'billed.parquet')} (FORMAT parquet)"
    )
    run(
        "COPY (SELECT contract, account, customer, service, number"
        f" FROM read_parquet({quoted(folder / 'contracts.parquet')}))"
        f" TO {quoted(folder / 'contracts.csv')} (FORMAT csv, HEADER)"
    )
