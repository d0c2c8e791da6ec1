"""A month from files to issued bills, by the commands that a billing team uses; every figure worked out by hand."""

from pathlib import Path

import pytest

from tests.cli.carrier import CONTRACTS, DELIVERED, Carrier, Month


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
