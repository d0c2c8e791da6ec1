"""`yakkan load usage FILE --dry-run` shows how records would be read, and leaves nothing behind."""

from pathlib import Path

import pytest

from command import Command

BOOK = Path(__file__).parents[2] / "book"
KAMAILIO = Path(__file__).parents[1] / "data" / "acc_cdrs.kamailio-5.6.3-sqlite.csv"
RADIUS = Path(__file__).parents[1] / "data" / "detail.freeradius-3.2.1"
CONTRACTS = "contract,account,customer,service,number\nC1,A1,K1,ocn-dotphone,05011110001\n"


@pytest.fixture(scope="module")
def command():
    with Command() as one:
        yield one


def load(command, folder, *arguments):
    before = sorted(folder.rglob("*"))
    said = command.run_in_both(["load", "--book", str(BOOK), *map(str, arguments), "--dry-run"], folder)
    assert [path for path in sorted(folder.rglob("*")) if path.name != "temporary"] == before  # no `var` either
    return said


def test_a_session_is_shown_with_what_was_made_of_it(command, tmp_path):
    said = load(command, tmp_path, "usage", RADIUS, "--format", "radius")
    assert (said["en"].code, said["en"].err, said["ja"].code) == (0, "", 0)
    shown = [" ".join(line.split()) for line in said["en"].out.splitlines()]
    assert "line 1 accepted" in shown
    assert {"User-Name 05012345678@mvno.example.jp", "→ number 05012345678", "→ quantity 12884904388"} <= set(shown)
    assert "→ started_at 2026-09-21 23:13:20" in shown
    assert shown[-1].startswith("Nothing was loaded.")
    assert "1行目  受け入れ" in said["ja"].out


def test_direction_needs_contracts(command, tmp_path):
    said = load(command, tmp_path, "usage", KAMAILIO, "--format", "kamailio")
    assert {each.code for each in said.values()} == {2}
    assert "--contracts" in said["en"].err and "--contracts" in said["ja"].err


def test_ten_records_and_their_reasons(command, tmp_path):
    (tmp_path / "contracts.csv").write_text(CONTRACTS)
    row = "1,2461367.2624016204,2461367.2624247684,{},05011110001,0312345678,{}\n"
    rows = [row.format("0", "a"), row.format("2.5", "b"), row.format("2.5", "b"), "1,2\n", row.format("x", "c")]
    header = KAMAILIO.read_text().splitlines(keepends=True)[0]
    (tmp_path / "calls.csv").write_text(header + "".join(rows) + "".join(row.format(3, i) for i in range(20)))
    said = load(
        command, tmp_path, "usage", "calls.csv", "--format", "kamailio", "--contracts", tmp_path / "contracts.csv"
    )
    lines = said["en"].out.splitlines()
    assert [line for line in lines if line.startswith("line ")] == [
        "line 2  no call",
        "line 3  accepted",
        "line 4  duplicate, not counted again",
        "line 5  quarantined",
        "line 6  quarantined",
        *[f"line {line}  accepted" for line in range(7, 12)],
    ]
    assert any("the number of columns is wrong" in line for line in lines)
    assert any("a quantity is a whole number" in line for line in lines)
    assert "列の数が合いません" in said["ja"].out


@pytest.mark.parametrize("arguments", [("customers", "x.csv"), ("contracts", "x.csv")])
def test_only_usage_is_shown(command, tmp_path, arguments):
    said = load(command, tmp_path, *arguments)
    assert {each.code for each in said.values()} == {2}
