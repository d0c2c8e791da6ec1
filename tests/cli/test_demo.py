"""The demo, run for real in a small world; what it says is worked out again from its files by plain Python."""

import csv
import hashlib
import http.cookiejar
import io
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path

import pytest
from pdf_reader import page_texts, structure, violations

from oracle import bill_month
from yakkan.cli.demo import files, usage
from yakkan.cli.demo.people import Size, register

BOOK = Path(__file__).parents[2] / "book"
SIZE = Size(customers=60, months=3)
SMALL = ("--customers", "60", "--months", "3")
MONTHS = ("2026-08", "2026-09", "2026-10")
FILES = "f8a6135efb3847da0d500ceccda8f1f055c665dbd87baab4045e63cf2dbe8d49"
LATE = "A0017"
_YAKKAN = "import sys; from yakkan.cli import main; sys.exit(main())"
_ASKED = """
import json, sys
from pathlib import Path
from yakkan.project import state
with state.open(Path(sys.argv[1])):
    from yakkan.apps.billing.models import Bill, BillLine, BillTax, Delivery, Entry, ParkedBill
    lines = BillLine.objects.values("bill", "contract", "kind", "entry", "month", "yen")
    told = {
        "bills": list(Bill.objects.values("bill", "account", "month", "before_tax", "tax", "total")),
        "lines": list(lines),
        "taxes": list(BillTax.objects.values("bill", "percent", "tax")),
        "owed": list(Entry.objects.filter(kind="receivable").values("account", "yen")),
        "entries": sum(Entry.objects.values_list("yen", flat=True)),
        "parked": list(ParkedBill.objects.values("account", "month", "reason")),
        "deliveries": Delivery.objects.count(),
    }
print(json.dumps(told))
"""


class Demo:
    """A finished demo: what it printed, its files, and what the state holds after it."""

    def __init__(self, data: Path) -> None:
        self.data, self.files = data, data / "demo"
        self.said = self.run("demo", "--no-serve", *SMALL)
        self.state = self.ask()

    def ask(self) -> dict:
        asked = subprocess.run(
            [sys.executable, "-c", _ASKED, str(self.data)], capture_output=True, text=True, check=True
        )
        return json.loads(asked.stdout)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-c", _YAKKAN, *words, "--book", str(BOOK), "--data", str(self.data)]

    def run(self, *words: str, code: int = 0, locale: str = "C.UTF-8") -> str:
        environment = {**os.environ, "LC_ALL": locale}
        done = subprocess.run(self.command(*words), capture_output=True, text=True, encoding="utf-8", env=environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((self.files / name).read_text(encoding="utf-8"))))

    @cached_property
    def contracts(self) -> list[dict[str, str]]:
        return [*self.rows("contracts.csv"), *self.rows("contracts-2026-10.csv")]

    @cached_property
    def truth(self) -> list[dict[str, str]]:
        return usage.truth(files.invent(SIZE).engine)


class Visitor:
    """Someone with a browser's cookies."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(self.jar)

    def signs_in(self, name: str, password: str) -> str:
        """The address of the page that he is sent to."""
        form = self.opener.open(f"{self.site}/account/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": name, "password": password}).encode()
        return self.opener.open(f"{self.site}/account/login/", sent).url.removeprefix(self.site)

    def status(self, path: str) -> int:
        try:
            return self.opener.open(self.site + path).status
        except urllib.error.HTTPError as refused:
            return refused.code


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo") / "data"
    yield Demo(data)
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip())


@pytest.fixture(scope="module")
def by_hand(demo: Demo) -> dict:
    """The oracle's months, from what really happened; "late" is September with the calls that came late."""
    in_time = [row for row in demo.truth if not row["record_id"].startswith("late")]
    months = {month: bill_month(month, demo.contracts, in_time) for month in MONTHS}
    return {**months, "late": bill_month("2026-09", demo.contracts, demo.truth)}


def test_the_same_files_each_time(demo: Demo, tmp_path: Path) -> None:
    files.write(SIZE, tmp_path)
    made = sorted(file.name for file in tmp_path.glob("*.csv"))
    assert len(made) == 4 + 3 + 3
    for name in made:
        assert (demo.files / name).read_bytes() == (tmp_path / name).read_bytes(), name
    every = b"".join((tmp_path / name).read_bytes() for name in made)
    assert hashlib.sha256(every).hexdigest() == FILES


def test_every_record_of_the_files_is_rated_quarantined_or_a_duplicate(demo: Demo) -> None:
    received, duplicate = _received(demo)
    counts = re.search(r"([\d,]+)  = ([\d,]+) rated \+ ([\d,]+) quarantined \+ ([\d,]+) duplicate", demo.said)
    told, rated, quarantined, twice = (int(count.replace(",", "")) for count in counts.groups())
    assert (told, twice) == (received, duplicate) == (rated + quarantined + twice, 1)
    # Bad are two of August, one of September, one call of nobody's number, one kind without meaning;
    # without price are two countries' use and a number given up; the rest is the number of two contracts.
    disputed = _uses_in(demo, "2026-10", demo.rows("contracts-2026-10.csv")[0]["number"])
    assert quarantined == 5 + 3 + disputed


def _received(demo: Demo) -> tuple[int, int]:
    """Records in the files (the second delivery of August counts for nothing), and how many are the same again."""
    canonical = [row for name in (*files.usage_files(SIZE), "late.csv") for row in demo.rows(name)]
    again = Counter(tuple(row.values()) for row in canonical)
    master = csv.reader(io.StringIO((demo.files / "Master.csv").read_text(encoding="utf-8")))
    parties = {row[19]: (row[1], row[2], row[9][:10]) for row in master if row[14] == "ANSWERED"}
    calls = sum(max(1, _ours(demo, caller, day) + _ours(demo, called, day)) for caller, called, day in parties.values())
    return len(canonical) + calls + len(demo.rows("roaming.csv")), sum(again.values()) - len(again)


def _ours(demo: Demo, number: str, day: str) -> bool:
    held = [row for row in demo.contracts if row["number"] == number]
    return any(row["from"] <= day <= (row["until"] or "9999") for row in held)


def _uses_in(demo: Demo, month: str, number: str) -> int:
    return sum(row["number"] == number and row["started_at"].startswith(month) for row in demo.truth)


def test_the_bills_are_those_of_the_accounts_that_have_something_to_pay(demo: Demo, by_hand: dict) -> None:
    expected = {
        f"{account}-{month}"
        for month in MONTHS
        for account in by_hand[month].bills
        if any(charged == account for charged in _charged(demo, by_hand[month]))
    }
    assert {bill["bill"] for bill in demo.state["bills"]} == expected
    assert {(one["account"], one["month"]) for one in demo.state["parked"]} == {("A0012", "2026-10")}
    assert {one["reason"] for one in demo.state["parked"]} == by_hand["2026-10"].parked["A0012"]


def _charged(demo: Demo, result) -> set[str]:
    """Accounts with a charge, be it of 0 yen for free calls."""
    accounts = {row["contract"]: row["account"] for row in demo.contracts}
    charged = {account for account, bill in result.bills.items() if bill.charges}
    return charged | {accounts[contract] for contract, _ in result.records}


def test_every_bill_is_the_oracles_to_the_yen(demo: Demo, by_hand: dict) -> None:
    taxes = demo.state["taxes"]
    for bill in demo.state["bills"]:
        expected = by_hand[bill["month"]].bills[bill["account"]]
        own = [line for line in _lines_of(demo, bill["bill"]) if line["month"] == bill["month"]]
        assert _summed(own, 1, "usage", "monthly", "one_off") == expected.charges, bill
        assert _summed(own, -1, "discount") == expected.discounts, bill
        if bill["bill"] != f"{LATE}-2026-10":
            assert len(own) == len(_lines_of(demo, bill["bill"]))
            found = {
                f"{tax['percent']}%": tax["tax"] for tax in taxes if tax["bill"] == bill["bill"] and tax["percent"]
            }
            assert found == expected.tax, bill
            assert (bill["before_tax"], bill["total"]) == (expected.before_tax, expected.total), bill


def _lines_of(demo: Demo, bill: str) -> list[dict]:
    return [line for line in demo.state["lines"] if line["bill"] == bill]


def _summed(lines: list[dict], sign: int, *kinds: str) -> dict[tuple[str, str], int]:
    summed = Counter()
    for line in lines:
        if line["kind"] in kinds and line["yen"]:
            summed[line["contract"], line["entry"]] += sign * line["yen"]
    return dict(summed)


def test_what_came_late_is_on_the_next_bill(demo: Demo, by_hand: dict) -> None:
    """The difference between September with and without three calls, to mobile, to the United States and to a line."""
    bill = next(bill for bill in demo.state["bills"] if bill["bill"] == f"{LATE}-2026-10")
    late = [line for line in _lines_of(demo, bill["bill"]) if line["month"] == "2026-09"]
    own, before, after = (by_hand[month].bills[LATE] for month in ("2026-10", "2026-09", "late"))
    difference = {entry: yen for entry, yen in (Counter(after.charges) - Counter(before.charges)).items()}
    assert {entry for _, entry in difference} >= {"mobile", "international-us", "domestic-fixed"}
    assert _summed(late, 1, "usage") == difference
    assert bill["before_tax"] == own.before_tax + after.before_tax - before.before_tax
    base = own.bases["10%"] + after.bases["10%"] - before.bases["10%"]
    assert bill["total"] == bill["before_tax"] + floor(Fraction(base * 10, 100))


def test_the_ledger_is_the_bills(demo: Demo) -> None:
    for account in ("A0001", "A0005-3", "A0012"):
        owed = sum(entry["yen"] for entry in demo.state["owed"] if entry["account"] == account)
        assert owed == sum(bill["total"] for bill in demo.state["bills"] if bill["account"] == account) > 0
    total = sum(bill["total"] for bill in demo.state["bills"])
    assert (sum(entry["yen"] for entry in demo.state["owed"]), demo.state["entries"]) == (total, 0)
    assert f"by the ledger {total:,} yen are owed" in demo.said


def test_the_people_of_the_demo(demo: Demo, by_hand: dict) -> None:
    people = {row["customer"]: row for row in demo.rows("customers.csv")}
    assert len(people) == 60
    assert max(len(row["name"]) for row in people.values()) == len(people["K0008"]["name"]) == 25
    assert (people["K0009"]["language"], people["K0013"]["name"]) == ("en", "髙見本 𠮷子")
    methods = {row["account"]: (row["method"], row["delivery"]) for row in demo.rows("accounts.csv")}
    assert methods["A0014"] == ("bill", "paper")
    services = {"A0003": {"ocn-dotphone", "world-wing"}, "A0015": {"ocn-mobile-one"}, "A0016": {"example-line"}}
    for account, expected in services.items():
        assert {row["service"] for row in demo.contracts if row["account"] == account} == expected
    assert len({row["contract"] for row in demo.contracts if row["plan"] == "P0004"}) == 3
    assert len({row["account"] for row in demo.contracts if row["group"] == "G0005"}) == 3


def test_the_people_pay_for_what_they_show(demo: Demo, by_hand: dict) -> None:
    september, october = by_hand["2026-09"], by_hand["2026-10"]
    assert september.bills["A0006"].charges["C0006", "monthly"] == 158  # 280 × 17 / 30, moved out on the 17th
    assert september.bills["A0007"].charges["C0007", "monthly"] == 196  # 280 × 21 / 30, joined on the 10th
    assert {contract for contract, _ in september.bills["A0010"].charges} == {"C0010", "C0010-2"}
    assert any(entry.startswith("packet-de") for _, entry in september.bills["A0011"].charges)
    assert all(by_hand[month].bills["A0015"].charges["C0015", "data"] > 0 for month in MONTHS)
    assert {"call-waiting", "voicemail"} <= {entry for _, entry in october.bills["A0016"].charges}
    whole, moved = register(Size()), {row["contract"]: row["until"] for row in register(Size()).contracts}
    assert (len(whole.customers), moved["C0006"]) == (2000, "2026-05-17")


def test_each_bill_that_is_worth_a_look_is_there(demo: Demo) -> None:
    bills = {bill["bill"] for bill in demo.state["bills"]}
    looks = re.findall(r"yakkan (?:explain|print) (A\S+)", demo.said)
    assert len(looks) == 8 and set(looks) <= bills
    printed = demo.data / "bill.pdf"
    demo.run("print", "A0013-2026-10", "--out", str(printed))
    assert printed.read_bytes().startswith(b"%PDF")


def test_a_second_start_goes_straight_to_the_pages(demo: Demo) -> None:
    """As a member and as a clerk: each is sent to the pages that are for him, and to no others."""
    served = subprocess.Popen(
        demo.command("demo", "--address", "127.0.0.1:0"), stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    said, site = [], None
    while not site:
        said.append(next(served.stdout))
        site = re.search(r"The pages are at (http://127\.0\.0\.1:(\d+))", said[-1])
    kept = demo.files / "sign-ins"
    password = kept.read_text(encoding="ascii").split()[0]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and password in "".join(said)
    member, clerk = (Visitor(site[1]) for _ in range(2))
    assert member.signs_in("late@demo.example", password) == "/my/"
    assert clerk.signs_in("clerk@demo.example", password) == "/desk/"
    assert (member.status("/desk/"), clerk.status("/desk/")) == (403, 200)
    served.send_signal(signal.SIGINT)
    said += served.stdout.read()
    assert served.wait() == 0
    assert "nothing is loaded or billed again" in said[1]
    assert demo.ask()["deliveries"] == demo.state["deliveries"] == 6


def test_a_port_that_is_taken_is_told_of_before_anything_else(demo: Demo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        said = demo.run("demo", "--address", address, code=2)
    assert (said.count("\n"), f"{address}" in said, "--address" in said) == (1, True, True)


def test_another_size_is_another_folder(demo: Demo) -> None:
    assert "60 customers and 3 months" in demo.run("demo", "--no-serve", "--months", "4", code=2)


def test_a_mended_account_is_billed_and_the_demo_told_again(demo: Demo) -> None:
    """Last: what the demo advises is done."""
    again = demo.run("demo", "--no-serve", locale="ja_JP.UTF-8")
    assert "すべての月が発行済みです" in again
    assert "請求できなかったもの: 請求番号 A0012" in again
    mended = (demo.files / "contracts.csv").read_text(encoding="utf-8")
    mended = re.sub(r"(?m)^(C0012,.*,)$", r"\g<1>2026-09-30", mended)
    (demo.files / "contracts.csv").write_text(mended, encoding="utf-8")
    demo.run("load", "contracts", str(demo.files / "contracts.csv"))
    assert "bills: 1" in demo.run("bill", "2026-10", "--confirm", "--as", "billing-demo")
    after = demo.run("demo", "--no-serve")
    assert "Not billed" not in after
    assert (demo.files / "contracts.csv").read_text(encoding="utf-8") == mended
    (demo.data / "stranger.csv").write_text("customer,name\nX1,Ray Example\n", encoding="utf-8")
    demo.run("load", "customers", str(demo.data / "stranger.csv"))
    assert "--data" in demo.run("demo", "--no-serve", code=2)


def test_every_document_of_a_month_is_valid_and_says_the_whole_bill(demo: Demo, tmp_path: Path) -> None:
    demo.run("print", "--month", "2026-10")
    demo.run("documents", "--from", "2026-11-01", "--until", "2026-11-30", "--out", str(tmp_path / "kept"))
    kept = {file.stem: file.read_bytes() for file in (tmp_path / "kept").glob("*.pdf")}
    assert len(kept) > 50
    for name, content in kept.items():
        assert (violations(content, "ua1"), violations(content, "2a")) == ([], []), name
        for table in structure(content).every("Table"):
            headers, *rows = (list(row.every("TH", "TD")) for row in table.every("TR"))
            assert {(cell.tag, cell.scope) for cell in headers} == {("TH", "Column")}, name
            assert {len(row) for row in rows} == {len(headers)}, name
    for bill in demo.state["bills"]:
        if bill["month"] == "2026-10":
            (content,) = (kept[name] for name in kept if name.startswith(bill["bill"]))
            said = "".join(page_texts(content))
            for amount in (bill["total"], *(line["yen"] for line in _lines_of(demo, bill["bill"]))):
                assert f"{abs(amount):,}" in said, (bill, amount)
