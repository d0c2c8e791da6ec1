"""How long usage is kept: the last day of a period and the first after it, by hand."""

from datetime import date

import pytest

from yakkan.days import Month
from yakkan.terms.retention import deleted_from, longest_from
from yakkan.terms.schema import Retention

CITES = {"source": "example", "clause": "1"}


def period(kind: str | list[str], months: str, days: dict[str, str], recorded: str = "") -> Retention:
    said = {"kind": kind, "months": months, "in_force": days, "cites": CITES}
    return Retention.model_validate({**said, "recorded": recorded} if recorded else said)


SINCE = {"from": "2000-01-01"}
TODAY = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("month", "months", "first"),
    [
        ("2015-06", "1", "2015-08-01"),
        ("2015-06", "6", "2016-01-01"),
        ("2015-08", "6", "2016-03-01"),
        ("2015-12", "12", "2017-01-01"),
        ("2015-12", "1200", "2116-01-01"),
    ],
)
def test_a_period_is_counted_in_whole_months_after_the_month_of_use(month: str, months: str, first: str) -> None:
    assert str(deleted_from([period("voice", months, SINCE)], "voice", Month.parse(month), TODAY)) == first


def test_kinds_have_periods_of_their_own_and_the_longest_is_known() -> None:
    terms = [period(["voice", "sms"], "6", SINCE), period("packet", "3", SINCE)]
    june = Month(2015, 6)
    found = {kind: deleted_from(terms, kind, june, TODAY) for kind in ("voice", "sms", "packet", "data")}
    assert found == {"voice": date(2016, 1, 1), "sms": date(2016, 1, 1), "packet": date(2015, 10, 1), "data": None}
    assert longest_from(terms, june, TODAY) == date(2016, 1, 1)
    assert longest_from([], june, TODAY) is None


def test_a_change_within_a_month_gives_all_of_it_the_longer_period() -> None:
    terms = [
        period("voice", "6", {"from": "2000-01-01", "until": "2015-06-14"}),
        period("voice", "3", {"from": "2015-06-15"}),
    ]
    assert deleted_from(terms, "voice", Month(2015, 5), TODAY) == date(2015, 12, 1)
    assert deleted_from(terms, "voice", Month(2015, 6), TODAY) == date(2016, 1, 1)
    assert deleted_from(terms, "voice", Month(2015, 7), TODAY) == date(2015, 11, 1)


def test_a_month_that_the_terms_cover_in_part_has_no_period() -> None:
    assert deleted_from([period("voice", "6", {"from": "2015-06-02"})], "voice", Month(2015, 6), TODAY) is None


def test_a_correction_counts_from_the_day_on_which_it_was_recorded() -> None:
    terms = [period("voice", "6", SINCE), period("voice", "12", SINCE, "2015-11-20")]
    june = Month(2015, 6)
    assert deleted_from(terms, "voice", june, date(2015, 11, 19)) == date(2016, 1, 1)
    assert deleted_from(terms, "voice", june, date(2015, 11, 20)) == date(2016, 7, 1)
