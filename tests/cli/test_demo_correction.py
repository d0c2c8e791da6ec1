"""The demo of 2008 from finding to refund; what it gives back is worked out here from its files, by page and book."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest

from tests.cli.carrier import Carrier

Row = dict[str, str]


def _packets(row: Row) -> Fraction:
    """What a session over o2-de was billed too much: 50 yen up to 50 packets by the terms, then 0.2 for each."""
    return Fraction(row["billed_yen"]) - 50 - Fraction(max(int(row["quantity"]) - 50, 0), 5)


def _a_minute(yen: int) -> Callable[[Row], Fraction]:
    return lambda row: Fraction(yen * ceil(int(row["quantity"]) / 60))


INCIDENTS: dict[str, tuple[str, set[str], Callable[[Row], Fraction]]] = {
    "germany": ("billed-germany.csv", {"DEUE2"}, _packets),
    "cyprus": ("billed-cyprus.csv", {"CYPCT", "CYPTC"}, _a_minute(110 - 80)),
    "sri-lanka": ("billed-guide-book.csv", {"LKADG"}, _a_minute(100 - 0)),
    "antilles": ("billed-guide-book.csv", {"ANTCT"}, _a_minute(140 - 100)),
}


class Demo(Carrier):
    """The demo, run twice, and what it told of each incident at its end."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.first, self.second = (self._run(locale) for locale in ("C.UTF-8", "C.UTF-8"))

    def _run(self, locale: str) -> str:
        done = self("demo", "correction", locale=locale)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        return done.stdout

    def rows(self, name: str) -> list[Row]:
        with (self.data / "correction" / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def expected(self, incident: str) -> tuple[int, int, int, int]:
        """Records, customers, the yen of those in contract, and of those whose contract has ended."""
        file, partners, too_much = INCIDENTS[incident]
        ended = {row["number"] for row in self.rows("contracts.csv") if row["until"]}
        sums: dict[str, Fraction] = defaultdict(Fraction)
        records = [row for row in self.rows(file) if row["partner"] in partners]
        for row in records:
            sums[row["number"]] += too_much(row)
        yen = {number: ceil(exact) for number, exact in sums.items()}
        paid_out = sum(each for number, each in yen.items() if number in ended)
        return len(records), len(sums), sum(yen.values()) - paid_out, paid_out


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("correction"))


def shown(text: str, incident: str) -> str:
    """What the last `incident show` of an incident said."""
    return text.split(f"$ yakkan incident show {incident}")[-1].split("\n$ ")[0].split("\n\n")[0]


@pytest.mark.parametrize("incident", INCIDENTS)
def test_each_customer_is_identified_and_gets_what_the_page_says(demo: Demo, incident: str) -> None:
    records, customers, on_bills, paid_out = demo.expected(incident)
    told = shown(demo.first, incident)
    assert f"identified: {records:,} records of {customers} customer(s), {on_bills + paid_out:,} yen" in told
    assert f"given back: {records:,} records; {on_bills:,} yen on bills" in told
    assert f"{paid_out:,} yen to pay out" in told
    lines, standing = re.search(r"\((\d+) line\(s\), (\d+) of them issued\)", told).groups()
    assert lines == standing


def test_the_two_differences_of_each_book_are_found(demo: Demo) -> None:
    for entry in ("packet-de-o2", "forwarding-cy", "video-in-lk", "forwarding-an"):
        assert f"world-wing {entry}" in demo.first
    assert "2006-03-24 to 2008-07-10" in demo.first and "2008-01-29 to 2008-09-10" in demo.first


def test_run_again_it_gives_back_nothing(demo: Demo) -> None:
    for incident in INCIDENTS:
        assert f"{incident}: there is nothing left to give back" in demo.second
        assert shown(demo.second, incident) == shown(demo.first, incident)


def test_a_bill_says_why_it_gives_back_and_what_was_announced_is_there(demo: Demo) -> None:
    printed = demo("print", "A001-2008-09", "--as", "text", "--language", "ja").stdout
    assert "多くいただいた額をこの請求書で返還します" in printed.replace("\n  ", "")
    assert "返還：パケット通信料（ドイツ／o2-de）" in printed
    folder = demo.data / "correction"
    assert [file.name for file in sorted((folder / "announcement").iterdir())] == [
        "roaming-2008.en.pdf",
        "roaming-2008.ja.pdf",
    ]
    listed = demo("incident", "open", str(folder / "audit"), locale="ja_JP.UTF-8")
    assert "world-wing.forwarding-cy.1" in listed.stdout and "yakkan incident open FOLDER" in listed.stdout


def test_an_incident_that_is_not_there_is_refused_in_both_languages(demo: Demo) -> None:
    english = demo("incident", "show", "france")
    japanese = demo("incident", "show", "france", locale="ja_JP.UTF-8")
    assert (english.returncode, japanese.returncode) == (2, 2)
    assert "there is no incident france" in english.stderr and "誤課金「france」はありません" in japanese.stderr
