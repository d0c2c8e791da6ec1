"""`yakkan bench documents`, small: each contestant's bill holds the same texts; who is not there is named."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
YAKKAN = Path(sys.executable).with_name("yakkan")


def test_a_bill_is_set_by_each_who_is_there() -> None:
    command = [YAKKAN, "bench", "documents", "--records", "2", "--repeats", "1"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"}, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    rows = {cells[1].strip(): cells for line in said.stdout.splitlines() if len(cells := line.split("|")) > 3}
    assert 0 < float(rows["yakkan"][2]) < 1000
    for name, module in (("WeasyPrint", "weasyprint"), ("ReportLab", "reportlab")):
        if find_spec(module) is None:
            assert f"not installed: {module}" in " ".join(rows[name])
            assert f"Measured without {name}" in said.stdout
    if find_spec("pypdfium2"):
        assert "Every bill holds all of the same texts: yakkan" in said.stdout
