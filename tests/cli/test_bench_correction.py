"""The bench of the audit, small: audit and rating come to the same yen, of the same records."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
YAKKAN = Path(sys.executable).with_name("yakkan")


def test_auditing_comes_to_what_rating_comes_to():
    command = [YAKKAN, "bench", "correction", "--records", "8000", "--repeats", "0"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.count("Equal in all 1 entries: audit, rating.") == 2
    assert said.stdout.count("| audit ") == 2
