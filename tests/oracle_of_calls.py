"""The oracle of single records: every shape of price, second by second, with Fraction; nothing of yakkan.

`price` says what a record costs of which the first `free` of its quantity are covered by an allowance.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import NamedTuple

ROUNDINGS = {"floor": floor, "ceil": ceil, "half_up": lambda number: floor(number + Fraction(1, 2))}
DAY = 86_400
TIMES = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY // 60)]
KINDS = ("weekday", "saturday", "sunday", "holiday")

# The public holidays in and about the months that are asked for, as the Cabinet Office lists them.
HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        *("2006-12-23", "2007-01-01", "2009-09-21", "2009-09-22", "2009-09-23", "2009-12-23", "2010-01-01"),
        *("2010-04-29", "2010-05-03", "2012-01-01", "2012-01-02", "2012-01-09"),
        *("2014-03-21", "2014-04-29", "2014-05-03", "2014-05-04", "2014-05-05", "2014-05-06", "2015-02-11"),
        *("2015-05-03", "2015-05-04", "2015-05-05", "2015-05-06", "2015-12-23", "2016-01-01", "2016-01-11"),
        *("2016-02-11", "2016-03-20", "2016-03-21", "2016-10-10", "2019-04-29", "2019-04-30", "2019-05-01"),
        *("2019-05-02", "2019-05-03", "2019-05-04", "2019-05-05", "2019-05-06", "2019-09-16", "2019-09-23"),
        *("2019-10-14", "2019-10-22", "2019-11-03", "2019-11-04", "2019-11-23", "2020-02-11", "2020-02-23"),
        *("2020-02-24", "2023-10-09", "2026-01-01"),
    )
}


class Step(NamedTuple):
    """`yen` for each begun `per`, up to a total quantity; counted in begun increments where it has one."""

    per: int
    yen: Fraction
    up_to: int | None = None
    increment: int | None = None


class Band(NamedTuple):
    days: tuple[str, ...]
    since: str
    until: str
    steps: tuple[Step, ...]
    setup: Fraction = Fraction(0)


@dataclass(frozen=True, eq=False)
class Rate:
    """Steps, or bands with steps each; `rounding` is (to, mode). Without any it is free."""

    steps: tuple[Step, ...] = ()
    bands: tuple[Band, ...] = ()
    setup: Fraction = Fraction(0)
    maximum: Fraction | None = None
    rounding: tuple[Fraction, str] | None = None


FREE = Rate()


class Priced(NamedTuple):
    """What a record costs in yen, and what became of it on the way."""

    yen: Fraction
    bands: int = 0  # that it was charged in, one after the other
    capped: bool = False
    rounded: bool = False


def kind_of_day(day: date) -> str:
    if day in HOLIDAYS:
        return "holiday"
    return {5: "saturday", 6: "sunday"}.get(day.weekday(), "weekday")


def holds(band: Band, time: str) -> bool:
    """Whether a band holds a time of day, "08:00"; one that ends before it begins holds both ends of the day."""
    if band.since < band.until:
        return band.since <= time < band.until
    return time >= band.since or time < band.until


@cache
def week(rate: Rate) -> dict[str, list[Band]]:
    """The band of each minute of each kind of day; a rate without bands is one band."""
    bands = rate.bands or (Band(KINDS, "00:00", "24:00", rate.steps),)
    return {kind: _day([band for band in bands if kind in band.days]) for kind in KINDS}


def _day(bands: list[Band]) -> list[Band]:
    return [next(band for band in bands if holds(band, time)) for time in TIMES]


def price(rate: Rate, start: datetime, quantity: int, free: int = 0, *, in_bytes: bool = False) -> Priced:
    """What a record costs: second by second (or message, or packet); bytes, of which there are too many, by units."""
    if not rate.steps and not rate.bands:
        return Priced(Fraction(0))
    setup = rate.setup + week(rate)[kind_of_day(start.date())][start.hour * 60 + start.minute].setup
    yen, met = (_of_bytes(rate, quantity - free), 1) if in_bytes else _by_the_second(rate, start, quantity, free)
    whole = setup + yen
    capped = whole if rate.maximum is None else min(whole, rate.maximum)
    to, mode = rate.rounding or (None, "")
    final = Fraction(ROUNDINGS[mode](capped / to) * to) if to else capped
    return Priced(final, met, capped != whole, final != capped)


def _by_the_second(rate: Rate, start: datetime, quantity: int, free: int) -> tuple[Fraction, int]:
    """The begun units, and how many bands they lie in, one after the other."""
    kinds = week(rate)
    days = [kinds[kind_of_day(start.date() + timedelta(days=n))] for n in range(2 + quantity // DAY)]
    began = start.hour * 3600 + start.minute * 60 + start.second
    band, step, left, met = None, None, 0, 0
    begun: list[Step] = []
    for used in range(free, quantity):
        day, time = divmod(began + used, DAY)
        now, charged = days[day][time // 60], used - free
        if now is not band or (step and charged == step.up_to):
            met += now is not band
            band, left = now, 0
            step = next(step for step in now.steps if step.up_to is None or charged < step.up_to)
        if left == 0:
            left = step.increment or step.per
            begun.append(step)
        left -= 1
    steps = {id(step): step for step in begun}
    counted = Counter(id(step) for step in begun)
    return sum((price_of(steps[one]) * count for one, count in counted.items()), Fraction(0)), met


def price_of(step: Step) -> Fraction:
    """What a begun unit costs: `yen` for a `per`, counted in increments where there are any."""
    return step.yen * (step.increment or step.per) / step.per


def _of_bytes(rate: Rate, charged: int) -> Fraction:
    """The begun units of each step."""
    yen, reached = Fraction(0), 0
    for step in rate.steps:
        until = charged if step.up_to is None else min(charged, step.up_to)
        units = ceil(Fraction(max(until - reached, 0), step.increment or step.per))
        yen += units * price_of(step)
        reached = max(reached, until)
    return yen


def covered(calls: list[tuple[datetime, str, int]], granted: int) -> list[int]:
    """What of each (start, id, quantity) an allowance covers, in the order of `calls`: by start and then by id."""
    free = [0] * len(calls)
    for i in sorted(range(len(calls)), key=lambda i: calls[i][:2]):
        free[i] = min(granted, calls[i][2])
        granted -= free[i]
    return free
