"""The estimate of who cannot be named: the page's figures lie in it, and so does the truth of invented worlds."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from yakkan.correction.presumed import Identified, Interval, Presumed, by_days, by_traffic

WORLDS = 200


def holds(interval: Interval, truth: Fraction | int) -> bool:
    return interval.low <= truth <= interval.high


@pytest.mark.parametrize(
    ("identified", "window", "before", "presumed"),
    [
        # Germany: 2006-03-24 to 2008-03-23 is 365 + 366 days; the window 2008-03-24 to 07-10 is 109
        ((11_704, 4_750_000), 109, 731, (64_000, 26_000_000)),
        # Cyprus: 2004-09-07 to 2008-04-07 is 3 years of 365, 365 and 365 days, and 214 more; 04-08 to 07-31 is 115
        ((38, 100_000), 115, 3 * 365 + 214, (540, 1_400_000)),
    ],
)
def test_the_interval_holds_what_the_page_presumes(identified, window, before, presumed):
    found = by_days(Identified.totals(*identified), window, before)
    assert holds(found.records, presumed[0])
    assert holds(found.yen, presumed[1])
    assert found.records.low > 0


def test_the_middle_is_the_same_a_day_as_in_the_window():
    found = by_days(Identified.totals(11_704, 4_750_000), 109, 731)
    assert found.records.middle == 78_492  # 11,704 / 109 × 731 = 78,491.6
    assert found.yen.middle == 31_855_505  # 4,750,000 / 109 × 731 = 31,855,504.6
    # of an even spread from 0.5 to 1.5 the middle 90 % are 0.55 to 1.45, the chance in 11,704 records adds little
    assert found.records.low == pytest.approx(0.55 * 78_492, rel=0.02)
    assert found.records.high == pytest.approx(1.45 * 78_492, rel=0.02)


def test_statistics_that_count_everything_leave_only_the_mean_refund_to_chance():
    rows = [(2, Fraction(80), 30), (1, Fraction(50), 20)]  # 80 records, 3,400 yen: 42.5 yen a record
    found = by_traffic(Identified.of(rows, seen=80), 1_000)
    assert found.records == Interval(1_000, 1_000, 1_000)
    assert found.yen.middle == 42_500
    assert found.yen.low < 42_500 < found.yen.high


def test_of_traffic_of_which_half_was_wrong_half_is_presumed_wrong():
    found = by_traffic(Identified.of([(1, Fraction(50), 100)], seen=200), 1_000)
    assert (found.records.middle, found.yen.middle) == (500, 25_000)
    assert found.records.low < 470 and found.records.high > 530


# ------------------------------------------------------------------------------------------------ invented worlds


def customers(random: Random, days: int, a_day: float) -> Iterator[tuple[int, Fraction]]:
    """Who travels on these days, with the records and the refund of each: sessions of 50 yen that fall to 40."""
    for _ in range(sum(random.random() < a_day / 10 for _ in range(10 * days))):
        sessions = 1 + int(random.expovariate(0.4))
        lengths = [int(random.expovariate(1 / 90)) + 1 for _ in range(sessions)]
        yield sessions, sum((Fraction(500 - 2 * min(max(each - 50, 0), 50), 10) for each in lengths), Fraction(0))


def worlds(ratio: bool) -> Iterator[tuple[Identified, int, Fraction]]:
    """Identified in 100 days, and the truth of 600 days before: records and yen."""
    for seed in range(WORLDS):
        random = Random(seed)
        a_day = random.choice((0.3, 1.0, 2.0))
        within = list(customers(random, 100, a_day))
        before = list(customers(random, 600, a_day * (random.uniform(0.5, 1.5) if ratio else 1)))
        found = Identified.of((records, yen, 1) for records, yen in within)
        yield found, sum(records for records, _ in before), sum((yen for _, yen in before), Fraction(0))


def within(found: list[bool]) -> bool:
    """80 to 97 % of the worlds."""
    return 0.80 * len(found) <= sum(found) <= 0.97 * len(found)


def test_nine_of_ten_intervals_by_days_hold_the_truth():
    estimates: list[tuple[Presumed, int, Fraction]] = [
        (by_days(found, 100, 600), records, yen) for found, records, yen in worlds(ratio=True)
    ]
    assert within([holds(each.records, records) for each, records, _ in estimates])
    assert within([holds(each.yen, yen) for each, _, yen in estimates])


def test_nine_of_ten_intervals_by_traffic_hold_the_truth():
    estimates = [(by_traffic(found, records), yen) for found, records, yen in worlds(ratio=False)]
    assert within([holds(each.yen, yen) for each, yen in estimates])
