"""The same usage rated on both engines leaves the same files, byte for byte."""

from pathlib import Path

from rated_months import rate_months
from test_shapes_agree import rated_services

from random_month import random_month
from spark_needed import needs_spark

pytestmark = needs_spark


def files(out: Path) -> dict[str, bytes]:
    """Every file of a run's folder."""
    return {file.name: file.read_bytes() for file in out.iterdir()}


def test_random_months(tmp_path):
    """Two calendar months: one in which the rate of tax changes, one in which it does not."""
    seeds = [seed for seed in range(150) if random_month(seed).month in ("2019-10", "2015-06")]
    counts = {}
    for engine in ("duckdb", "spark"):
        runs = rate_months(seeds, tmp_path / engine, engine)
        assert len(runs) == 2 and all(run.counts["quarantined"] for run in runs)
        counts[engine] = [run.counts for run in runs]
    assert counts["duckdb"] == counts["spark"]
    for month in ("2019-10", "2015-06"):
        assert files(tmp_path / "spark" / month / "out") == files(tmp_path / "duckdb" / month / "out")


def test_random_services_with_bands_allowances_and_discounts(tmp_path):
    out = {}
    for engine in ("duckdb", "spark"):
        (tmp_path / engine).mkdir()
        out[engine] = rated_services("2015-12", tmp_path / engine, engine)[2]
    assert files(out["spark"]) == files(out["duckdb"])
