"""The workload run once, unbroken, for all tests of a process."""

from collections.abc import Iterator

import pytest

from tests.crash.unbroken import Unbroken, unbroken


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unbroken]:
    with unbroken(tmp_path_factory.mktemp("crash") / "ground") as made:
        yield made
