"""The book said a wrong price when bills were made by it, and was corrected: the audit of those bills, worked out by
hand.

The book of `test_late_usage`: from 2015-08-01 on it says that calls to fixed lines have always cost 7 yen, not 8.
"""

import csv
from pathlib import Path

import pytest

from tests.cli.carrier import Carrier
from tests.cli.test_late_usage import HEAD, Late, book_of_two_times

JULY = f"""{HEAD}11,05099990001,voice,out,fixed,,,,,2015-07-02T10:00:00,180
12,05099990002,voice,out,fixed,,,,,2015-07-31T23:59:59,541
13,05099990002,voice,out,mobile,,,,,2015-07-31T10:00:00,60
"""
AUGUST = f"{HEAD}21,05099990001,voice,out,fixed,,,,,2015-08-02T10:00:00,180\n"
_AUDIT = ("audit", "--as-known-on", "2015-10-01", "--as", "chie")


class Alone(Late):
    """The same carrier with a database of its own."""

    def __init__(self, folder: Path) -> None:
        Carrier.__init__(self, folder)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Late:
    """June and July are billed at 8 yen; the book is corrected; August is billed at 7."""
    carrier = Alone(tmp_path_factory.mktemp("corrected"))
    carrier.load_all()
    carrier.issue("2015-06", "--as-known-on", "2015-07-01")
    carrier.load_usage("july.csv", JULY)
    carrier.issue("2015-07", "--as-known-on=2015-07-31")
    book_of_two_times(carrier)
    carrier.load_usage("august.csv", AUGUST)
    carrier.issue("2015-08", "--as-known-on", "2015-09-01")
    carrier.done("manage", "staff", "chie", "clerk", "--email", "chie@staff.example")
    carrier.done("manage", "staff", "sato", "supervisor", "--email", "sato@staff.example")
    return carrier


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_the_wrong_price_came_to(corrected: Late) -> None:
    out = corrected.folder / "audit"
    said = corrected(*_AUDIT, "--issued", "2015-06", "2015-08", "--out", str(out))
    # June: 181 s are 2 units. July: 1 of A1, 4 of A2. One yen too much each: A1 3, A2 4. August was right.
    assert said.returncode == 1, said.stderr
    assert "Wrong from 2006-12-01 to 2015-07-31; seen from 2015-06-05 to 2015-07-31" in said.stdout
    assert "what the book's terms said when it was billed" in said.stdout
    [incident] = rows(out / "incidents.csv")
    assert (incident["entry"], incident["records"], incident["over"], incident["refund"]) == (
        "domestic-fixed", "3", "7", "7",
    )  # fmt: skip
    assert (incident["origin"], incident["clause"]) == ("recorded", "改定")
    affected = {(row["account"], row["records"], row["refund"]) for row in rows(out / "affected.csv")}
    assert affected == {("A1", "2", "3"), ("A2", "1", "4")}


def test_only_the_use_is_read_whose_price_changed(corrected: Late) -> None:
    out = corrected.folder / "narrow"
    said = corrected(*_AUDIT, "--issued", "2015-07", "2015-07", "--out", str(out))
    # Two calls to fixed lines; the third, to a mobile phone, costs what it cost.
    assert "received 2 = right 0 + over 2 + under 0 + quarantined 0 + duplicate 0" in said.stdout
    same = corrected(*_AUDIT, "--issued", "2015-08", "2015-08", "--out", str(corrected.folder / "same"))
    assert (same.returncode, "received 0 = right 0" in same.stdout) == (0, True)


def test_an_incident_is_opened_and_given_back_from_it(corrected: Late) -> None:
    out = corrected.folder / "opened"
    corrected(*_AUDIT, "--issued", "2015-06", "2015-07", "--out", str(out))
    about = corrected.write("about.yaml", _ABOUT)
    corrected.done("incident", "open", str(out), "ocn-dotphone.domestic-fixed.1", "--about", about, "--as", "chie")
    for step in ("examined", "confirmed", "approved"):
        user = "sato" if step == "approved" else "chie"
        corrected.done("incident", "step", step, "fixed-lines", "--why", "corrected", "--as", user)
    given = corrected.done(
        "incident", "refund", "fixed-lines", "--bill", "2015-09", "--on", "2015-10-05", "--as", "sato"
    )
    assert "3 records" in given
    shown = corrected.done("incident", "show", "fixed-lines")
    assert "7 yen" in shown
    # A bill of nothing but the basic charge, 280, less what is given back: A1 277 + 22, A2 276 + 22 of tax.
    bills = corrected.done("bill", "2015-09", "--as-known-on", "2015-10-05")
    assert "553 yen before tax + 44 yen of tax = 597 yen" in bills


_ABOUT = """incident: fixed-lines
title: {ja: 固定電話あて通話料の誤り, en: Calls to fixed lines}
place: {ja: 国内, en: Japan}
charge: {ja: 通話料, en: Calls}
right: {ja: 3分7円, en: 7 yen for 3 minutes}
wrong: {ja: 3分8円, en: 8 yen for 3 minutes}
period: {from: 2015-06-01, until: 2015-07-31}
window: {from: 2015-06-01, until: 2015-07-31}
contact:
  name: {ja: お客様窓口, en: Customer desk}
  telephone: 050-9999-0001
  hours: {ja: 午前9時〜午後8時, en: "9:00 to 20:00"}
"""


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--issued", "2015-06", "2015-08"), "--as USER"),
        (("--issued", "2015-08", "2015-06", "--as", "chie"), "the months 2015-08 and 2015-06 are reversed"),
        (("--issued", "2014-01", "2014-02", "--as", "chie"), "no bill of the months 2014-01 to 2014-02 was issued"),
        (("--issued", "2015-06", "2015-06", "--as", "clerk"), "clerk has no right to do this"),
        (("billed.csv", "--issued", "2015-06", "2015-06"), "say what is to be audited"),
        ((), "say what is to be audited"),
        (("billed.csv",), "say what is to be audited"),
    ],
)
def test_what_cannot_be_audited_is_said(corrected: Late, words: tuple[str, ...], why: str) -> None:
    out = corrected.folder / "refused"
    said = corrected("audit", *words, "--out", str(out))
    assert (said.returncode, why in said.stderr, out.exists()) == (2, True, False), said.stderr
    assert "Traceback" not in said.stderr
