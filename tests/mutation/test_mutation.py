"""A case of the book notices each changed rule, and each change can still be made."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.mutants import MUTANTS
from tests.mutation.runner import ROOT, applies


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_change_still_applies(mutant):
    assert applies(mutant), f"{mutant.file} does not say {mutant.old!r} once: write the change anew"
    assert (ROOT / "book" / "cases" / mutant.noticed_by).is_file()


def test_each_change_has_a_name_of_its_own():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 60


def test_a_case_notices_each_change():
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutation"], cwd=Path(ROOT), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"{len(MUTANTS)} of {len(MUTANTS)} changed rules noticed"
    assert "NO LONGER APPLIES" not in done.stdout
