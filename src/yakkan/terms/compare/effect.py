"""What a difference comes to: what usage of a typical length costs by each of the two books."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple, get_args

from yakkan.money import UNITS_PER_YEN, divide
from yakkan.terms.compare.alike import AnyRate, compared
from yakkan.terms.compare.cost import cost_of_call
from yakkan.terms.compare.difference import Difference, Side
from yakkan.terms.rate import DayKind, Rate
from yakkan.terms.schema import FeeValue, RateValue, UsageCharge

TYPICAL = {
    "voice": (60, 180, 600),
    "video": (60, 180, 600),
    "sms": (1,),
    "packet": (1, 50, 100, 1000),
    "data": (1024**2, 100 * 1024**2, 1024**3),
}
"""Quantities that bills are full of, by kind: minutes of talk, a mail and a page of packets, megabytes."""

_DAYS: dict[DayKind, date] = {
    "weekday": date(2026, 6, 1), "saturday": date(2026, 6, 6), "sunday": date(2026, 6, 7), "holiday": date(2026, 6, 3),
}  # fmt: skip
"""A day of each kind, for rates with bands: a June has no public holiday, so one stands in."""
_HOLIDAYS = frozenset({_DAYS["holiday"]})
_MONTH, _HALF = 30, 15


class Effect(NamedTuple):
    """What both books charge for one record, or one month's fee, in 1/10,000 yen; None: a book does not charge it.

    `quantity` is in the unit of its `kind`; 0 for a fee, and `kind` is empty. Where the time of day decides, the call
    starts on such a `day` at `minute`.
    """

    kind: str
    quantity: int
    terms: int | None
    other: int | None
    day: DayKind | None = None
    minute: int = 0

    @property
    def differs(self) -> bool:
        """Whether the two charge it differently."""
        return self.terms != self.other


def kind_of(difference: Difference) -> str:
    """The kind of use that a difference is told by: the first that its entry applies to."""
    for side in (difference.terms, difference.other):
        if isinstance(side.entry, UsageCharge):
            return (side.entry.applies.kind or ("voice",))[0]
    return ""


def effects(difference: Difference, quantities: Sequence[int] = ()) -> list[Effect]:
    """The effect on some quantities, by default on those typical of its kind and the smallest that shows it."""
    if difference.section in ("monthly", "one_off"):
        return [_of_fee(difference)]
    if difference.section != "usage" or "entry" not in difference.facets and "rate" not in difference.facets:
        return []
    kind, rates = kind_of(difference), [_rate(side) for side in (difference.terms, difference.other)]
    wanted = set(quantities or TYPICAL[kind])
    if not quantities and rates[0] is not None and rates[1] is not None:
        smallest = compared(rates[0], rates[1]).quantity
        if not any(_at(kind, quantity, rates, None).differs for quantity in wanted) and smallest is not None:
            wanted.add(smallest)
    start = _first_difference(rates)
    return [_at(kind, quantity, rates, start) for quantity in sorted(wanted)]


def _rate(side: Side) -> AnyRate | None:
    value = side.values[0] if side.values else None
    return value.rate if isinstance(value, RateValue) else None


def _at(kind: str, quantity: int, rates: Iterable[AnyRate | None], start: tuple[DayKind, int] | None) -> Effect:
    day, minute = start or ("weekday", 0)
    at = datetime.combine(_DAYS[day], time(minute // 60, minute % 60))
    terms, other = (None if rate is None else cost_of_call(rate, quantity, at, _HOLIDAYS) for rate in rates)
    return Effect(kind, quantity, terms, other, *(start or ()))


def _first_difference(rates: Sequence[AnyRate | None]) -> tuple[DayKind, int] | None:
    """When a call starts for which the bands of the two charge differently; None where neither has bands."""
    banded = [rate for rate in rates if isinstance(rate, Rate) and rate.bands]
    if not banded:
        return None
    known = [rate for rate in rates if rate is not None]
    for day, minute in _borders(banded):
        at = datetime.combine(_DAYS[day], time(minute // 60, minute % 60))
        costs = [[cost_of_call(rate, quantity, at, _HOLIDAYS) for quantity in TYPICAL["voice"]] for rate in known]
        if len(costs) < 2 or costs[0] != costs[1]:
            return day, minute
    return "weekday", 0


def _borders(rates: Iterable[Rate]) -> Iterator[tuple[DayKind, int]]:
    """The kinds of day, each with the minutes at which a band begins."""
    bands = [band for rate in rates for band in rate.bands or ()]
    for day in get_args(DayKind):
        yield from (
            (day, minute) for minute in sorted({since for b in bands if day in b.days for since, _ in b.pieces})
        )


def _of_fee(difference: Difference) -> Effect:
    """A fee of a full month; where only the proration differs, of half of it."""
    sides = (difference.terms, difference.other)
    only_proration = difference.facets == ("proration",)
    terms, other = (_fee(side, _HALF if only_proration else _MONTH) for side in sides)
    return Effect("", 0, terms, other)


def _fee(side: Side, days: int) -> int | None:
    value = side.values[0] if side.values else None
    if not isinstance(value, FeeValue):
        return None
    rounding = side.facets.get("proration", "none")
    if rounding == "none" or days == _MONTH:
        return value.yen
    return divide(value.yen // UNITS_PER_YEN * days, _MONTH, rounding) * UNITS_PER_YEN
