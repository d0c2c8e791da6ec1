"""The random months that agree with the oracle on one engine leave the same files on the other, byte for byte."""

from pathlib import Path

from rated_months import rate_months

from random_month import BATCHES, MONTHS_OF_A_BATCH
from spark_needed import needs_spark

pytestmark = needs_spark


def files(out: Path) -> dict[str, bytes]:
    """Every file of a run's folder."""
    return {file.name: file.read_bytes() for file in out.iterdir()}


def test_every_random_month_is_the_same_on_both_engines(tmp_path):
    counts = {}
    for engine in ("duckdb", "spark"):
        (tmp_path / engine).mkdir()
        run = rate_months(range(len(BATCHES) * MONTHS_OF_A_BATCH), tmp_path / engine, engine)
        assert len(run.months) == 2_000
        counts[engine] = run.counts
    assert counts["duckdb"] == counts["spark"]
    assert min(counts["duckdb"].values()) > 1_000
    out = files(tmp_path / "duckdb" / "out")
    assert set(out) >= {"charges.parquet", "lines.parquet", "quarantine.csv", "taxes.parquet"}
    assert files(tmp_path / "spark" / "out") == out
