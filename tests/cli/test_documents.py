"""`yakkan documents`: the bills of June 2015, found, handed out and checked; amounts worked out in test_bill."""

import csv
import hashlib
from pathlib import Path

import page
import pytest

from tests.cli.carrier import Month


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    made = Month(tmp_path_factory.mktemp("documents"))
    made.done("print", "--month", "2015-06")
    return made


def test_a_table_of_what_is_found_by_amount_and_name(month: Month) -> None:
    # A1: 305 yen, A2: 117 yen; issued on the same day.
    rows = [row.split() for row in month.done("documents").splitlines()]
    assert [(row[0], row[1], row[-3], row[-2]) for row in rows[1:-1]] == [
        ("A1-2015-06", "K1", "305", "ja"), ("A2-2015-06", "K2", "117", "en"),
    ]  # fmt: skip
    assert rows[-1] == ["documents:", "2"]
    assert "A1-2015-06" not in month.done("documents", "--most", "304")
    assert "A1-2015-06" in month.done("documents", "--least", "305", "--most", "1,000", "--customer", "花子")
    none = month("documents", "--from", "2015-01-01", "--until", "2015-06-30", locale="ja_JP.UTF-8")
    assert (none.returncode, none.stdout) == (1, "書類 0通\n")
    assert "look for documents" in month.done("trail", "documents").splitlines()[-1]
    assert month("documents", "--least", "many").returncode == 2


def test_the_files_and_their_index_are_what_is_printed(month: Month, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "Documents written to" in month.done("documents", "--out", str(out))
    with (out / "documents.csv").open(encoding="utf-8", newline="") as stream:
        index = list(csv.DictReader(stream))
    assert [(row["file"], row["name"], row["amount"]) for row in index] == [
        ("A1-2015-06.ja.pdf", "例示 花子", "305"), ("A2-2015-06.en.pdf", "Ray Example", "117"),
    ]  # fmt: skip
    for row in index:
        content = (out / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert page.is_pdf_compliant_bytes(content, profile="ua1")
        printed = tmp_path / "printed.pdf"
        month.done("print", row["subject"], "--out", str(printed))
        assert printed.read_bytes() == content
        printed.unlink()
    handed = [event for event in month.done("trail", "A2").splitlines() if "handed out as pdf" in event]
    assert len(handed) == 1
    before = month.done("trail", "A2")
    refused = month("documents", "--out", str(out))
    assert (refused.returncode, "exists already" in refused.stderr) == (2, True)
    assert month.done("trail", "A2") == before


def test_all_that_is_kept_has_the_hash_that_it_had(month: Month) -> None:
    assert month.done("documents", "--check") == "documents checked: 2, altered: 0\n"
    checked = month("documents", "--check", "--customer", "K1", locale="ja_JP.UTF-8")
    assert (checked.returncode, checked.stdout) == (0, "確かめた書類 1通、変わっていたもの 0通\n")
    assert "check documents" in month.done("trail", "documents").splitlines()[-1]
