"""Whether two rates charge every quantity alike, decided by rating: the proof ends, though quantities do not.

What a record costs changes only where a unit begins. Between the borders of the steps of both rates each of them climbs
evenly: after the least common multiple of both units each has risen by a fixed amount. Where these amounts are equal
(and, if records are rounded, whole multiples of what they are rounded to) everything repeats, so that one such stretch
stands for all of it, to infinity in the last step. Above a maximum nothing changes any more. So "alike" is proved for
every quantity; "different" comes with the smallest quantity that shows it. Where a stretch begins more than `MOST`
units the two are held for different, without such a quantity: it is safer to ask than to miss one.

Of rates with bands, "alike" means that at each minute of the week the set-up and the steps are the same, and that the
bands change at the same moments (units begin anew there). This too is enough for every call, and is no more than that:
bands cut otherwise count as different even if no call showed it.
"""

from collections.abc import Iterator
from fractions import Fraction
from heapq import merge
from itertools import pairwise
from math import lcm
from typing import Any, Literal, NamedTuple, get_args

from yakkan.terms.compare.cost import cost
from yakkan.terms.rate import DayKind, Rate

MOST = 100_000
"""As many begun units of a stretch are compared at most."""

AnyRate = Rate | Literal["free"]


class Verdict(NamedTuple):
    """Whether two rates charge alike; if not, the smallest quantity that shows it, where one was found."""

    alike: bool
    quantity: int | None = None


class _Climb(NamedTuple):
    """For what goes beyond `start`, each begun `per` costs `price`, in 1/10,000 yen."""

    start: int
    per: int
    price: Fraction


def compared(one: AnyRate, other: AnyRate) -> Verdict:
    """Whether two rates charge every quantity alike, at whatever time."""
    if one == other:
        return Verdict(alike=True)
    one, other = _without_needless_bands(one), _without_needless_bands(other)
    if any(isinstance(rate, Rate) and rate.bands for rate in (one, other)):
        return Verdict(_week(one) == _week(other))
    return _by_rating(one, other)


def _by_rating(one: AnyRate, other: AnyRate) -> Verdict:
    if cost(one, 0) != cost(other, 0):
        return Verdict(alike=False, quantity=0)
    mine, theirs = _climbs(one), _climbs(other)
    borders = sorted({climb.start for climb in (*mine, *theirs)})
    for i, start in enumerate(borders):
        end = borders[i + 1] if i + 1 < len(borders) else None
        climbs = [next(climb for climb in reversed(each) if climb.start <= start) for each in (mine, theirs)]
        repeats = _repeats(climbs, one, other)
        until = min((at for at in (repeats and start + repeats, end) if at is not None), default=None)
        for count, quantity in enumerate(_begun(climbs, start, until)):
            if cost(one, quantity) != cost(other, quantity):
                return Verdict(alike=False, quantity=quantity)
            if count > MOST:
                return Verdict(alike=False)
    return Verdict(alike=True)


def _climbs(rate: AnyRate) -> list[_Climb]:
    """How a rate climbs, up to its maximum."""
    if rate == "free":
        return [_Climb(0, 1, Fraction(0))]
    setup, steps = rate.prices[0]
    reached, start = Fraction(setup), 0
    found: list[_Climb] = []
    for step in steps:
        if rate.maximum is not None and reached >= rate.maximum:
            break
        found.append(_Climb(start, step.counted_in, step.price))
        if rate.maximum is not None and step.price:
            units = -((reached - rate.maximum) // step.price)
            full = start + (units - 1) * step.counted_in + 1  # the first quantity that costs the maximum
            if step.up_to is None or full <= step.up_to:
                return [*found, _Climb(full - 1, 1, Fraction(0))]
        if step.up_to is not None:
            reached += -((start - step.up_to) // step.counted_in) * step.price
            start = step.up_to
    else:
        return found
    return [*found, _Climb(start, 1, Fraction(0))]


def _repeats(climbs: list[_Climb], one: AnyRate, other: AnyRate) -> int | None:
    """After how much more of the quantity both have risen by the same, so that all repeats; None: they drift apart."""
    per = lcm(*(climb.per for climb in climbs if climb.price), 1)
    rises = {climb.price * per / climb.per for climb in climbs}
    if len(rises) > 1:
        return None
    to = lcm(*(rate.rounding.to for rate in (one, other) if rate != "free" and rate.rounding), 1)
    return per * (rises.pop() / to).denominator


def _begun(climbs: list[_Climb], start: int, until: int | None) -> Iterator[int]:
    """The quantities after `start`, up to `until`, at which one of the two begins a unit; and the first of them all."""
    yield start + 1
    series = (_series(climb, start, until) for climb in climbs if climb.price)
    last = start + 1
    for quantity in merge(*series):
        if quantity > last:
            yield quantity
            last = quantity


def _series(climb: _Climb, start: int, until: int | None) -> Iterator[int]:
    quantity = climb.start + (start - climb.start) // climb.per * climb.per + 1
    while until is None or quantity <= until:
        if quantity > start:
            yield quantity
        quantity += climb.per


def _without_needless_bands(rate: AnyRate) -> AnyRate:
    """A rate that has only one band, as one without."""
    if rate == "free" or not rate.bands or len(rate.bands) > 1:
        return rate
    setup, steps = rate.prices[0]
    return rate.model_copy(update={"setup": setup, "steps": steps, "bands": None})


def _week(rate: AnyRate) -> Any:
    """What a rate with bands says of each minute of each kind of day, and where its bands change."""
    if rate == "free" or not rate.bands:
        return None
    prices = [(setup, tuple((s.up_to, s.counted_in, s.price) for s in steps)) for setup, steps in rate.prices]
    days = {kind: _day(rate, kind) for kind in get_args(DayKind)}
    said = {kind: [(since, prices[band]) for since, band in day] for kind, day in days.items()}
    midnights = {(a, b): days[a][-1][1] == days[b][0][1] for a in days for b in days}
    return said, midnights, rate.maximum, rate.rounding


def _day(rate: Rate, kind: DayKind) -> list[tuple[int, int]]:
    """The bands of a kind of day in order, each with the minute since when it holds; a band is told once."""
    held = sorted(
        (since, until, i)
        for i, band in enumerate(rate.bands or ())
        if kind in band.days
        for since, until in band.pieces
    )
    return [(since, i) for (_, _, before), (since, _, i) in pairwise([(0, 0, -1), *held]) if before != i]
