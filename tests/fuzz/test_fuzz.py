"""Some damaged files for each reader, always the same ones; more of them, and others, with `python -m tests.fuzz`."""

import os

import pytest

from tests.fuzz.runner import run
from tests.fuzz.targets import targets

ROUNDS = int(os.environ.get("YAKKAN_FUZZ_ROUNDS", "3"))
"""How many damaged files a reader is given; quick ones eight times as many."""


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_nothing_but_the_allowed_comes_of_a_damaged_file(target):
    outcomes, findings = run(target, range(ROUNDS * target.times), "suite")
    assert not findings, "\n".join(f"seed {found.seed}\n{found.problem}" for found in findings)
    assert outcomes.total() == ROUNDS * target.times
