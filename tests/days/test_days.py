"""Days, months and business days by a calendar on paper."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakkan.days import FIRST_DAY, LAST_DAY, Interval, Month, bank_holidays, business_day

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("month", "length", "last"),
    [
        ("2015-02", 28, date(2015, 2, 28)),
        ("2016-02", 29, date(2016, 2, 29)),
        ("1900-02", 28, date(1900, 2, 28)),  # a century is no leap year
        ("2000-02", 29, date(2000, 2, 29)),  # but the fourth is
        ("2015-06", 30, date(2015, 6, 30)),
        ("2015-12", 31, date(2015, 12, 31)),
    ],
)
def test_a_month_has_its_days(month, length, last):
    found = Month.parse(month)
    assert (found.days, found.last, str(found)) == (length, last, month)
    assert found.first == date.fromisoformat(month + "-01")


@pytest.mark.parametrize(
    "text", ["", "2015", "2015-6", "2015-13", "2015-00", "15-06", "2015-06-01", "２０１５-06", "2015/06", "0000-01"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError):
        Month.parse(text)


def test_months_follow_each_other_over_the_year():
    december = Month.parse("2015-12")
    assert str(december.next) == "2016-01"
    assert str(december.after(-12)) == "2014-12"
    assert str(december.after(14)) == "2017-02"
    assert Month.parse("2015-11") < december < december.next


@given(days, st.integers(-300, 300))
def test_every_day_lies_in_its_month_alone(day, months):
    month = Month.of(day)
    assert month.first <= day <= month.last < month.next.first
    assert Month.parse(str(month)) == month
    assert month.after(months).after(-months) == month


def test_days_in_a_file_are_both_included():
    june = Interval.inclusive(date(2015, 6, 1), date(2015, 6, 30))
    assert (june.start, june.end) == (date(2015, 6, 1), date(2015, 7, 1))
    assert date(2015, 6, 1) in june
    assert date(2015, 6, 30) in june
    assert date(2015, 5, 31) not in june
    assert date(2015, 7, 1) not in june


def test_a_leap_day_is_a_day():
    assert Interval.inclusive(date(2016, 2, 29), date(2016, 2, 29)) == Interval(date(2016, 2, 29), date(2016, 3, 1))
    assert Interval.inclusive(date(2015, 2, 28), date(2015, 2, 28)).end == date(2015, 3, 1)


def test_a_side_left_out_is_open():
    assert Interval.inclusive(None, None) == Interval(FIRST_DAY, LAST_DAY)


def test_what_touches_does_not_overlap():
    one, next_one = Interval(date(2015, 6, 1), date(2015, 7, 1)), Interval(date(2015, 7, 1), date(2015, 8, 1))
    assert not one.overlaps(next_one)
    assert one.overlaps(Interval(date(2015, 6, 30), date(2015, 7, 1)))


def test_days_are_taken_out_of_the_middle():
    june = Interval(date(2015, 6, 1), date(2015, 7, 1))
    taken = Interval(date(2015, 6, 10), date(2015, 6, 12))
    assert june.without(taken) == [Interval(june.start, taken.start), Interval(taken.end, june.end)]
    assert taken.without(june) == []
    assert june.without(Interval(date(2015, 7, 1), date(2015, 8, 1))) == [june]


@given(days, st.integers(1, 60), days, st.integers(1, 60))
def test_what_is_left_and_what_was_taken_make_the_whole(start, length, other_start, other_length):
    whole = Interval(start, start + timedelta(days=length))
    taken = Interval(other_start, other_start + timedelta(days=other_length))
    for day in (start + timedelta(days=i) for i in range(-2, length + 2)):
        left = [piece for piece in whole.without(taken) if day in piece]
        assert len(left) == (day in whole and day not in taken)
    assert whole.overlaps(taken) == (whole.without(taken) != [whole])


@pytest.mark.parametrize(
    ("day", "open_on"),
    [
        (date(2015, 6, 30), date(2015, 6, 30)),  # a Tuesday
        (date(2015, 2, 28), date(2015, 3, 2)),  # a Saturday
        (date(2015, 5, 31), date(2015, 6, 1)),  # a Sunday
        (date(2015, 12, 31), date(2016, 1, 4)),  # 12-31, New Year, 1-2 and 1-3 are bank holidays
        (date(2016, 12, 31), date(2017, 1, 4)),
        (date(2015, 5, 3), date(2015, 5, 7)),  # Sunday, two holidays, and the substitute for the Sunday
        (date(2019, 4, 27), date(2019, 5, 7)),  # the ten days of the accession
        (date(2016, 8, 11), date(2016, 8, 12)),  # Mountain Day was new
        (date(2015, 8, 11), date(2015, 8, 11)),  # and the year before it was none
    ],
)
def test_a_due_day_moves_to_the_next_day_on_which_banks_open(day, open_on):
    assert business_day(day, bank_holidays(day.year, day.year + 1)) == open_on


@given(days)
def test_a_business_day_is_never_earlier_and_is_open(day):
    closed = bank_holidays(day.year, day.year + 1)
    found = business_day(day, closed)
    assert day <= found
    assert found.weekday() < 5
    assert found not in closed
    assert business_day(found, closed) == found
