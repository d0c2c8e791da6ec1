"""Usage that comes after its month was billed: the next bill carries the difference, once, worked out by hand here.

June 2015 is billed for A1 (05099990001) and A2 (05099990002), each with 280 yen of basic charge. Then late records of
June come with July's.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.cli.carrier import ACCOUNTS, CUSTOMERS, Carrier
from tests.crash.ground import Ground, Scene

CONTRACTS = """contract,account,customer,service,number,plan,group,options,from,until
C1,A1,K1,ocn-dotphone,05099990001,,,,,
C2,A2,K2,ocn-dotphone,05099990002,,,,,
"""
HEAD = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity\n"
JUNE = f"""{HEAD}1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,181
2,05099990001,voice,in,mobile,09099990001,,,,2015-06-05T11:00:00,1830
3,05099990002,voice,out,international,,CN,,,2015-06-06T10:00:00,60
"""
LATE = f"""{HEAD}4,05099990001,voice,out,mobile,,,,,2015-06-30T23:59:59,61
5,05099990001,voice,in,fixed,,,,,2015-06-29T10:00:00,1770
6,05099990001,voice,out,fixed,,,,,2015-07-01T00:00:00,180
"""


class Late(Carrier):
    """The carrier with June loaded, in a scene of a server that several carriers share."""

    def __init__(self, ground: Ground, scene: Scene) -> None:
        super().__init__(scene.folder, ground.surroundings(scene))

    def load_all(self) -> None:
        self.done("manage", "migrate")
        delivered = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "contracts": CONTRACTS, "usage": JUNE}
        for what, text in delivered.items():
            self.done("load", what, self.write(f"{what}.csv", text))
        self.done("manage", "grant", "clerk", "--create")

    def done(self, *words: str) -> str:
        done = self(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def load_usage(self, name: str, text: str) -> None:
        self.done("load", "usage", self.write(name, text))

    def issue(self, month: str, *words: str) -> str:
        run = [word for word in words if word.startswith(month)]
        others = [word for word in words if word not in run]
        return self.done("bill", month, "--confirm", *run, "--as", "clerk", *others)

    def run_of(self, month: str) -> str:
        return next(name for name in self.runs if name.startswith(month))


@dataclass(frozen=True)
class Scenes:
    """What the tests begin with: June loaded, and June billed."""

    ground: Ground
    loaded: Scene
    billed: Scene

    def copy(self, scene: Scene, name: str) -> Late:
        return Late(self.ground, self.ground.copy(scene, name))


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scenes]:
    ground = Ground(tmp_path_factory.mktemp("late"))
    try:
        loaded = ground.new("loaded")
        Late(ground, loaded).load_all()
        billed = ground.copy(loaded, "billed")
        # A1: 280 + 2 × 8 = 296; 1,830 s are 30 units, 15 yen off; 281; tax 22.48 -> 22. A2: 280; tax 22.4 -> 22.
        june = Late(ground, billed).issue("2015-06")
        assert "561 yen before tax + 44 yen of tax = 605 yen" in june
        yield Scenes(ground, loaded, billed)
    finally:
        ground.close()


@pytest.fixture(scope="module")
def late(scenes: Scenes) -> Late:
    carrier = scenes.copy(scenes.billed, "late")
    carrier.load_usage("late.csv", LATE)
    carrier.july = carrier.issue("2015-07")
    return carrier


@pytest.fixture
def billed(scenes: Scenes) -> Late:
    """The carrier with June billed."""
    return scenes.copy(scenes.billed, "trial")


def test_the_next_bill_carries_the_difference(late: Late) -> None:
    # June again: mobile 2 × 16 = 32 more. 1,830 + 1,770 = 3,600 s are 60 units: 30 yen off instead of 15: 15 more off.
    # Difference 32 - 15 = 17. July: A1 280 + 8 + 17 = 305, tax 24.4 -> 24; A2 280, tax 22.
    assert "2015-06 worked out again (rated 4, quarantined 1): accounts 1, lines 2, 17 yen before tax" in late.july
    assert "585 yen before tax + 46 yen of tax = 631 yen" in late.july


def test_the_lines_name_their_month_and_explain_themselves(late: Late) -> None:
    japanese = late("explain", "A1-2015-07", locale="ja_JP.UTF-8").stdout
    for text in (
        "A1-2015-07-003 通話料（携帯電話・PHSあて） 32円",
        "2015-06 ご利用分を、後から届いた利用記録や契約の変更も入れて計算し直した額と、先に請求した額との差額です。",
        "数量: 1件、合計 61秒",
        "計算: 2 × 16 = 32円",
        "A1-2015-07-004 着割 -15円",
        "計算: -(ceil(60 × 0.5)) + 15 = -15円",
        "05099990001 3,600秒",
        "「通話料 2（携帯電話・PHSあて）」",
    ):
        assert text in japanese
    assert japanese.count("先に請求した額との差額") == 2
    english = late("explain", "A1-2015-07", "3").stdout
    assert "worked out again with usage and contracts that came later, less what was billed for it before" in english


def test_the_run_verifies_and_the_months_after_have_no_difference_left(late: Late) -> None:
    assert late("verify", late.run_of("2015-07")).returncode == 0
    august = late.done("bill", "2015-08")
    assert "worked out again" not in august
    assert "560 yen before tax + 44 yen of tax = 604 yen" in august


def test_what_came_late_twice_is_billed_once_each_time(late: Late) -> None:
    late.load_usage("later.csv", HEAD + "7,05099990001,voice,out,mobile,,,,,2015-06-30T22:00:00,60\n")
    august = late.issue("2015-08")
    # One more unit of June: 16. A1 280 + 16, tax 23.68 -> 23; A2 280, tax 22.
    assert "2015-06 worked out again (rated 5, quarantined 1): accounts 1, lines 1, 16 yen" in august
    assert "576 yen before tax + 45 yen of tax = 621 yen" in august
    assert "計算: 3 × 16 - 32 = 16円" in late("explain", "A1-2015-08", locale="ja_JP.UTF-8").stdout


def book_of_two_times(carrier: Carrier) -> None:
    """From 2015-08-01 on the book says: China costs 30 yen a minute, and calls to fixed lines have always cost 7."""
    terms = carrier.book / "terms" / "ocn-dotphone.yaml"
    value = """      - in_force: {from: 2006-12-01, until: null}
        recorded: 2015-08-01
        rate: {steps: [{per: %s, yen: %s}]}
        cites: {source: example, clause: 改定}
"""
    china = """  - id: international-cn
    applies: {kind: voice, direction: out, peer: international, country: CN}
    tax: export_exempt
    values:
"""
    text = terms.read_text(encoding="utf-8")
    text = text.replace("  - id: mobile\n", value % (180, 7) + "  - id: mobile\n")
    text = text.replace("  - id: incoming\n", china + value % (60, 30) + "  - id: incoming\n")
    terms.write_text(text, encoding="utf-8")


def test_what_had_no_price_is_priced_and_no_price_is_corrected_on_the_way(scenes: Scenes) -> None:
    carrier = scenes.copy(scenes.loaded, "trial")
    carrier.issue("2015-06", "--as-known-on", "2015-07-01")
    book_of_two_times(carrier)
    carrier.load_usage("late.csv", LATE)
    july = carrier.issue("2015-07", "--as-known-on", "2015-08-01")
    # June by the prices of the day on which it was billed: fixed stays 2 × 8; A1 + 32 - 15; and A2's call to China,
    # which nobody could price then, 1 × 30, free of tax. July by the new price: A1 280 + 7 + 17 = 304, tax 24; A2 280.
    assert "2015-06 worked out again (rated 5, quarantined 0): accounts 2, lines 3, 47 yen" in july
    assert "614 yen before tax + 46 yen of tax = 660 yen" in july
    assert carrier("verify", carrier.run_of("2015-07")).returncode == 0


def test_a_contract_that_ended_earlier_than_was_known_gets_its_fee_back(billed: Late) -> None:
    ended = CONTRACTS.splitlines()[0] + "\nC2,A2,K2,ocn-dotphone,05099990002,,,,,2015-06-20\n"
    billed.done("load", "contracts", billed.write("ended.csv", ended))
    july = billed.issue("2015-07")
    # A2 owes 280 × 20 / 30 = 186 of June: 94 back, with 94 × 8 % = 7.52 -> 7 of tax. A1: 280, tax 22.
    assert "accounts 1, lines 1, -94 yen before tax" in july
    assert "186 yen before tax + 15 yen of tax = 201 yen" in july
    told = billed("explain", "A2-2015-07", locale="ja_JP.UTF-8").stdout
    assert "請求書 A2-2015-07（請求番号 A2、2015-07 ご利用分） -101円" in told
    assert "計算: floor(280 × 20 / 30) - 280 = -94円" in told
    assert "-(floor(94 × 8 / 100)) = -7円" in told


def test_an_allowance_is_taken_again_in_order_of_start(billed: Late) -> None:
    terms = """service: free-line
name: {ja: 無料分つき, en: Line with an allowance}
tax: standard
line_rounding: floor
usage_charges:
  - id: local
    applies: {kind: voice, direction: out}
    values: [{in_force: {from: 2006-12-01}, rate: {steps: [{per: 60, yen: 10}]}, cites: {source: example, clause: 一}}]
allowances:
  - id: two-minutes
    covers: [local]
    per: contract
    values: [{in_force: {from: 2006-12-01}, quantity: 120, cites: {source: example, clause: 二}}]
"""
    (billed.book / "terms" / "free-line.yaml").write_text(terms, encoding="utf-8")
    contract = CONTRACTS.splitlines()[0] + "\nC3,A3,K2,free-line,05099990003,,,,,\n"
    billed.done("load", "contracts", billed.write("free.csv", contract))
    call = "{id},05099990003,voice,out,fixed,,,,,2015-06-{day}T10:00:00,{seconds}\n"
    calls = call.format(id=11, day=10, seconds=120) + call.format(id=12, day=11, seconds=60)
    billed.load_usage("free-usage.csv", HEAD + calls)
    # Two minutes are free, the third costs 10; tax 0.8 -> 0.
    assert "10 yen before tax + 0 yen of tax = 10 yen" in billed.issue("2015-06")
    billed.load_usage("free-late.csv", HEAD + call.format(id=13, day="05", seconds=61))
    july = billed.issue("2015-07")
    # By start: 61 s free, then 59 of 120 s free and 61 s left, 2 units; then 60 s, 1 unit: 30 instead of 10.
    assert "accounts 1, lines 1, 20 yen before tax" in july
    assert "計算: 3 × 10 - 10 = 20円" in billed("explain", "A3-2015-07", locale="ja_JP.UTF-8").stdout


def test_a_difference_waits_for_a_bill_that_is_open(billed: Late) -> None:
    billed.issue("2015-07")
    billed.load_usage("late.csv", LATE)
    new = CONTRACTS.splitlines()[0] + "\nC3,A3,K2,ocn-dotphone,05099990003,,,,2015-07-01,\n"
    billed.done("load", "contracts", billed.write("new.csv", new))
    # July once more, for A3 alone: A1's difference of June cannot stand on a bill that is issued.
    july = billed.issue("2015-07")
    assert ("bills 1," in july, "waits for the next: 1" in july) == (True, True)
    # August: A1 280, and of June 17, of July 8 for record 6.
    august = billed.issue("2015-08")
    assert "2015-06 worked out again (rated 4, quarantined 1): accounts 1, lines 2, 17 yen" in august
    assert "2015-07 worked out again (rated 1, quarantined 0): accounts 1, lines 1, 8 yen" in august
    assert "worked out again" not in billed.done("bill", "2015-09")


def test_who_has_no_bill_of_the_month_is_told_until_a_run_of_it_bills_him(billed: Late) -> None:
    new = CONTRACTS.splitlines()[0] + "\nC3,A3,K2,ocn-dotphone,05099990003,,,,2015-06-10,\n"
    billed.done("load", "contracts", billed.write("new.csv", new))
    billed.load_usage("new-usage.csv", HEAD + "8,05099990003,voice,out,mobile,,,,,2015-06-30T14:59:59Z,60\n")
    missed = "accounts that owe something for 2015-06 and have no bill of it: 1. Bill them with `yakkan bill 2015-06`"
    assert missed in billed.issue("2015-07")
    assert missed in billed.done("bill", "2015-08")
    # 21 days of June: floor(280 × 21 / 30) = 196, and 1 × 16: 212; tax 16.96 -> 16.
    assert "212 yen before tax + 16 yen of tax = 228 yen" in billed.issue("2015-06")
    august = billed.issue("2015-08")
    assert ("2015-06 worked out again" in august, "no bill of it" in august) == (True, False)
    assert "worked out again" not in billed.done("bill", "2015-09")


def test_a_bill_of_nothing_but_an_earlier_month_is_a_bill_of_its_own_month_too(billed: Late) -> None:
    ended = CONTRACTS.splitlines()[0] + "\nC2,A2,K2,ocn-dotphone,05099990002,,,,,{}\n"
    billed.done("load", "contracts", billed.write("ended.csv", ended.format("2015-06-30")))
    billed.load_usage("late.csv", HEAD + "8,05099990002,voice,out,mobile,,,,,2015-06-30T14:59:59Z,60\n")
    # A2's bill of July has 1 × 16 of June and nothing of July; tax 1.28 -> 1. A1: 280, tax 22.
    assert "296 yen before tax + 23 yen of tax = 319 yen" in billed.issue("2015-07")
    billed.done("load", "contracts", billed.write("later.csv", ended.format("2015-07-15")))
    august = billed.issue("2015-08")
    # 15 days of July: floor(280 × 15 / 31) = 135; tax 10.8 -> 10. A1: 280, tax 22.
    assert "2015-07 worked out again (rated 0, quarantined 0): accounts 1, lines 1, 135 yen before tax" in august
    assert "415 yen before tax + 32 yen of tax = 447 yen" in august
    assert "worked out again" not in billed.done("bill", "2015-09")


def test_a_difference_is_not_guessed_while_contracts_contradict_one_another(billed: Late) -> None:
    billed.load_usage("late.csv", LATE)
    row = "\nC9,A3,K2,ocn-dotphone,05099990001,,,,,2015-06-30\n"
    wrong = billed.write("wrong.csv", CONTRACTS.splitlines()[0] + row)
    billed.done("load", "contracts", wrong)
    july = billed.issue("2015-07")
    assert "accounts 0, lines 0, 0 yen" in july
    assert "waits for the next: 1" in july
    billed.done("load", "contracts", wrong, "--withdraw")
    assert "accounts 1, lines 2, 17 yen" in billed.issue("2015-08")


def test_a_run_made_before_another_billed_the_same_difference_is_refused(billed: Late) -> None:
    billed.load_usage("late.csv", LATE)
    for month in ("2015-07", "2015-08"):
        billed.done("bill", month)
    billed.issue("2015-07", billed.run_of("2015-07"))
    refused = billed("bill", "2015-08", "--confirm", billed.run_of("2015-08"), "--as", "clerk", locale="ja_JP.UTF-8")
    assert (refused.returncode, "2015-06 のご利用分が別の請求計算" in refused.stderr) == (2, True)
    assert "worked out again" not in billed.issue("2015-08")


def test_nothing_is_issued_of_a_month_to_come_or_by_terms_of_a_day_to_come(billed: Late) -> None:
    for words, why in ((["2199-01"], "2199-02-01"), (["2015-07", "--as-known-on", "2199-01-01"], "2199-01-01")):
        assert billed("bill", *words).returncode == 0  # to look at it is allowed
        for locale in ("C.UTF-8", "ja_JP.UTF-8"):
            refused = billed("bill", *words, "--confirm", "--as", "clerk", locale=locale)
            assert (refused.returncode, why in refused.stderr, f"yakkan bill {words[0]}" in refused.stderr) == (
                2,
                True,
                True,
            )
    assert "bills: 2" in billed.issue("2015-07")


def test_what_a_month_costs_as_known_then_and_as_known_now(scenes: Scenes) -> None:
    carrier = scenes.copy(scenes.loaded, "trial")
    carrier.issue("2015-06", "--as-known-on", "2015-07-01")
    book_of_two_times(carrier)
    out = carrier.folder / "cost"
    said = carrier("cost", "2015-06", "2015-07-01", "2015-08-01", "--out", str(out))
    # Then 561, as billed. Now: A1 280 + 2 × 7, of which 14 are taken off (15 earned); A2 280 + 30: 590.
    for text in (
        "as known on 2015-07-01: 561 yen",
        "as known on 2015-08-01: 590 yen",
        "difference +29 yen (accounts 2, lines 3)",
        "2 × 8 → 2 × 7",
        "- → 1 × 30",
    ):
        assert text in said.stdout
    assert said.returncode == 1
    with (out / "difference.csv").open(encoding="utf-8") as stream:
        found = {row["entry"]: (row["then_yen"], row["now_yen"], row["now_clauses"]) for row in csv.DictReader(stream)}
    assert found["domestic-fixed"] == ("16", "14", "example 改定")
    assert found["international-cn"] == ("0", "30", "example 改定")
    assert found["incoming-call"][:2] == ("-15", "-14")
    same = carrier("cost", "2015-06", "2015-07-01", "2015-07-31", "--out", str(carrier.folder / "same"))
    assert (same.returncode, "difference +0 yen" in same.stdout) == (0, True)
    again = carrier("cost", "2015-06", "2015-07-01", "--out", str(out), locale="ja_JP.UTF-8")
    assert (again.returncode, "もうあります" in again.stderr) == (2, True)
