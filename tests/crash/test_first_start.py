"""Killed while it makes server, keys and tables, the next command finishes what is missing."""

from pathlib import Path

import pytest

from tests.crash.first_start import POINTS, kill_at
from tests.crash.forks import Forks


@pytest.mark.parametrize("point", POINTS)
def test_the_first_start_can_be_killed(tmp_path: Path, point: str) -> None:
    with Forks() as forks:
        assert kill_at(forks, tmp_path / "first", point) == []
