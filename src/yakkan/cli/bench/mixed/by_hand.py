"""The mixed month as `by_hand.sql` has it: written for this one tariff."""

from pathlib import Path

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.mixed import SUMS
from yakkan.engines import DuckDB
from yakkan.rating import CONTRACTS
from yakkan.usage import SCHEMA as USAGE

_STATEMENTS = Path(__file__).with_name("by_hand.sql")


class ByHand:
    """Hand-written SQL in DuckDB."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def run(self) -> CameTo:
        """Works the month out."""
        of = self.setting
        engine = DuckDB(threads=of.threads, memory=of.memory, spill=of.folder / "spill-hand")
        engine.read("usage", USAGE, [of.folder / "usage.parquet"])
        engine.read("contracts", CONTRACTS, [of.folder / "contracts.parquet"])
        engine.connection.execute(_STATEMENTS.read_text(encoding="utf-8"))
        found = engine.connection.execute(SUMS).fetchall()
        return {entry: (int(lines), int(yen), int(more)) for entry, lines, yen, more in found}

    def close(self) -> None:
        """Each engine ends with its run."""
