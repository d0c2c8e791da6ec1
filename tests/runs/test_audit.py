"""Audits worked out by hand: the page's Germany and Cyprus, what was published too low, what cannot be held against
anything; and what is said of it."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from command import Command
from yakkan.messages import Refusals, Refused
from yakkan.runs.audit import Audit, AuditInputs, audit
from yakkan.runs.audit_source import BilledFiles
from yakkan.terms import load

BOOK = Path(__file__).parents[2] / "book"
KNOWN_ON = date(2008, 9, 10)
COLUMNS = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity,billed_yen"
O2, EPLUS = "packet,out,,,,DEUE2,", "packet,out,,,,DEUE1,"
CYPRUS, CYPRUS_TOO = "voice,forwarded,,,,CYPCT,", "voice,forwarded,,,,CYPTC,"
SRI_LANKA, ANTILLES = "video,in,,,,LKADG,", "voice,forwarded,,,,ANTCT,"

Row = tuple[int, str, str, int | str, str]
"""Whose number (1 is that of contract C1, account A1), the use, when, the quantity, the yen billed."""


def files(folder: Path, rows: list[Row], header: str = COLUMNS) -> tuple[Path, Path]:
    folder.mkdir(exist_ok=True)
    lines = [f"R{i},{number(row[0])},{row[1]},{row[2]},{row[3]},{row[4]}" for i, row in enumerate(rows, 1)]
    billed = folder / "billed.csv"
    billed.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    held = [f"C{i},A{i},K{i},world-wing,{number(i)}" for i in range(1, 13)]
    contracts = folder / "contracts.csv"
    contracts.write_text("\n".join(["contract,account,customer,service,number", *held]) + "\n", encoding="utf-8")
    return billed, contracts


def number(of: int) -> str:
    return f"09012340{of:03}"


def audited(
    folder: Path, rows: list[Row], header: str = COLUMNS, traffic: Path | None = None, kept: Path | None = None
) -> Audit:
    billed, contracts = files(folder, rows, header)
    inputs = AuditInputs(BilledFiles([billed], contracts), KNOWN_ON, traffic, kept=kept)
    return audit(load(BOOK), inputs, folder / "out")[0]


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def refunds(folder: Path, incident: str) -> dict[str, str]:
    return {
        row["contract"]: row["refund"]
        for row in rows_of(folder / "out" / "affected.csv")
        if row["incident"] == incident
    }


# ------------------------------------------------------------------------------------------------ the page's rows

GERMANY: list[Row] = [
    (1, O2, "2008-03-24T00:00:00", 1, "100"),
    (2, O2, "2008-04-01T12:00:00", 50, "100"),
    (3, O2, "2008-04-02T12:00:00", 51, "100"),  # 50.2 by the terms: 49.8 too much
    (4, O2, "2008-05-01T12:00:00", 75, "100"),  # 55 by the terms
    (5, O2, "2008-05-02T12:00:00", 99, "100"),  # 59.8: 40.2 too much
    (6, O2, "2008-06-01T12:00:00", 100, "100"),  # 60
    (7, O2, "2008-06-02T12:00:00", 101, "100.2"),  # 60.2
    (8, O2, "2008-07-10T23:59:59", 300, "140"),  # 100
    (9, O2, "2008-07-11T00:00:00", 300, "100"),  # right from here on
    (10, EPLUS, "2008-06-02T12:00:00", 300, "100"),
]


def test_the_refund_of_a_session_is_50_yen_falls_to_40_at_100_packets_and_stays_there(tmp_path):
    made = audited(tmp_path, GERMANY)
    assert [each.incident.id for each in made.found] == ["world-wing.packet-de-o2.1"]
    assert refunds(tmp_path, "world-wing.packet-de-o2.1") == {
        "C1": "50", "C2": "50", "C3": "50", "C4": "45", "C5": "41", "C6": "40", "C7": "40", "C8": "40",
    }  # fmt: skip
    roundings = {row["contract"]: row["rounding"] for row in rows_of(tmp_path / "out" / "affected.csv")}
    assert (roundings["C3"], roundings["C5"], roundings["C8"]) == ("0.2", "0.8", "0")
    assert made.counts == {"received": 10, "right": 2, "over": 8, "under": 0, "quarantined": 0, "duplicate": 0}


def test_the_incident_names_both_rates_and_the_days_that_the_configured_book_knows(tmp_path):
    audited(tmp_path, GERMANY)
    (incident,) = rows_of(tmp_path / "out" / "incidents.csv")
    assert incident["billed_rate"] == "{steps: [{up_to: 100, per: 100, yen: 100}, {per: 1, yen: 0.2}]}"
    assert incident["right_rate"] == "{steps: [{up_to: 50, per: 50, yen: 50}, {per: 1, yen: 0.2}]}"
    assert (incident["wrong_since"], incident["wrong_until"]) == ("2006-03-24", "2008-07-10")
    assert (incident["first_day"], incident["last_day"], incident["partners"]) == ("2008-03-24", "2008-07-10", "DEUE2")
    assert (incident["customers"], incident["records"], incident["over"]) == ("8", "8", "355")
    assert (incident["refund"], incident["rounding"], incident["origin"]) == ("356", "1", "configured")


def test_two_partners_of_one_charge_that_were_billed_alike_are_one_incident(tmp_path):
    made = audited(
        tmp_path,
        [
            (1, CYPRUS, "2008-04-08T00:00:00", 60, "110"),
            (1, CYPRUS_TOO, "2008-07-31T23:59:59", 61, "220"),
            (2, CYPRUS_TOO, "2008-08-01T00:00:00", 60, "80"),
        ],
    )
    (found,) = made.found
    assert found.where == ("CYPCT", "CYPTC")
    assert (found.customers, found.records, found.refund) == (1, 2, 90)  # 30 and 60
    assert (found.incident.since, found.incident.until) == (date(2004, 9, 7), date(2008, 7, 31))


def test_fractions_are_rounded_up_once_per_customer_and_incident(tmp_path):
    """Five sessions of 51 packets: 5 × 49.8 = 249; rounding each session would give 250."""
    audited(tmp_path, [(1, O2, f"2008-04-0{day}T00:00:00", 51, "100") for day in range(1, 6)])
    assert refunds(tmp_path, "world-wing.packet-de-o2.1") == {"C1": "249"}


# ------------------------------------------------------------------------------------------------ published too low


def test_where_less_was_published_than_rightly_billed_the_difference_is_given_back(tmp_path):
    made = audited(
        tmp_path,
        [
            (1, SRI_LANKA, "2008-01-28T23:59:59", 60, "100"),
            (1, SRI_LANKA, "2008-01-29T00:00:00", 61, "200"),
            (2, SRI_LANKA, "2008-09-10T23:59:59", 60, "100"),
            (3, ANTILLES, "2008-04-11T00:00:00", 120, "280"),  # 140 a minute; 100 was published
        ],
    )
    assert {each.incident.id: each.refund for each in made.found} == {
        "world-wing.video-in-lk.published.1": 300,
        "world-wing.forwarding-an.published.1": 80,
    }
    assert made.counts["right"] == 4
    assert {each.incident.since for each in made.found} == {date(2008, 1, 29), date(2008, 4, 11)}


def test_no_yen_is_given_back_twice_where_more_than_the_terms_was_billed_and_less_published(tmp_path):
    rows = [(i, SRI_LANKA, "2008-05-01T00:00:00", 60 * i, str(150 * i)) for i in range(1, 5)]
    audited(tmp_path, rows)
    of_terms = refunds(tmp_path, "world-wing.video-in-lk.1")
    of_published = refunds(tmp_path, "world-wing.video-in-lk.published.1")
    assert of_terms == {f"C{i}": str(50 * i) for i in range(1, 5)}
    assert of_published == {f"C{i}": str(100 * i) for i in range(1, 5)}  # the published price is 0: all is given back


# ------------------------------------------------------------------------------------------------ other findings


def test_without_a_configured_difference_it_is_only_known_since_when_it_was_seen(tmp_path):
    packets = [30, 44, 50, 51, 58, 65, 72, 79, 86, 93, 100]
    billed = [700 + 3 * max(each - 50, 0) for each in packets]  # tenths of a yen: 70 up to 50, then 0.3
    rows = [
        (1, EPLUS, f"2008-05-{i:02}T00:00:00", q, f"{b / 10}")
        for i, (q, b) in enumerate(zip(packets, billed, strict=True), 1)
    ]
    made = audited(tmp_path, rows)
    (found,) = made.found
    assert found.incident.since is None and made.presumed == {}
    (incident,) = rows_of(tmp_path / "out" / "incidents.csv")
    assert incident["billed_rate"] == "{steps: [{up_to: 50, per: 50, yen: 70}, {per: 1, yen: 0.3}]}"
    assert incident["wrong_since"] == ""


def test_an_undercharge_is_counted_apart_and_never_a_refund(tmp_path):
    rows = [(i, EPLUS, "2008-05-01T00:00:00", 10 * i, "40") for i in range(1, 6)]
    made = audited(tmp_path, rows)
    (found,) = made.found
    assert (found.over, found.under, found.refund) == (0, 5 * 100_000, 0)
    assert made.counts["under"] == 5


def test_a_few_records_that_no_rate_explains_are_lone_and_listed(tmp_path):
    made = audited(
        tmp_path, [(1, EPLUS, "2008-05-01T00:00:00", 40, "777.5"), (2, EPLUS, "2008-05-01T00:00:00", 60, "3")]
    )
    assert made.found == [] and made.lone == 2
    told = [
        (row["contract"], row["quantity"], row["billed"], row["terms"]) for row in rows_of(tmp_path / "out/lone.csv")
    ]
    assert told == [("C1", "40", "777.5", "50"), ("C2", "60", "3", "52")]


NO_YEN = {
    "": "missing_billed_yen",
    "-5": "negative_billed_yen",
    "$1": "other_currency",
    "1 USD": "other_currency",
    "abc": "other_currency",
    "1.23456": "bad_billed_yen",
    "1 000": "bad_billed_yen",
    "１００": "bad_billed_yen",
    "1000000000": "bad_billed_yen",
    "100,USD": "other_currency",
}


def test_an_amount_that_is_no_yen_is_quarantined_with_its_reason(tmp_path):
    rows = [(1, EPLUS, "2008-05-01T00:00:00", 40, text if "," in text else f"{text},JPY") for text in [*NO_YEN, "50"]]
    made = audited(tmp_path, rows, COLUMNS + ",currency")
    assert made.counts == {"received": 11, "right": 1, "over": 0, "under": 0, "quarantined": 10, "duplicate": 0}
    assert [row["reason"] for row in rows_of(tmp_path / "out" / "quarantine.csv")] == list(NO_YEN.values())


def test_a_file_that_says_nowhere_what_was_billed_is_refused(tmp_path):
    with pytest.raises((Refused, Refusals)) as refused:
        audited(tmp_path, [(1, EPLUS, "2008-05-01T00:00:00", 40, "")], COLUMNS.removesuffix(",billed_yen") + ",gone")
    assert "billed_yen" in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_usage_outside_the_terms_is_quarantined_and_a_record_twice_counts_once(tmp_path):
    billed, contracts = files(tmp_path, [(1, EPLUS, "2008-05-01T00:00:00", 40, "50")])
    text = billed.read_text(encoding="utf-8")
    again = text.splitlines()[1]
    strange = again.replace("R1,", "R2,").replace("DEUE1", "ZZZZ9")
    dearer = again.removesuffix(",50") + ",60"
    billed.write_text(f"{text}{again}\n{strange}\n{dearer}\n", encoding="utf-8")
    made, _ = audit(load(BOOK), AuditInputs(BilledFiles([billed], contracts), KNOWN_ON), tmp_path / "out")
    assert made.counts == {"received": 4, "right": 1, "over": 0, "under": 0, "quarantined": 2, "duplicate": 1}
    reasons = {row["reason"] for row in rows_of(tmp_path / "out" / "quarantine.csv")}
    assert reasons == {"not_covered", "other_content"}  # one record at two amounts: nobody knows which was billed


# ------------------------------------------------------------------------------------------------ presumed


def test_what_came_before_the_records_is_presumed_apart(tmp_path):
    made = audited(tmp_path, GERMANY)
    presumed = made.presumed["world-wing.packet-de-o2.1"]
    # 8 records in 109 days, 731 days before them: 53.7; 355 yen: 2,380.8
    assert (presumed.method, presumed.records.middle, presumed.yen.middle) == ("days", 54, 2_381)
    (row,) = rows_of(tmp_path / "out" / "presumed.csv")
    assert (row["since"], row["before"], row["usage_low"], row["usage_high"]) == (
        "2006-03-24",
        "2008-03-24",
        "0.5",
        "1.5",
    )


CYPRUS_CALLS: list[Row] = [
    (1, CYPRUS, "2008-04-10T00:00:00", 60, "110"),
    (2, CYPRUS_TOO, "2008-07-01T00:00:00", 61, "220"),
]


def test_each_incident_is_presumed_from_the_day_on_which_its_own_records_begin(tmp_path):
    kept = tmp_path / "kept.csv"
    days = "2008-03-24,2008-07-10,DEUE2\n2008-04-08,2008-07-31,CYPCT\n2008-04-08,,CYPTC\n"
    kept.write_text("from,until,partner\n" + days, encoding="utf-8")
    last = (3, SRI_LANKA, "2008-07-31T00:00:00", 60, "100")  # so that the records end where Cyprus' do
    made = audited(tmp_path, [*GERMANY, *CYPRUS_CALLS, last], kept=kept)
    rows = {row["incident"]: row for row in rows_of(tmp_path / "out" / "presumed.csv")}
    german, cypriot = rows["world-wing.packet-de-o2.1"], rows["world-wing.forwarding-cy.1"]
    # As many a day: 8 in 109 days are 54 in the 731 before (53.65), 2 in 115 days 23 in 1,309 (22.77).
    assert (german["before"], german["window_last"], german["records"]) == ("2008-03-24", "2008-07-10", "54")
    assert (cypriot["before"], cypriot["window_last"], cypriot["records"]) == ("2008-04-08", "2008-07-31", "23")
    assert made.window == (date(2008, 3, 24), date(2008, 7, 31))
    page = (tmp_path / "out" / "incidents.html").read_text(encoding="utf-8")
    assert "Records of such use: from 2008-04-08 to 2008-07-31." in page


def test_places_with_records_from_different_days_on_are_not_presumed_together(tmp_path):
    kept = tmp_path / "kept.csv"
    kept.write_text("from,until,partner\n2008-04-08,,CYPCT\n2008-05-01,,CYPTC\n", encoding="utf-8")
    assert audited(tmp_path, CYPRUS_CALLS, kept=kept).presumed == {}
    page = (tmp_path / "out" / "incidents.ja.html").read_text(encoding="utf-8")
    assert "場所ごとに分けて監査してください" in page and "想定はありません" not in page


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2008-04-31,,CYPCT", "line 2: '2008-04-31' and '' are not days"),
        ("2008-04-08,2008-04-07,CYPCT", "until (2008-04-07) is before from (2008-04-08)"),
        ("20080408,,CYPCT", "line 2: '20080408' and '' are not days"),
        ("2008-04-08,,", "does not say what records were kept of"),
        ("2008-04-08,,CYPCT\n2008-04-09,,CYPCT", "line 3: the days of records of CYPCT are given twice"),
        ("2008-04-11,,CYPCT", "met from 2008-04-10 to 2008-04-10, but records are said to be kept from 2008-04-11"),
    ],
)
def test_days_of_records_that_cannot_be_are_refused(tmp_path, row, why):
    kept = tmp_path / "kept.csv"
    kept.write_text(f"from,until,partner\n{row}\n", encoding="utf-8")
    with pytest.raises((Refused, Refusals)) as refused:
        audited(tmp_path, CYPRUS_CALLS[:1], kept=kept)
    assert why in str(refused.value) and not (tmp_path / "out").exists()


def test_statistics_of_traffic_say_how_many_there_were(tmp_path):
    traffic = tmp_path / "traffic.csv"
    lines = ["month,partner,records", "2006-02,DEUE2,999", "2006-03,DEUE2,310", "2006-04,DEUE2,300", "2008-03,DEUE2,31"]
    traffic.write_text("\n".join([*lines, "2008-04,DEUE2,500", "2007-01,DEUE1,900"]) + "\n", encoding="utf-8")
    made = audited(tmp_path, GERMANY, traffic=traffic)
    presumed = made.presumed["world-wing.packet-de-o2.1"]
    # 8 days of March 2006 are 80, April 300, 23 days of March 2008 are 23; all of o2's use in the window was wrong
    assert (presumed.method, presumed.records.middle) == ("traffic", 403)
    assert presumed.yen.middle == 17_883  # 403 × 355 / 8 = 17,883.1


def test_statistics_that_say_nothing_are_refused_with_their_lines(tmp_path):
    traffic = tmp_path / "traffic.csv"
    traffic.write_text("month,partner,records\n2006-13,DEUE2,1\n2006-01,DEUE2,many\n2006-01,,1\n", encoding="utf-8")
    with pytest.raises(Refusals) as refused:
        audited(tmp_path, GERMANY, traffic=traffic)
    assert [each.line for each in refused.value.all] == [2, 3, 4]


# ------------------------------------------------------------------------------------------------ the command


def test_the_command_says_all_this_in_both_languages_and_leaves_a_page_of_each(tmp_path):
    billed, contracts = files(tmp_path, GERMANY)
    call = ["audit", str(billed), "--contracts", str(contracts), "--book", str(BOOK), "--as-known-on", "2008-09-10"]
    with Command() as command:
        english = command.run([*call, "--out", "en"], tmp_path)
        japanese = command.run([*call, "--out", "ja"], tmp_path, "ja")
    assert (english.code, japanese.code) == (1, 1), english.err
    balance = "received 10 = right 2 + over 8 + under 0 + quarantined 0 + duplicate 0"
    assert english.out.splitlines()[-1] == japanese.out.splitlines()[-1] == balance
    assert "Billed: 100 yen up to 100 packets;" in english.out
    assert "Wrong from 2006-03-24 to 2008-07-10" in english.out
    assert "100パケットまで100円" in japanese.out
    assert same_bytes(tmp_path / "en", tmp_path / "ja")
    for name, words in (("incidents.html", "100 yen up to 100 packets"), ("incidents.ja.html", "100パケットまで100円")):
        page = (tmp_path / "en" / name).read_text(encoding="utf-8")
        assert words in page and "<svg" in page and "<table" in page and "<script" not in page
    run: dict[str, Any] = json.loads((tmp_path / "en" / "run.json").read_text(encoding="utf-8"))
    assert run["parameters"]["usage_low"] == "0.5" and "affected.csv" in run["files"]
    assert not (tmp_path / "en" / "audited.parquet").exists()


def same_bytes(one: Path, other: Path) -> bool:
    names = sorted(file.name for file in one.iterdir())
    return names == sorted(file.name for file in other.iterdir()) and all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in names
    )


def test_charges_that_are_right_are_said_to_be_right(tmp_path):
    billed, contracts = files(tmp_path, GERMANY[-2:])
    call = ["audit", str(billed), "--contracts", str(contracts), "--book", str(BOOK), "--out", "out"]
    with Command() as command:
        said = command.run([*call, "--as-known-on", "2008-09-10"], tmp_path)
    assert said.code == 0, said.err
    assert "No billing error was found." in said.out
