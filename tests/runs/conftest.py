"""The random months are rated once and looked at by several tests."""

import pytest
from rated_months import Run, rate_months

MONTHS = 500


@pytest.fixture(scope="session")
def random_runs(tmp_path_factory) -> list[Run]:
    """The random months of seeds 0 to 499, rated by yakkan."""
    return rate_months(range(MONTHS), tmp_path_factory.mktemp("random-months"))
