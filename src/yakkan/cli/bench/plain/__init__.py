"""The plain month: June 2015, metered records of two services; what is compared is the amount of each charge."""

from yakkan.cli.bench.contest import Entrant, Setting
from yakkan.cli.bench.plain import records
from yakkan.engines import DuckDB

LOOPED = 500_000
"""So many records are enough for a loop in Python."""

_HERE = "yakkan.cli.bench.plain"
ENTRANTS = [
    Entrant("yakkan", f"{_HERE}.contestants:ByYakkan"),
    Entrant("hand-written SQL", f"{_HERE}.contestants:ByHand"),
    Entrant("bare scan", f"{_HERE}.contestants:Scan", compared=False),
    Entrant("Python loop", f"{_HERE}.loop:Loop", compared=False, records=LOOPED),
]


def numbers(count: int) -> int:
    """How many numbers so many records belong to."""
    return max(count // 100, 8)


def make_records(setting: Setting) -> None:
    """Writes contracts and usage into the setting's folder."""
    engine = DuckDB(threads=setting.threads, memory=setting.memory, spill=setting.folder / "spill-making")
    records.contracts(engine, numbers(setting.records), setting.folder / "contracts.parquet")
    records.usage(engine, setting.records, numbers(setting.records), setting.folder / "usage.parquet")
