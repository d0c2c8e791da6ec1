"""Usage charges of two services, matched by the use that they apply to, and what use only one of the two charges."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from yakkan.days import Interval
from yakkan.terms.compare import reach
from yakkan.terms.compare.alike import compared
from yakkan.terms.compare.days import together
from yakkan.terms.compare.difference import Found, Side
from yakkan.terms.resolve import as_known_on
from yakkan.terms.schema import RateValue, Service, UsageCharge


class _Known(NamedTuple):
    """A charge, the use that it reaches, and its values as known, each with its days."""

    charge: UsageCharge
    tax: str
    boxes: list[reach.Box]
    values: list[tuple[Interval, RateValue]]
    listed: list[frozenset[str] | None]

    def side(self, value: RateValue) -> Side:
        """What it says, by one of its values."""
        rate = value.rate if value.rate == "free" else value.rate.model_dump(mode="json", exclude_none=True)
        return Side(self.charge, (value,), {"rate": rate, "tax": self.tax})

    def on(self, day: date) -> Side:
        """What it says on a day on which it is in force."""
        return self.side(next(value for days, value in self.values if day in days))


_NOTHING = Side(None, (), {})


def differences(terms: Service, other: Service, known_on: date) -> Iterator[Found]:
    """What usage charges of `other` differ from those of `terms`, in pieces of days that may touch."""
    mine, theirs = _known(terms, known_on), _known(other, known_on)
    met_by: list[list[_Known]] = [[] for _ in theirs]
    for one in mine:
        met = [i for i, each in enumerate(theirs) if _meet(one, each) and reach.common(one.boxes, each.boxes)]
        for i in met:
            met_by[i].append(one)
            yield from _of_pair(one, theirs[i])
        for days, rest in _alone(one, [theirs[i] for i in met]):
            yield Found(days, one.on(days.start), _NOTHING, ("entry",), _usage(one, rest))
    for each, met_of in zip(theirs, met_by, strict=True):
        for days, rest in _alone(each, met_of):
            yield Found(days, _NOTHING, each.on(days.start), ("entry",), _usage(each, rest))


def _meet(one: _Known, other: _Known) -> bool:
    """Whether use could fall under both, by what they list: quickly told, for there are as many pairs as partners²."""
    return all(a is None or b is None or not a.isdisjoint(b) for a, b in zip(one.listed, other.listed, strict=True))


def _known(service: Service, known_on: date) -> list[_Known]:
    found = []
    for charge in service.usage_charges:
        said = (getattr(charge.applies, key) for key in reversed(reach.KEYS))  # the partner first: it tells most apart
        listed = [None if values is None else frozenset(values) for values in said]
        values = as_known_on(known_on, charge.values)
        found.append(_Known(charge, charge.tax or service.tax, reach.reach(charge.applies), values, listed))
    return found


def _usage(one: _Known, boxes: Sequence[reach.Box]) -> str:
    """Of which use, where it is not all that a charge applies to."""
    return "" if not reach.left(one.boxes, boxes) else reach.text(boxes)


def _of_pair(one: _Known, other: _Known) -> Iterator[Found]:
    """Two charges of the same use, on the days on which both books charge it."""
    shared = reach.common(one.boxes, other.boxes)
    usage = _usage(one, shared)
    for days, mine, theirs in together(one.values, other.values):
        facets = [] if compared(mine.rate, theirs.rate).alike else ["rate"]
        if one.tax != other.tax and not (mine.rate == theirs.rate == "free"):
            facets.append("tax")
        if facets:
            yield Found(days, one.side(mine), other.side(theirs), tuple(facets), usage)


def _alone(one: _Known, others: Sequence[_Known]) -> Iterator[tuple[Interval, list[reach.Box]]]:
    """The days and the use that a charge has to itself: no charge of the other book is in force there."""
    held = [days for each in (one, *others) for days, _ in each.values]
    borders = sorted({day for days in held for day in (days.start, days.end)})
    for start, end in pairwise(borders):
        if not any(start in days for days, _ in one.values):
            continue
        taken = [box for each in others if any(start in days for days, _ in each.values) for box in each.boxes]
        if rest := reach.left(one.boxes, taken):
            yield Interval(start, end), rest
