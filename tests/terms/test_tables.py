"""The book as tables: one row a value in force, days half-open, amounts in 1/10,000 yen."""

from datetime import date

import pytest
from books import BOOK, book_with, fee, value

from yakkan.days import Month
from yakkan.terms import load, tables
from yakkan.terms import tariff as tariffs
from yakkan.terms.tariff import BEYOND

KNOWN_ON = date(2026, 1, 1)
METERED = """\
usage_charges:
  - id: local
    applies: {kind: voice, direction: out, peer: [fixed, ip-fixed]}
    values:
      - in_force: {from: 2010-01-01, until: 2010-06-30}
        rate: {setup: 10, steps: [{up_to: 60, per: 60, yen: 30}, {per: 6, yen: "0.25"}], maximum: 5000}
        cites: {source: example, clause: 一}
      - in_force: {from: 2010-07-01, until: null}
        rate: free
        cites: {source: example, clause: 二}
"""
OUT_FIXED, OUT_IP_FIXED, IN = "voice|out|fixed|||", "voice|out|ip-fixed|||", "voice|in|fixed|||"


def rows(table: tuple[dict, list]) -> list[dict]:
    schema, content = table
    return [dict(zip(schema, row, strict=True)) for row in content]


def tariff(*uses: str, known_on: date = KNOWN_ON) -> tariffs.Tariff:
    return tariffs.tariff(book_with(METERED), known_on, [("test-line", use) for use in uses])


def test_a_rate_is_spread_over_columns():
    before, free = rows(tariff(OUT_FIXED).rates)
    assert (str(before["start"]), str(before["end"])) == ("2010-01-01 00:00:00", "2010-07-01 00:00:00")
    assert (before["setup"], before["maximum"]) == (100_000, 50_000_000)
    assert [before[f"{name}_1"] for name in ("from", "up_to", "per", "yen")] == [0, 60, 60, 300_000]
    assert [before[f"{name}_2"] for name in ("from", "up_to", "per", "yen")] == [60, BEYOND, 6, 2_500]
    assert (str(free["start"]), str(free["end"])) == ("2010-07-01 00:00:00", "9999-12-31 00:00:00")
    assert [free[f"yen_{i}"] for i in (1, 2)] == [0, 0]


def test_what_a_line_cites_stands_beside_the_rates():
    found = tariff(OUT_FIXED, OUT_IP_FIXED)
    cited = {row["value"]: (row["charge"], row["free"], row["clause"]) for row in rows(found.values)}
    assert cited == {0: ("local", False, "一"), 1: ("local", True, "二")}
    assert [row["value"] for row in rows(found.rates)] == [0, 1, 0, 1]
    assert (found.steps, found.capped) == (2, True)


def test_what_the_terms_do_not_cover_has_no_rate():
    assert rows(tariff(IN).rates) == []
    assert rows(tariffs.tariff(book_with(METERED), KNOWN_ON, [("no-such-service", OUT_FIXED)]).rates) == []


def test_what_was_not_yet_known_has_no_rate():
    assert rows(tariff(OUT_FIXED, known_on=date(2009, 12, 31)).rates) == []
    assert len(rows(tariff(OUT_FIXED, known_on=date(2010, 6, 30)).rates)) == 1


def test_the_packets_of_the_example_book():
    found = tariffs.tariff(load(BOOK), KNOWN_ON, [("world-wing", "packet|out|||DEUE2|")])
    (rate,) = rows(found.rates)
    assert [rate[f"{name}_2"] for name in ("from", "per", "yen")] == [50, 1, 2_000]
    assert not found.capped


def test_a_month_of_a_change_knows_the_old_rate():
    found = list(tables.metered_tax(load(BOOK), [Month.parse("2014-03"), Month.parse("2014-04")]))
    assert ("2014-03", "standard", date(2014, 3, 1), 5, 5) in found
    assert ("2014-04", "standard", date(2014, 4, 1), 5, 8) in found
    assert ("2014-04", "export_exempt", date(2014, 4, 1), 0, 0) in found


def test_tax_by_day_covers_all_days_of_each_class():
    for tax_class in ("standard", "reduced", "export_exempt", "exempt", "out_of_scope"):
        spans = [row[1:3] for row in tables.tax(load(BOOK)) if row[0] == tax_class]
        assert spans[0][0] == date(1, 1, 1)
        assert spans[-1][1] == date(9999, 12, 31)
        assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize(("month", "days", "after"), [("2016-02", 29, "2016-03-01"), ("2015-12", 31, "2016-01-01")])
def test_a_month_has_its_length_and_its_next(month, days, after):
    (row,) = tables.months([Month.parse(month)] * 2)
    found = dict(zip(tables.MONTHS, row, strict=True))
    assert (found["days"], str(found["next"])) == (days, after)
    assert found["month_no"] == int(month[:4]) * 12 + int(month[5:]) - 1


def test_a_fee_has_a_row_for_each_value_in_force():
    book = book_with(
        fee(value("2010-01-01", "2010-12-31", "2010-01-01", 100), value("2011-01-01", "null", "2011-01-01", 1))
    )
    found = [dict(zip(tables.FEES, row, strict=True)) for row in tables.fees(book, KNOWN_ON)]
    ours = [
        (str(row["start"]), str(row["end"]), row["yen"], row["rounding"])
        for row in found
        if row["service"] == "test-line"
    ]
    assert ours == [("2010-01-01", "2011-01-01", 1_000_000, ""), ("2011-01-01", "9999-12-31", 10_000, "")]


def test_calls_that_count_are_told_by_their_class():
    uses = [
        f"voice|in|{peer}|||{gateway}"
        for peer in ("fixed", "ip-fixed", "mobile", "phs", "ip050", "international", "")
        for gateway in ("", "bypassed")
    ]
    found = {row[4] for row in tables.counted(load(BOOK), KNOWN_ON, [("ocn-dotphone", use) for use in uses])}
    assert {use for use in found if use.endswith("|")} == {
        f"voice|in|{peer}|||" for peer in ("fixed", "ip-fixed", "mobile", "phs", "international")
    }
    assert "voice|in|ip-fixed|||bypassed" not in found


def test_a_group_comes_before_a_plan_for_office_contracts_alone():
    found = [dict(zip(tables.DISCOUNTS, row, strict=True)) for row in tables.discounts(load(BOOK), KNOWN_ON)]
    pools = {row["service"]: (row["pool_1"], row["pool_2"]) for row in found}
    assert pools == {
        "ocn-dotphone": ("plan", ""),
        "050-anshin-number": ("plan", ""),
        "ocn-dotphone-office": ("group", "plan"),
    }
