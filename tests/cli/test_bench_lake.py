"""The bench of a correction over a lake, small: the audit finds what hand-written SQL finds, to the yen."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
YAKKAN = Path(sys.executable).with_name("yakkan")


def test_the_audit_finds_what_sql_finds():
    command = [YAKKAN, "bench", "lake", "--records", "48000", "--repeats", "1"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.count("| audit ") == said.stdout.count("| hand-written SQL ") == 3
    assert "Billed too much, equal in the audit and in hand-written SQL: " in said.stdout
