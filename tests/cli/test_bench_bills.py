"""`yakkan bench bills`: the bills of invented files are those that hand-written SQL makes of the same files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STEPS = ["load customers", "load accounts", "load contracts", "load usage", "bill (dry run)", "confirm", "all"]


@pytest.mark.parametrize("form", ["canonical", "asterisk"])
def test_the_bills_are_those_of_hand_written_sql(form: str, tmp_path: Path) -> None:
    main = "import sys; from yakkan.cli import main; sys.exit(main())"
    sizes = ["--customers", "60", "--records", "2000", "--format", form]
    done = subprocess.run(
        [sys.executable, "-c", main, "bench", "bills", *sizes, "--book", str(ROOT / "book")],
        capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "60 bills, " in done.stdout
    assert done.stdout.rstrip().endswith("in total: equal to hand-written SQL.")
    rows = [line.split("|") for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [row[1].strip() for row in rows[1:8]] == STEPS
    assert all(int(row[-2]) > 0 for row in rows[1:8])
    assert list(tmp_path.iterdir()) == []
