"""A month from files to issued bills, by the commands that a billing team uses; every figure worked out by hand."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.crash.forks import Call, Forks

BOOK = Path(__file__).parents[2] / "book"

CUSTOMERS = """customer,name,kana,language,email,postal_code,address
K1,例示 花子,レイジ ハナコ,ja,hanako@mail.example,100-0000,東京都例示区1-2-3
K2,Ray Example,,en,ray@mail.example,100-0000,1-2-3 Reiji-ku
"""
ACCOUNTS = """account,customer,method,delivery
A1,K1,,
A2,K2,bill,web
A3,K2,bill,web
"""
CONTRACTS = """contract,account,customer,service,number,plan,group,options,from,until
C1,A1,K1,ocn-dotphone,05099990001,,,,,
C2,A2,K2,ocn-dotphone,05099990002,,,,2015-06-21,
C3,A3,K2,no-such-service,05099990003,,,,,
"""
USAGE = """record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity
1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,181
2,05099990001,voice,in,mobile,09099990001,,,,2015-06-05T11:00:00,3660
3,05099990001,voice,out,international,,US,,,2015-06-30T14:59:59Z,61
4,05099990002,voice,out,mobile,,,,,2015-06-21T00:00:00,60
5,05099990002,voice,out,mobile,,,,,2015-06-20T23:59:59,60
6,05099990009,voice,out,mobile,,,,,2015-06-05T10:00:00,60
7,05099990001,voice,out,fixed,,,,,2015-06-30T15:00:00Z,60
1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,181
1,05099990001,voice,out,fixed,0399990001,,,,2015-06-05T10:00:00,999
"""
DELIVERED = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "contracts": CONTRACTS, "usage": USAGE}


@cache
def _forks() -> Forks:
    """The process that commands are forked from: it has imported everything once, and ends with this one."""
    return Forks()


class Carrier:
    """A data folder, a book of its own and the commands, each a process of its own."""

    def __init__(self, folder: Path, surroundings: Mapping[str, str] | None = None) -> None:
        """`surroundings` are variables that every command gets; a book that is there already is the carrier's."""
        self.folder, self.data, self.book = folder, folder / "var", folder / "book"
        self.surroundings = surroundings or {}
        if not self.book.exists():
            shutil.copytree(BOOK, self.book)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def __call__(
        self, *words: str, locale: str = "C.UTF-8", before: Callable[[], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        said = [words[0], "--data", str(self.data), "--book", str(self.book), *words[1:]]
        if before is None:
            ours = {name: value for name, value in os.environ.items() if name.startswith("YAKKAN_")}
            language = "ja" if locale.startswith("ja") else "en"
            done = _forks().run(Call(said, self.folder, {**ours, **self.surroundings}, language))
            return subprocess.CompletedProcess(said, done.code, done.out, done.err)
        main = "import sys; from yakkan.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", main, *said]
        environment = {**os.environ, **self.surroundings, "LC_ALL": locale}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(command, **pipes, text=True, encoding="utf-8", env=environment, preexec_fn=before)

    @property
    def runs(self) -> list[str]:
        return sorted(folder.name for folder in (self.data / "runs").iterdir())


class Month(Carrier):
    """The carrier with June 2015 loaded, run and issued, and what each command said."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for what, text in DELIVERED.items():
            self.loaded = self.done("load", what, self.write(f"{what}.csv", text))
        self.done("manage", "grant", "clerk", "--create")
        self.dry = self.done("bill", "2015-06")
        (self.first,) = self.runs
        self.not_yet = self("explain", "A1-2015-06")
        self.issued = self.done("bill", "2015-06", "--confirm", "--as", "clerk")

    def done(self, *words: str) -> str:
        done = self(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month(tmp_path_factory.mktemp("carrier"))


def test_a_dry_run_then_an_issued_month(month: Month) -> None:
    assert "received 9 = accepted 7 + quarantined 1 + duplicate 1" in month.loaded
    # Record 7 starts at 2015-07-01 00:00 in Japan; 5 and 6 have no contract on their day.
    assert "records 6 = rated 4 + quarantined 2; bills 2, parked accounts 1" in month.dry
    # A1: 280 + 2 × 8 + 2 × 9 - 31, of which 16 from the domestic call and 15 from the international one (left: 3).
    # Tax on 280 + 16 - 16 = 280 at 8 %: 22.4 -> 22. A2: 280 × 10 / 30 = 93.3 -> 93, + 16 = 109; tax 8.72 -> 8.
    assert "392 yen before tax + 30 yen of tax = 422 yen" in month.dry
    assert month.not_yet.returncode == 2
    assert "issued by clerk; bills: 2" in month.issued


def test_nothing_is_issued_twice(month: Month) -> None:
    again = month("bill", "2015-06", "--confirm", "--as", "clerk")
    assert (again.returncode, "no bill of 2015-06 left to issue" in again.stdout) == (1, True)


def test_a_bill_explains_itself_in_both_languages(month: Month) -> None:
    japanese = month("explain", "A1-2015-06", locale="ja_JP.UTF-8").stdout
    for text in (
        "請求書 A1-2015-06（請求番号 A1、2015-06 ご利用分） 305円",
        "発行日 2015-07-15、お支払期日 2015-07-31",
        "floor(280 × 8 / 100) = 22円",
        "計算: 2 × 8 = 16円",
        "計算: -(min(ceil(61 × 0.5), 16)) = -16円",
        "計算: -(ceil(61 × 0.5) - 16) = -15円",
        "05099990001 3,660秒",
        "「通話料 1（固定電話あて）」",
        "2006-12-01 から適用",
    ):
        assert text in japanese
    english = month("explain", "A1-2015-06", "2").stdout
    assert "Calls to fixed lines: 16 yen" in english
    assert "8 yen for each begun 180 s" in english
    assert "standard rate 8%" in english


def test_no_incoming_call_is_told(month: Month) -> None:
    assert "09099990001" not in month("explain", "A1-2015-06").stdout


def test_who_may_confirm_and_what_is_there(month: Month) -> None:
    stranger = month("bill", "2015-07", "--confirm", "--as", "stranger")
    assert (stranger.returncode, "yakkan manage grant stranger --create" in stranger.stderr) == (2, True)
    nobody = month("bill", "2015-07", "--confirm")
    assert (nobody.returncode, "--as USER" in nobody.stderr) == (2, True)
    assert month("explain", "A9-2015-06").returncode == 2
    assert month("explain", "A1-2015-06", "9").returncode == 2
    assert month("bill", "June").returncode == 2
    assert month("verify", "2015-06-000000000000").returncode == 2


def test_a_run_verifies_whatever_the_book_says_later(month: Month) -> None:
    assert month("verify", month.first).returncode == 0
    terms = month.book / "terms" / "ocn-dotphone.yaml"
    before = terms.read_text(encoding="utf-8")
    terms.write_text(before.replace("{per: 180, yen: 8}", "{per: 60, yen: 9}"), encoding="utf-8")
    agrees = month("verify", month.first)
    explained = month("explain", "A1-2015-06", "2").stdout
    terms.write_text(before, encoding="utf-8")
    assert (agrees.returncode, "everything agrees" in agrees.stdout) == (0, True)
    assert "8 yen for each begun 180 s" in explained


def test_a_changed_run_does_not_verify(month: Month) -> None:
    file = month.data / "runs" / month.first / "parked.csv"
    before = file.read_bytes()
    file.write_bytes(before.replace(b"A3", b"A4"))
    differs = month("verify", month.first)
    file.write_bytes(before)
    assert (differs.returncode, "parked.csv" in differs.stdout) == (1, True)


def test_the_same_month_elsewhere_has_the_same_bytes(month: Month, tmp_path: Path) -> None:
    elsewhere = Carrier(tmp_path)
    for what, text in DELIVERED.items():
        assert elsewhere("load", what, elsewhere.write(f"{what}.csv", text)).returncode == 0
    assert elsewhere("bill", "2015-06").returncode == 0
    (run,) = elsewhere.runs
    assert run in month.runs
    for file in sorted((elsewhere.data / "runs" / run).iterdir()):
        assert file.read_bytes() == (month.data / "runs" / run / file.name).read_bytes(), file.name


def test_a_parked_account_is_billed_when_its_contract_is_mended(tmp_path: Path) -> None:
    month = Month(tmp_path)
    mended = "C3,A3,K2,ocn-dotphone,05099990003,,,,,\n"
    head = CONTRACTS.splitlines(keepends=True)[0]
    month.done("load", "contracts", month.write("mended.csv", head + mended))
    issued = month.done("bill", "2015-06", "--confirm", "--as", "clerk")
    assert "bills 1, parked accounts 0" in issued
    assert "280 yen before tax + 22 yen of tax = 302 yen" in issued


def test_exactly_the_run_that_was_looked_at_is_issued_and_no_altered_one(month: Month) -> None:
    dry = month.done("bill", "2015-08")
    # No use in August: 280 each for A1 and A2; 22.4 -> 22 yen of tax each.
    assert "560 yen before tax + 44 yen of tax = 604 yen" in dry
    run = next(name for name in month.runs if name.startswith("2015-08"))
    assert f"--confirm {run}" in dry
    file = month.data / "runs" / run / "parked.csv"
    before = file.read_bytes()
    file.write_bytes(before.replace(b"A3", b"A4"))
    altered = month("bill", "2015-08", "--confirm", run, "--as", "clerk")
    file.write_bytes(before)
    assert (altered.returncode, "parked.csv" in altered.stderr) == (2, True)
    other = month("bill", "2015-09", "--confirm", run, "--as", "clerk")
    assert (other.returncode, "2015-08" in other.stderr) == (2, True)
    assert "issued by clerk; bills: 2" in month.done("bill", "2015-08", "--confirm", run, "--as", "clerk")


def test_a_run_misses_what_the_lake_has_lost(month: Month) -> None:
    (delivery,) = [folder for folder in (month.data / "lake").iterdir() if not folder.name.startswith(".")]
    usage = delivery / "usage" / "month=2015-07" / "usage.parquet"
    for lost in (usage, delivery):
        away = lost.with_name("away")
        lost.rename(away)
        missed = month("bill", "2015-07")
        away.rename(lost)
        assert (missed.returncode, delivery.name in missed.stderr) == (2, True)
    # Record 7: one unit of 8 yen; A1 280 + 8, A2 280: 568; tax 23.04 -> 23 and 22.4 -> 22.
    assert "568 yen before tax + 45 yen of tax = 613 yen" in month.done("bill", "2015-07")


def test_a_row_loaded_by_mistake_is_taken_back(month: Month) -> None:
    head = CONTRACTS.splitlines(keepends=True)[0]
    mistake = month.write("mistake.csv", head + "C9,A1,K1,ocn-dotphone,05099990001,,,,2016-01-01,\n")
    month.done("load", "contracts", mistake)
    # The number is now in C1 and in C9: A1 is parked, A2 is billed.
    assert "bills 1, parked accounts 2" in month.done("bill", "2016-01")
    assert "1 rows taken back" in month.done("load", "contracts", mistake, "--withdraw")
    assert "bills 2, parked accounts 1" in month.done("bill", "2016-01")
    again = month("load", "contracts", mistake, "--withdraw")
    assert (again.returncode, "line 2" in again.stderr) == (2, True)
