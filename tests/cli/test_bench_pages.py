"""`yakkan bench pages`: the page over many bills comes to the same months as one that is written without thought."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_both_pages_come_to_the_same_months_and_nothing_is_left(tmp_path: Path) -> None:
    main = "import sys; from yakkan.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", main, "bench", "pages", "--bills", "240", "--book", str(ROOT / "book")],
        capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "240 bills, 1,440 lines, 10 accounts" in done.stdout
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines() if line.startswith("| ")
    ]
    assert [row[:3] for row in rows[1:]] == [["yakkan", "9", "5"], ["the first thought", "9", "16"]]
    assert done.stdout.rstrip().endswith("The twelve months of 10 accounts: equal on both pages.")
    assert list(tmp_path.iterdir()) == []
