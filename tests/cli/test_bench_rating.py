"""The benches, small: every contestant comes to the same yen, one that is not there is named, the table is Markdown."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from spark_needed import missing

ROOT = Path(__file__).parents[2]
YAKKAN = Path(sys.executable).with_name("yakkan")
SURROUNDINGS = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}


def bench(*words: str, **variables: str) -> subprocess.CompletedProcess:
    command = [YAKKAN, "bench", "rating", "--repeats", "1", *words]
    env = SURROUNDINGS | {"LC_ALL": "C.UTF-8"} | variables
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, check=False)


def rows(out: str) -> dict[str, list[str]]:
    """The cells of the table by the contestant's name."""
    lines = [line.strip("|").split("|") for line in out.splitlines() if line.startswith("| ")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines}


def test_the_mixed_month_comes_to_the_same_whoever_works_it_out():
    said = bench("--mixed", "--records", "6400")
    assert said.returncode == 0, said.stdout + said.stderr
    table = rows(said.stdout)
    assert {len(cells) for cells in table.values()} == {9}
    absent = {"Polars": find_spec("polars") is None, "Spark": bool(missing())}
    assert {name: "not installed" in " ".join(table[name]) for name in absent} == absent
    for name in ["yakkan", "hand-written SQL", "PostgreSQL", *(name for name in absent if not absent[name])]:
        seconds, peak = float(table[name][0]), int(table[name][7].replace(",", ""))
        assert seconds > 0 and peak > 20, name
    assert "yakkan, hand-written SQL" in said.stdout
    # 64 numbers: 28 contracts of 1,700 yen a month (one of them 21 days of 31: 1,151) and 24 of 280; 8 of them have
    # call waiting at 300; one was opened in the month, at 800
    amounts = said.stdout.rstrip().splitlines()[-1].split("; ")
    assert {"monthly 53,771", "call-waiting 2,400", "installation 800"} <= set(amounts)


def test_the_mixed_month_without_java_is_worked_out_by_the_others(tmp_path):
    said = bench("--mixed", "--records", "6400", "--only", "hand-written", "spark", JAVA_HOME=str(tmp_path))
    assert said.returncode == 0, said.stdout + said.stderr
    table = rows(said.stdout)
    assert list(table)[1:] == ["hand-written SQL", "Spark"]
    assert table["Spark"][0].startswith("not installed: ") and table["Spark"][0].endswith("java")
    assert "Measured without Spark." in said.stdout and "Java 17" in said.stdout
    assert "Equal in all 15 entries: hand-written SQL." in said.stdout


def test_the_plain_month_comes_to_the_same():
    said = bench("--records", "5000")
    assert said.returncode == 0, said.stdout + said.stderr
    assert list(rows(said.stdout))[1:] == ["yakkan", "hand-written SQL", "bare scan", "Python loop"]
    assert "Equal in all 6 entries: yakkan, hand-written SQL." in said.stdout


def test_a_contestant_who_is_not_there_is_refused():
    said = bench("--records", "5000", "--only", "abacus")
    assert said.returncode == 2
    assert "abacus" in said.stderr and "hand-written SQL" in said.stderr
