"""Random months are rated in large runs and looked at by several tests."""

import pytest

from random_month import MONTHS_OF_A_BATCH
from rated_months import Run, rate_months

ENGINE = "duckdb"


@pytest.fixture(scope="class")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The random months of the batch that a class of tests names, rated by yakkan."""
    first = request.cls.batch * MONTHS_OF_A_BATCH
    return rate_months(range(first, first + MONTHS_OF_A_BATCH), tmp_path_factory.mktemp("random-months"), ENGINE)
