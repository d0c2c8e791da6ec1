"""Presumed: how many records were billed wrongly before any were kept, and how many yen, as an interval.

Nobody can name these customers. What is known of the identified, who stand in the records, is taken to be like what
came before: by monthly statistics of traffic where there are some, else by the days, usage a day being taken to be
between `LOW` and `HIGH` times that in the window. The interval holds the truth in about 90 of 100 such estimates; it
covers the chance in who was found, and that ratio, and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from statistics import NormalDist

LOW, HIGH = Fraction(1, 2), Fraction(3, 2)
"""What usage a day before the window is taken to be, times that in it."""
LEVEL = Fraction(9, 10)
_RATIOS = 41
_HALVINGS = 60
_SLACK = 1e-3


@dataclass(frozen=True)
class Identified:
    """What is known of those who stand in the records: how many wrong `records`, and the `yen` to be given back.

    The squares are sums over customers, of whom there are `customers`: the chance in the sums is theirs, because
    somebody who calls once calls again. `share` is what part of all such records was wrong, `seen` how many there were.
    """

    records: int
    yen: Fraction
    customers: int
    records_squared: int
    yen_squared: Fraction
    records_by_yen: Fraction
    seen: int = 0

    @classmethod
    def of(cls, by_customer: Iterable[tuple[int, Fraction, int]], seen: int = 0) -> "Identified":
        """From rows of records, yen and how many customers had just these."""
        rows = list(by_customer)
        return cls(
            sum(records * times for records, _, times in rows),
            sum((yen * times for _, yen, times in rows), Fraction(0)),
            sum(times for _, _, times in rows),
            sum(records * records * times for records, _, times in rows),
            sum((yen * yen * times for _, yen, times in rows), Fraction(0)),
            sum((yen * records * times for records, yen, times in rows), Fraction(0)),
            seen,
        )

    @classmethod
    def totals(cls, records: int, yen: int) -> "Identified":
        """Where only totals are known: each record is taken to be a customer's only one, and to cost the mean."""
        return cls.of([(1, Fraction(yen, records), records)])


@dataclass(frozen=True)
class Interval:
    """An estimate, and between what the truth lies in about 90 of 100 such estimates."""

    middle: int
    low: int
    high: int


@dataclass(frozen=True)
class Presumed:
    """An estimate of wrong records and of the yen to be given back, by a `method`: `days` or `traffic`."""

    method: str
    records: Interval
    yen: Interval


def by_days(
    found: Identified, window_days: int, days_before: int, ratio: tuple[Fraction, Fraction] = (LOW, HIGH)
) -> Presumed:
    """From totals only: the same a day as in the window, times something in `ratio`.

    Records come by customer, each customer by chance, so that a sum's variance is its customers' squares added up.
    """
    more = Fraction(days_before, window_days)
    of_records = _of_ratio(found.records * more, found.records_squared, more, ratio)
    return Presumed("days", of_records, _of_ratio(found.yen * more, found.yen_squared, more, ratio))


def by_traffic(found: Identified, records: int) -> Presumed:
    """From statistics that count `records` before the window: as many of them wrong as in it, at their mean refund.

    The mean's variance is that of a ratio of sums over customers; the presumed customers' own chance comes on top.
    """
    seen = max(found.seen, found.records)
    share = Fraction(found.records, seen)
    wrong, mean = records * share, found.yen / found.records
    more = wrong / found.records
    of_count = records * share * (1 - share) * (1 + Fraction(records, seen))
    squares = found.yen_squared - 2 * mean * found.records_by_yen + mean * mean * found.records_squared
    if found.customers > 1:
        squares = squares * found.customers / (found.customers - 1)
    of_yen = (more * more + more) * squares + mean * mean * of_count
    counted = _interval([(float(wrong), sqrt(of_count))], wrong)
    wide = _widened(sqrt(of_yen), found.customers)
    return Presumed("traffic", counted, _interval([(float(wrong * mean), wide)], wrong * mean))


def _widened(deviation: float, customers: int) -> float:
    """Of few customers the deviation itself is uncertain: as Student's t is wider than the normal distribution."""
    freedom = max(customers - 1, 1)
    z = NormalDist().inv_cdf(float((1 + LEVEL) / 2))
    return deviation * (1 + (z * z + 1) / (4 * freedom) + (5 * z**4 + 16 * z * z + 3) / (96 * freedom * freedom))


def _of_ratio(mean: Fraction, squares: Fraction | int, more: Fraction, ratio: tuple[Fraction, Fraction]) -> Interval:
    """Over ratios spread evenly: at each the mean times it, with the chance in the window and that before it."""
    low, high = ratio
    ratios = [low + (high - low) * Fraction(2 * i + 1, 2 * _RATIOS) for i in range(_RATIOS)]
    parts = [(float(mean * each), sqrt((each * more) ** 2 * squares + each * more * squares)) for each in ratios]
    return _interval(parts, mean * (low + high) / 2)


def _interval(parts: Sequence[tuple[float, float]], middle: Fraction) -> Interval:
    """The middle 90 % of equally likely normal distributions (mean, deviation); a count is never below 0."""
    tail = float((1 - LEVEL) / 2)
    low, high = floor(_quantile(parts, tail) + _SLACK), ceil(_quantile(parts, 1 - tail) - _SLACK)
    return Interval(round(middle), max(low, 0), high)


def _quantile(parts: Sequence[tuple[float, float]], level: float) -> float:
    """By halving: below it lies `level` of the whole."""
    curves = [NormalDist(mean, max(deviation, 1e-6)) for mean, deviation in parts]
    low = min(curve.mean - 6 * curve.stdev for curve in curves)
    high = max(curve.mean + 6 * curve.stdev for curve in curves)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(curve.cdf(middle) for curve in curves) < level * len(curves):
            low = middle
        else:
            high = middle
    return high
