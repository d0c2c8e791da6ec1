"""The bench of the audit, small: audit and rating come to the same yen, of the same records."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
YAKKAN = Path(sys.executable).with_name("yakkan")


def _bench(*given):
    command = [YAKKAN, "bench", "correction", "--records", "8000", "--repeats", "0", *given]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout.splitlines()


def test_auditing_comes_to_what_rating_comes_to():
    said = _bench()
    equal = [place for place, line in enumerate(said) if line.startswith("Equal in all 1 entries")]
    assert [said[place].split(":", 1)[1].partition(".")[0].strip() for place in equal] == [
        "at hand: audit, at hand: rating", "files: audit, files: rating",
    ]  # fmt: skip
    assert len({said[place + 1] for place in equal}) == 1
    assert sum("without one to warm up" in line for line in said) == 2


def test_records_that_are_taken_in_are_made_without_the_files():
    said = "\n".join(_bench("--only", "at"))
    assert "| at hand: audit" in said and "files" not in said
