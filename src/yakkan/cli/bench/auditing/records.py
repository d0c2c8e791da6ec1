"""Invented records with what was billed for them: as the lake holds them, or as files on their way in."""

from contextlib import closing
from pathlib import Path

from yakkan.cli.bench.contest import Setting
from yakkan.cli.bench.plain import numbers, records
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted
from yakkan.money import UNITS_PER_YEN
from yakkan.runs.calculation import UNRATED
from yakkan.runs.intake import Intake
from yakkan.runs.rate import AtHand

_PACKETS = "if(quantity = 0, 0, 100) + greatest(quantity - 100, 0) * 0.2"
"""What was billed in the place of the terms: 100 yen up to 100 packets; the terms say 50 up to 50."""
_YEN = f"""
    CASE usage_class
        WHEN 'voice|out|fixed|||' THEN (quantity + 179) // 180 * 8
        WHEN 'voice|out|ip050|||' THEN (quantity + 179) // 180 * 8
        WHEN 'voice|out|mobile|||' THEN (quantity + 59) // 60 * 16
        WHEN 'voice|out|international|US||' THEN (quantity + 59) // 60 * 9
        WHEN 'packet|out|||DEUE2|' THEN ({_PACKETS})::DECIMAL(18, 1)
        ELSE 0 END"""
"""By the terms, but for packets."""
_FIELDS = "record_id, number, kind, direction, peer, peer_number, country, partner, gateway, started_at, quantity"
_IN_FILE = f"SELECT {_FIELDS}, ({_YEN})::DECIMAL(18, 1)::VARCHAR AS billed_yen FROM read_parquet({{usage}})"
_IN_LAKE = f"""
    SELECT *, (({_YEN}) * {UNITS_PER_YEN})::BIGINT AS billed, 'canonical' AS source FROM read_parquet({{usage}})
    ORDER BY kind, partner, started_at, record_id
"""


def make_lake(setting: Setting) -> None:
    """Writes the records as they are once they were taken in, and their contracts, into the setting's folder."""
    lake = _lake(setting)
    month = lake / "usage" / "month=2015-06"
    month.mkdir(parents=True)
    with closing(_engine(setting)) as engine:
        count = numbers(setting.records)
        records.contracts(engine, count, lake / "contracts.parquet")
        made = setting.folder / "made.parquet"
        records.usage(engine, setting.records, count, made)
        _copy(engine, _IN_LAKE.format(usage=quoted(made)), month / "usage.parquet")
        made.unlink()
        engine.write(engine.put("refused", UNRATED, []), lake / "refused.parquet")


def at_hand(setting: Setting) -> AtHand:
    """What `make_lake` wrote."""
    lake, count = _lake(setting), setting.records
    taken = Intake("bench", "", lake, count, 0, 0, 0, accepted=count, quarantined=0, duplicate=0)
    return AtHand([taken], lake / "contracts.parquet", lake / "refused.parquet")


def make_files(setting: Setting) -> None:
    """Writes `billed.parquet` and `contracts.csv` into the setting's folder."""
    folder, count = setting.folder, numbers(setting.records)
    contracts, usage = folder / "contracts.parquet", folder / "usage.parquet"
    with closing(_engine(setting)) as engine:
        records.contracts(engine, count, contracts)
        records.usage(engine, setting.records, count, usage)
        _copy(engine, _IN_FILE.format(usage=quoted(usage)), folder / "billed.parquet")
        engine.connection.execute(
            f"COPY (SELECT contract, account, customer, service, number FROM read_parquet({quoted(contracts)}))"
            f" TO {quoted(folder / 'contracts.csv')} (FORMAT csv, HEADER)"
        )


def _engine(setting: Setting) -> DuckDB:
    return DuckDB(threads=setting.threads, memory=setting.memory, spill=setting.folder / "spill-making")


def _copy(engine: DuckDB, query: str, file: Path) -> None:
    engine.connection.execute(f"COPY ({query}) TO {quoted(file)} (FORMAT parquet)")


def _lake(setting: Setting) -> Path:
    return setting.folder / "lake"
