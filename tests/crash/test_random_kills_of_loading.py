"""Killed at random moments while files are loaded, and started again at once.

Some kills a step; `python -m tests.crash` makes 200 over all steps.
"""

import pytest

from tests.crash.trials import moments
from tests.crash.unbroken import Unbroken
from tests.crash.workload import LOADING

KILLS = 3


@pytest.mark.parametrize(("seed", "step"), list(enumerate(LOADING)))
def test_killed_at_random_moments(found: Unbroken, seed: int, step: str) -> None:
    trials = list(moments(found, [step], KILLS, seed))
    assert [trial for trial in trials if trial.wrong] == []
    assert len(trials) == KILLS
