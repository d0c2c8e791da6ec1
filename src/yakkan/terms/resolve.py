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


def as_known_on(day: date, values: Iterable[AValue]) -> list[tuple[Interval, AValue]]:
    """The values that hold, as known on `day`, each with the days that it holds for; in order, none overlapping."""
    known: list[tuple[Interval, AValue]] = []
    for value in sorted(values, key=lambda value: value.recorded):
        if value.recorded <= day:
            covered = value.in_force.days
            known = [(piece, older) for days, older in known for piece in days.without(covered)]
            known.append((covered, value))
    return sorted(known, key=lambda pair: pair[0].start)


def in_force(day: date, known: Iterable[tuple[Interval, AValue]]) -> AValue | None:
    """The value in force on a day of use; None where the terms do not cover it."""
    return next((value for days, value in known if day in days), None)


def tax_rate(tax: Tax, tax_class: str, day: date) -> int:
    """The percent of consumption tax for a supply on `day`: 0 where none is borne, or there was none yet."""
    rates = [rate for rate in tax.rates if rate.class_ == tax_class]
    rate = in_force(day, as_known_on(LAST_DAY, rates))
    return rate.percent if rate else 0
