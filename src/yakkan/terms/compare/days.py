"""Two lines of dated values laid side by side."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from yakkan.days import Interval
from yakkan.terms.value import Value

AValue = TypeVar("AValue", bound=Value)
Dated = Sequence[tuple[Interval, AValue]]


def together(some: Dated[AValue], others: Dated[AValue]) -> Iterator[tuple[Interval, AValue, AValue]]:
    """The days on which both have a value, with the values."""
    for days, one, other in side_by_side(some, others):
        if one is not None and other is not None:
            yield days, one, other


def side_by_side(some: Dated[AValue], others: Dated[AValue]) -> Iterator[tuple[Interval, AValue | None, AValue | None]]:
    """The days on which at least one has a value, cut where either changes."""
    borders = sorted({day for days, _ in (*some, *others) for day in (days.start, days.end)})
    for start, end in pairwise(borders):
        one, other = (next((value for days, value in each if start in days), None) for each in (some, others))
        if one is not None or other is not None:
            yield Interval(start, end), one, other
