"""`yakkan print`: the bills of June 2015 as their customers get them; every figure worked out by hand in test_bill."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import page
import pytest
from pdf_reader import structure

from tests.cli.carrier import CUSTOMERS, Month

TOTAL_OF_A1 = "305円"  # 280 + 16 + 18 - 31 = 283 before tax, of which 280 taxed: 22


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month(tmp_path_factory.mktemp("printing"))


def test_a_bill_as_pdf_is_written_once_and_never_over_another(month: Month) -> None:
    out = month.folder / "bill.pdf"
    said = month.done("print", "A1-2015-06", "--out", str(out))
    content = out.read_bytes()
    assert hashlib.sha256(content).hexdigest() in said
    assert page.is_pdf_compliant_bytes(content, profile="ua1")
    refused = month("print", "A1-2015-06", "--out", str(out))
    assert (refused.returncode, "--out" in refused.stderr, out.read_bytes() == content) == (2, True, True)
    japanese = month("print", "A1-2015-06", "--out", str(out), locale="ja_JP.UTF-8")
    assert "上書きしません" in japanese.stderr
    again = month.folder / "again.pdf"
    month.done("print", "A1-2015-06", "--out", str(again))
    assert again.read_bytes() == content
    assert sorted(path.name for path in month.folder.glob("*bill.pdf*")) == ["bill.pdf"]
    assert month("print", "A1-2015-06", "--out", str(month.folder / "nowhere" / "x.pdf")).returncode == 2


def test_without_a_name_it_is_named_after_the_bill(month: Month, tmp_path: Path) -> None:
    main = "import sys; from yakkan.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", main, "print", "A2-2015-06", "--data", str(month.data), "--book", str(month.book)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert [path.name for path in tmp_path.iterdir()] == ["A2-2015-06.pdf"]


def test_a_bill_as_text_in_the_language_of_its_customer_or_another(month: Month) -> None:
    japanese = month.done("print", "A1-2015-06", "--as", "text")
    assert "例示 花子 様" in japanese
    assert f"ご請求額（税込）: {TOTAL_OF_A1}" in japanese
    assert "2015年5月ご利用分の請求書がないため" in japanese
    english = month.done("print", "A2-2015-06", "--as", "text")
    assert "Ray Example\n" in english
    assert "Amount due, tax included: 117 yen" in english  # 93 + 16 = 109 at 8 %: 8
    assert "At a bank or shop" in english
    assert "お支払い方法: 請求書払い" in month.done("print", "A2-2015-06", "--as", "text", "--language", "ja")
    key = next(row.split()[-1] for row in english.splitlines() if row.startswith("Access key"))
    assert len(key) > 8


def test_nothing_of_who_called_nor_for_how_long(month: Month) -> None:
    for language in ("ja", "en"):
        text = month.done("print", "A1-2015-06", "--as", "text", "--language", language)
        assert not [told for told in ("09099990001", "3,660", "61分", "61 min", "× 0.5") if told in text]
        assert "−16" in text and "−15" in text


def test_a_bill_of_a_run_that_is_not_issued(month: Month) -> None:
    month.done("load", "usage", month.write("july.csv", JULY))
    month.done("bill", "2015-07")
    run = next(name for name in month.runs if name.startswith("2015-07"))
    text = month.done("print", "A1-2015-07", "--as", "text", "--language", "en", "--run", run)
    # 280 + 2 × 16 + 8 (record 7, which starts as July does) = 320, tax 25.6 -> 25; June was 305.
    assert "Amount due, tax included: 345 yen" in text
    assert "This is 40 yen more than for June 2015." in text
    assert "None this month" in text
    assert month("print", "A1-2015-07", "--as", "text").returncode == 2


JULY = """record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity
J1,05099990001,voice,out,mobile,,,,,2015-07-05T10:00:00,61
"""


def test_who_had_it_made_is_on_record_and_what_is_not_there_is_refused(month: Month) -> None:
    month.done("print", "A1-2015-06", "--as", "text", "--as-user", "clerk")
    last = month.done("trail", "A1").splitlines()[-1]
    assert "look at usage" in last and "bill A1-2015-06, printed as text, as clerk" in last
    before = month.done("trail", "A1")
    for call in (("print", "A9-2015-06"), ("print", "A1-2015-06", "--as", "text", "--as-user", "nobody")):
        assert month(*call).returncode == 2
    assert "利用者「nobody」" in month(*call, locale="ja_JP.UTF-8").stderr
    assert month.done("trail", "A1") == before


MOVED = """customer,name,kana,language,email,postal_code,address
K1,例示 花代,レイジ ハナヨ,ja,hanako@mail.example,100-0001,見本県架空市9-9
"""


def test_what_was_issued_stays_as_it_was_when_the_customer_moves(month: Month) -> None:
    before, after, english = (month.folder / f"{name}.pdf" for name in ("before", "after", "english"))
    month.done("print", "A1-2015-06", "--out", str(before))
    month.done("load", "customers", month.write("moved.csv", MOVED))
    month.done("print", "A1-2015-06", "--out", str(after))
    assert after.read_bytes() == before.read_bytes()
    text = structure(after.read_bytes()).text
    assert "例示 花子 様" in text and "見本県架空市" not in text
    # The PDF in English was never issued: it is made now, and kept.
    month.done("print", "A1-2015-06", "--language", "en", "--out", str(english))
    assert "見本県架空市9-9" in structure(english.read_bytes()).text
    assert "例示 花代 様" in month.done("print", "A1-2015-06", "--as", "text")
    listed = month.done("documents", "--customer", "A1")
    assert [row.split()[0] for row in listed.splitlines()[1:-1]] == ["A1-2015-06"] * 2
    month.done("load", "customers", month.write("back.csv", CUSTOMERS))


def test_nothing_of_a_run_that_is_not_issued_is_kept(month: Month) -> None:
    count = month.done("documents").splitlines()[-1]
    run = next(name for name in month.runs if name.startswith("2015-06"))
    out = month.folder / "of-run.pdf"
    month.done("print", "A2-2015-06", "--language", "ja", "--run", run, "--out", str(out))
    assert page.is_pdf_compliant_bytes(out.read_bytes(), profile="ua1")
    assert month.done("documents").splitlines()[-1] == count


def test_one_bill_or_a_whole_month(month: Month) -> None:
    for words in ([], ["A1-2015-06", "--month", "2015-06"], ["--month", "2015-06", "--as", "text"]):
        refused = month("print", *words)
        assert (refused.returncode, "--month alone" in refused.stderr) == (2, True)
        assert "--month だけ" in month("print", *words, locale="ja_JP.UTF-8").stderr


def test_a_name_that_no_face_can_print_is_refused_before_anything_is_made(month: Month) -> None:
    name = "customer,name,kana,language,email,postal_code,address\nK2,Ray 😀,,en,ray@mail.example,100-0000,1 Reiji-ku\n"
    month.done("load", "customers", month.write("emoji.csv", name))
    out = month.folder / "emoji.pdf"
    refused = month("print", "A3-2015-06", "--out", str(out))
    assert refused.returncode == 2  # A3 is parked
    month.done("print", "A2-2015-06", "--out", str(month.folder / "kept.pdf"))  # kept since his name was another
    refused = month("print", "A2-2015-06", "--language", "ja", "--out", str(out))
    assert (refused.returncode, "K2" in refused.stderr, "U+1F600" in refused.stderr) == (2, True, True)
    assert not out.exists()
