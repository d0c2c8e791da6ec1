"""The demo, run for real with all its customers; what it says is worked out again from its files by plain Python."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

from oracle import bill_month
from yakkan.cli.demo import files

BOOK = Path(__file__).parents[2] / "book"
MONTHS = ("2026-08", "2026-09", "2026-10")
FILES = "0a67519fe0765346f04a337115d7d69862d7bf9338bce529b7c59cc5c7300d30"
INVENTED = files.invent()
_YAKKAN = "import sys; from yakkan.cli import main; sys.exit(main())"
_ASKED = """
import json, sys
from pathlib import Path
from yakkan.project import state
with state.open(Path(sys.argv[1])):
    from yakkan.apps.billing.models import Bill, BillLine, BillTax, Delivery, Entry, ParkedBill
    lines = BillLine.objects.values("bill", "contract", "kind", "entry", "yen")
    told = {
        "bills": list(Bill.objects.values("bill", "account", "month", "before_tax", "tax", "total")),
        "lines": list(lines),
        "taxes": list(BillTax.objects.values("bill", "percent", "tax")),
        "owed": list(Entry.objects.filter(kind="receivable").values("account", "yen")),
        "entries": sum(Entry.objects.values_list("yen", flat=True)),
        "parked": list(ParkedBill.objects.values("account", "month", "reason")),
    }
print(json.dumps(told))
"""


class Demo:
    """A finished demo: what it printed, its files, and what the state holds after it."""

    def __init__(self, data: Path) -> None:
        self.data, self.files = data, data / "demo"
        self.said = self.run("demo", "--no-serve")
        asked = subprocess.run([sys.executable, "-c", _ASKED, str(data)], capture_output=True, text=True, check=True)
        self.state = json.loads(asked.stdout)

    def run(self, *words: str, code: int = 0, locale: str = "C.UTF-8") -> str:
        command = [sys.executable, "-c", _YAKKAN, *words, "--book", str(BOOK), "--data", str(self.data)]
        environment = {**os.environ, "LC_ALL": locale}
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((self.files / name).read_text(encoding="utf-8"))))

    @cached_property
    def contracts(self) -> list[dict[str, str]]:
        return [*self.rows("contracts.csv"), *self.rows("contracts-2026-10.csv")]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo") / "data"
    yield Demo(data)
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip())


@pytest.fixture(scope="module")
def by_hand(demo: Demo) -> dict:
    """The oracle's months, from what really happened."""
    truth, contracts = INVENTED.truth, demo.contracts
    return {month: bill_month(month, contracts, truth) for month in MONTHS}


def test_the_same_files_each_time(demo: Demo) -> None:
    for name, text in INVENTED.files.items():
        assert (demo.files / name).read_bytes() == text.encode(), name
    every = b"".join((demo.files / name).read_bytes() for name in sorted(INVENTED.files))
    assert hashlib.sha256(every).hexdigest() == FILES


def test_every_record_of_the_files_is_rated_quarantined_or_a_duplicate(demo: Demo) -> None:
    received, duplicate = _received(demo)
    counts = re.search(r"([\d,]+)  = ([\d,]+) rated \+ ([\d,]+) quarantined \+ ([\d,]+) duplicate", demo.said)
    told, rated, quarantined, twice = (int(count.replace(",", "")) for count in counts.groups())
    assert (told, twice) == (received, duplicate) == (rated + quarantined + twice, 1)
    # Bad are two of August, one of September, one call of nobody's number, one kind without meaning;
    # without price are two countries' use and a number given up; the rest is the number of two contracts.
    disputed = _uses_in("2026-10", demo.rows("contracts-2026-10.csv")[0]["number"])
    assert quarantined == 5 + 3 + disputed


def _received(demo: Demo) -> tuple[int, int]:
    """Records in the files (the second delivery of August counts for nothing), and how many are the same again."""
    canonical = [row for month in MONTHS[:2] for row in demo.rows(f"usage-{month}.csv")]
    again = Counter(tuple(row.values()) for row in canonical)
    master = csv.reader(io.StringIO((demo.files / "Master.csv").read_text(encoding="utf-8")))
    parties = {row[19]: (row[1], row[2], row[9][:10]) for row in master if row[14] == "ANSWERED"}
    calls = sum(max(1, _ours(demo, caller, day) + _ours(demo, called, day)) for caller, called, day in parties.values())
    return len(canonical) + calls + len(demo.rows("roaming.csv")), sum(again.values()) - len(again)


def _ours(demo: Demo, number: str, day: str) -> bool:
    held = [row for row in demo.contracts if row["number"] == number]
    return any(row["from"] <= day <= (row["until"] or "9999") for row in held)


def _uses_in(month: str, number: str) -> int:
    return sum(row["number"] == number and row["started_at"].startswith(month) for row in INVENTED.truth)


def test_the_bills_are_those_of_the_accounts_that_have_something_to_pay(demo: Demo, by_hand: dict) -> None:
    expected = {
        f"{account}-{month}"
        for month, result in by_hand.items()
        for account in result.bills
        if any(charged == account for charged in _charged(demo, result))
    }
    assert {bill["bill"] for bill in demo.state["bills"]} == expected
    assert [(one["account"], one["month"]) for one in _once(demo.state["parked"])] == [("A012", "2026-10")]
    assert {one["reason"] for one in demo.state["parked"]} == by_hand["2026-10"].parked["A012"]


def _charged(demo: Demo, result) -> set[str]:
    """Accounts with a charge, be it of 0 yen for free calls."""
    accounts = {row["contract"]: row["account"] for row in demo.contracts}
    charged = {account for account, bill in result.bills.items() if bill.charges}
    return charged | {accounts[contract] for contract, _ in result.records}


def _once(rows: list[dict]) -> list[dict]:
    return [
        row for place, row in enumerate(rows) if row["account"] not in {before["account"] for before in rows[:place]}
    ]


def test_every_bill_is_the_oracles_to_the_yen(demo: Demo, by_hand: dict) -> None:
    lines, taxes = demo.state["lines"], demo.state["taxes"]
    for bill in demo.state["bills"]:
        expected = by_hand[bill["month"]].bills[bill["account"]]
        own = [line for line in lines if line["bill"] == bill["bill"]]
        assert _summed(own, 1, "usage", "monthly") == expected.charges, bill
        assert _summed(own, -1, "discount") == expected.discounts, bill
        found = {f"{tax['percent']}%": tax["tax"] for tax in taxes if tax["bill"] == bill["bill"] and tax["percent"]}
        assert found == expected.tax, bill
        assert (bill["before_tax"], bill["total"]) == (expected.before_tax, expected.total), bill


def _summed(lines: list[dict], sign: int, *kinds: str) -> dict[tuple[str, str], int]:
    summed = Counter()
    for line in lines:
        if line["kind"] in kinds and line["yen"]:
            summed[line["contract"], line["entry"]] += sign * line["yen"]
    return dict(summed)


def test_the_ledger_is_the_bills(demo: Demo) -> None:
    for account in ("A001", "A005-3", "A012"):
        owed = sum(entry["yen"] for entry in demo.state["owed"] if entry["account"] == account)
        assert owed == sum(bill["total"] for bill in demo.state["bills"] if bill["account"] == account) > 0
    total = sum(bill["total"] for bill in demo.state["bills"])
    assert (sum(entry["yen"] for entry in demo.state["owed"]), demo.state["entries"]) == (total, 0)
    assert f"by the ledger {total:,} yen are owed" in demo.said


def test_the_people_of_the_demo(demo: Demo, by_hand: dict) -> None:
    assert len(demo.rows("customers.csv")) == 200
    assert max(len(row["name"]) for row in demo.rows("customers.csv")) == 25
    september, october = by_hand["2026-09"], by_hand["2026-10"]
    assert september.bills["A006"].charges["C006", "monthly"] == 158  # 280 × 17 / 30, moved out on the 17th
    assert october.bills["A007"].charges["C007", "monthly"] == 198  # 280 × 22 / 31, joined on the 10th
    assert {contract for contract, _ in september.bills["A010"].charges} == {"C010", "C010-2"}
    assert any(entry.startswith("packet-de") for _, entry in september.bills["A003"].charges)
    assert {"2026-09-17", ""} >= {row["until"] for row in demo.contracts if row["account"] in ("A006", "A001")}


def test_a_mended_account_is_billed_and_the_demo_told_again(demo: Demo) -> None:
    """Last: what the demo advises is done."""
    again = demo.run("demo", locale="ja_JP.UTF-8")
    assert "2026-10 ご利用分の請求書 " in again
    assert "請求できなかったもの: 請求番号 A012" in again
    mended = (demo.files / "contracts.csv").read_text(encoding="utf-8")
    mended = re.sub(r"(?m)^(C012,.*,)$", r"\g<1>2026-09-30", mended)
    (demo.files / "contracts.csv").write_text(mended, encoding="utf-8")
    demo.run("load", "contracts", str(demo.files / "contracts.csv"))
    assert "bills: 1" in demo.run("bill", "2026-10", "--confirm", "--as", "billing-demo")
    after = demo.run("demo")
    assert ("contracts.csv" in after, "Not billed" in after, "differs from the demo's" in after) == (True, False, True)
    assert (demo.files / "contracts.csv").read_text(encoding="utf-8") == mended
    (demo.data / "stranger.csv").write_text("customer,name\nX1,Ray Example\n", encoding="utf-8")
    demo.run("load", "customers", str(demo.data / "stranger.csv"))
    assert "--data" in demo.run("demo", code=2)
