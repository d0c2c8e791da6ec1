"""Two times, by hand: which value holds on a day of use, as the book was known on another day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from books import book_with, fee, value
from hypothesis import given
from hypothesis import strategies as st

from yakkan.days import LAST_DAY
from yakkan.terms import as_known_on, tax_rate
from yakkan.terms.resolve import in_force

# 2010-01-01 on: 100 yen. Put right on 2010-06-01: in 2010-03 and 04 it was 90. Raised from 2011-01-01 to 120, which
# was published on 2010-12-01, and put off by a month on 2010-12-20.
FEE = fee(
    value("2010-01-01", "null", "2010-01-01", 100),
    value("2010-03-01", "2010-04-30", "2010-06-01", 90),
    value("2011-01-01", "null", "2010-12-01", 120),
    value("2011-01-01", "2011-01-31", "2010-12-20", 100),
)
BY_HAND = [
    # known on, day of use, yen (None: not covered)
    ("2009-12-31", "2010-01-01", None),
    ("2010-01-01", "2009-12-31", None),
    ("2010-01-01", "2010-01-01", 100),
    ("2010-05-31", "2010-03-01", 100),
    ("2010-06-01", "2010-02-28", 100),
    ("2010-06-01", "2010-03-01", 90),
    ("2010-06-01", "2010-04-30", 90),
    ("2010-06-01", "2010-05-01", 100),
    ("2010-11-30", "2011-01-01", 100),
    ("2010-12-01", "2010-12-31", 100),
    ("2010-12-01", "2011-01-01", 120),
    ("2010-12-19", "2011-01-31", 120),
    ("2010-12-20", "2011-01-31", 100),
    ("2010-12-20", "2011-02-01", 120),
    ("2030-01-01", "2010-03-15", 90),
    ("2030-01-01", "2029-12-31", 120),
]


VALUES = book_with(FEE).services["test-line"].monthly_fees[0].values


@pytest.mark.parametrize(("known_on", "day", "yen"), BY_HAND)
def test_the_latest_value_recorded_by_then_holds(known_on, day, yen):
    found = in_force(date.fromisoformat(day), as_known_on(date.fromisoformat(known_on), VALUES))
    assert (found.yen // 10_000 if found else None) == yen


# Recorded before 2011: from 2010-03 on. Later: 2010-01 to 2010-06 (first 50, then 60), and a correction of 2010-03 on.
COMPLETED = fee(
    value("2010-03-01", "null", "2010-03-01", 100),
    value("2010-01-01", "2010-06-30", "2011-01-01", 50),
    value("2010-01-01", "2010-06-30", "2011-02-01", 60),
    value("2010-03-01", "null", "2011-03-01", 90),
)


@pytest.mark.parametrize(
    ("completed_on", "day", "yen"),
    [
        ("2010-12-31", "2010-02-28", None),
        ("2011-01-01", "2010-02-28", 50),
        ("2011-06-01", "2010-01-01", 50),  # what was said first of a day without a price holds
        ("2011-06-01", "2009-12-31", None),
        ("2011-06-01", "2010-03-01", 100),  # and a price that was known is corrected by nothing
        ("2011-06-01", "2020-01-01", 100),
    ],
)
def test_days_without_a_value_are_completed_by_what_was_said_of_them_first(completed_on, day, yen):
    values = book_with(COMPLETED).services["test-line"].monthly_fees[0].values
    known = as_known_on(date(2010, 12, 31), values, date.fromisoformat(completed_on))
    found = in_force(date.fromisoformat(day), known)
    assert (found.yen // 10_000 if found else None) == yen
    assert all(before.end <= after.start for (before, _), (after, _) in pairwise(known))


@given(known_on=st.dates(date(2009, 6, 1), date(2012, 1, 1)))
def test_what_is_known_never_overlaps_and_is_in_order(known_on):
    known = as_known_on(known_on, VALUES)
    assert all(days.start < days.end for days, _ in known)
    assert all(before.end <= after.start for (before, _), (after, _) in pairwise(known))


def test_a_value_is_recorded_on_its_first_day_where_nothing_else_is_said():
    plain = fee("      - {in_force: {from: 2010-01-01}, yen: 100, cites: {source: example, clause: 試験}}\n")
    only = book_with(plain).services["test-line"].monthly_fees[0].values[0]
    assert only.recorded == date(2010, 1, 1)
    assert only.in_force.days.end == LAST_DAY


@pytest.mark.parametrize(
    ("tax_class", "day", "percent"),
    [
        ("standard", date(1989, 3, 31), 0),
        ("standard", date(1989, 4, 1), 3),
        ("standard", date(1997, 3, 31), 3),
        ("standard", date(1997, 4, 1), 5),
        ("standard", date(2014, 3, 31), 5),
        ("standard", date(2014, 4, 1), 8),
        ("standard", date(2019, 9, 30), 8),
        ("standard", date(2019, 10, 1), 10),
        ("reduced", date(2019, 10, 1), 8),
        ("export_exempt", date(2019, 10, 1), 0),
        ("exempt", date(2019, 10, 1), 0),
        ("out_of_scope", date(2019, 10, 1), 0),
    ],
)
def test_tax_goes_by_the_day_of_supply(tax_class, day, percent):
    assert tax_rate(book_with("").carrier.tax, tax_class, day) == percent


def test_a_rate_holds_up_to_the_day_before_the_next():
    tax = book_with("").carrier.tax
    changes = [rate.in_force.first for rate in tax.rates if rate.class_ == "standard"]
    for day in changes[1:]:
        assert tax_rate(tax, "standard", day - timedelta(days=1)) < tax_rate(tax, "standard", day)
