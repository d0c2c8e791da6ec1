"""What one record costs by a rate, in plain Python: the same begun units, maximum and rounding as the rating room's.

>>> steps = [{"up_to": "50", "per": "50", "yen": "50"}, {"per": "1", "yen": "0.2"}]
>>> cost(Rate.model_validate({"setup": "10", "steps": steps}), 51)      # 10 + 50 + 0.2 yen, in 1/10,000 yen
602000
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from yakkan.money import divide
from yakkan.terms.bands import segments
from yakkan.terms.rate import Rate, Step


def cost(rate: Rate | Literal["free"], quantity: int) -> int:
    """What a record of this quantity costs by a rate without bands, in 1/10,000 yen."""
    if rate == "free":
        return 0
    setup, steps = rate.prices[0]
    return _finished(rate, setup * rate.scale + _units(rate, steps, 0, quantity))


def cost_of_call(rate: Rate | Literal["free"], quantity: int, start: datetime, holidays: Collection[date] = ()) -> int:
    """The same for a call of this length that starts at a time of day: each part by its band, units begun anew."""
    if rate == "free" or not rate.bands:
        return cost(rate, quantity)
    total = 0
    for i, (band, since, until) in enumerate(_parts(rate, quantity, start, holidays)):
        setup, steps = rate.prices[band]
        total += (setup * rate.scale if i == 0 else 0) + _units(rate, steps, since, until)
    return _finished(rate, total)


def _parts(rate: Rate, quantity: int, start: datetime, holidays: Collection[date]) -> Iterator[tuple[int, int, int]]:
    """The bands of a call, in order, each with the seconds of the call that lie in it."""
    end = start + timedelta(seconds=quantity)
    for _, _, band, since, until in segments({0: rate}, [start.date()], quantity, holidays):
        if until > start and (since < end or since <= start):
            first, last = max(since, start), min(until, end)
            yield band, round((first - start).total_seconds()), round((last - start).total_seconds())


def _units(rate: Rate, steps: Sequence[Step], since: int, until: int) -> int:
    """The begun units from one quantity to another, each at its step's price; in the rate's scale."""
    total, reached = 0, 0
    for step in steps:
        first, last = max(since, reached), until if step.up_to is None else min(until, step.up_to)
        if last > first:
            total += divide(last - first, step.counted_in, "ceil") * int(step.price * rate.scale)
        reached = step.up_to or reached
    return total


def _finished(rate: Rate, total: int) -> int:
    """The maximum, then the rounding; from the rate's scale to 1/10,000 yen."""
    if rate.maximum is not None:
        total = min(total, rate.maximum * rate.scale)
    if rate.rounding is None:
        return divide(total, rate.scale, "floor")  # exact: the book refuses a rate that is not and does not round
    return divide(total, rate.rounding.to * rate.scale, rate.rounding.mode) * rate.rounding.to
