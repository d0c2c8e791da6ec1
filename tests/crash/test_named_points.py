"""Killed at each point that a command passes and started again, it ends as the unbroken one did."""

import re
from pathlib import Path

import pytest

from tests.apps.incident_folder import POINTS as OF_A_REFUND
from tests.crash.first_start import POINTS as OF_THE_FIRST_START
from tests.crash.trials import kill_at, points_of
from tests.crash.unbroken import Unbroken
from tests.crash.workload import STEPS
from yakkan import waypoints

SOURCE = Path(__file__).parents[2] / "src"


@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_it_can_be_killed_at_every_point(found: Unbroken, step: str) -> None:
    known = found.find(step)
    points = points_of(known)
    assert points
    assert [trial for point in points if (trial := kill_at(found, known, point)).wrong] == []


def test_each_point_is_named_in_one_place_and_passed(found: Unbroken) -> None:
    in_code = {
        name
        for file in SOURCE.rglob("*.py")
        for name in re.findall(r'waypoints\.passed[(,] ?"([^"]+)"', file.read_text())
    }
    assert in_code == set(waypoints.POINTS)
    passed = {point for known in found.known for point in known.passes}
    assert passed | set(OF_THE_FIRST_START) | set(OF_A_REFUND) == set(waypoints.POINTS)


def test_what_a_step_does_twice_it_does_once(found: Unbroken) -> None:
    """Usage, bills and ledger are the same; only the audit trail tells that a file was loaded again."""
    for known in found.known:
        once, twice = known.once.state.tables, known.twice.state.tables
        assert {name for name in once if once[name] != twice[name]} <= {"records_auditevent"}, known.step.name
