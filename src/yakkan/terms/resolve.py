"""Two times: which value is in force on a day of use, as the book was known on another day.

A recorded value is never edited: a correction is a newer value over the same days, and as known on day D the latest
value recorded by D wins for each day.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from yakkan.days import LAST_DAY, Interval
from yakkan.terms.schema import Tax
from yakkan.terms.value import Value

AValue = TypeVar("AValue", bound=Value)


def as_known_on(day: date, values: Iterable[AValue], completed_on: date | None = None) -> list[tuple[Interval, AValue]]:
    """The values that hold, as known on `day`, each with the days that it holds for; in order, none overlapping.

    With `completed_on`, days on which no value was known go by what the book said of them first, by that later day:
    a month that was billed keeps its prices, and what nobody could price then is priced.
    """
    known: list[tuple[Interval, AValue]] = []
    for value in sorted(values, key=lambda value: value.recorded):
        covered = value.in_force.days
        if value.recorded <= day:
            known = [(piece, older) for days, older in known for piece in days.without(covered)]
            known.append((covered, value))
        elif completed_on is not None and value.recorded <= completed_on:
            known += [(piece, value) for piece in _left(covered, [days for days, _ in known])]
    return sorted(known, key=lambda pair: pair[0].start)


def _left(days: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What of `days` none of the intervals in `taken` holds."""
    pieces = [days]
    for other in taken:
        pieces = [rest for piece in pieces for rest in piece.without(other)]
    return pieces


def in_force(day: date, known: Iterable[tuple[Interval, AValue]]) -> AValue | None:
    """The value in force on a day of use; None where the terms do not cover it."""
    return next((value for days, value in known if day in days), None)


def tax_rate(tax: Tax, tax_class: str, day: date) -> int:
    """The percent of consumption tax for a supply on `day`: 0 where none is borne, or there was none yet."""
    rates = [rate for rate in tax.rates if rate.class_ == tax_class]
    rate = in_force(day, as_known_on(LAST_DAY, rates))
    return rate.percent if rate else 0
