"""What an audit knows of prices: the terms' own, by value; and the rates that may have been billed instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from yakkan.correction.incident import Incident, Price
from yakkan.correction.naming import Origin
from yakkan.correction.shape import Shape, of_rate
from yakkan.days import LAST_DAY
from yakkan.terms import Book
from yakkan.terms.compare import Difference, differences
from yakkan.terms.schema import RateValue, UsageCharge
from yakkan.terms.tariff import Tariff


@dataclass(frozen=True)
class Known:
    """That on its days a `difference` from the terms was billed: as a system was `configured`, or as the terms were
    `recorded` then."""

    sort: Literal["configured", "recorded"]
    difference: Difference

    @classmethod
    def configured(cls, book: Book, known_on: date) -> "list[Known]":
        """What the configured book charges differently for usage; nothing where there is no such book."""
        return [cls("configured", each) for each in usage_differences(book, book.configured, known_on)]


def prices(book: Book, tariff: Tariff) -> dict[int, Price]:
    """The price of each value of a tariff: of the band where it is a band's."""
    schema, rows = tariff.rates
    service_of = {row[list(schema).index("value")]: row[list(schema).index("service")] for row in rows}
    first: dict[tuple[str, str, date, date], int] = {}
    found = {}
    for number, charge, _, _, since, recorded, source, clause, *_ in tariff.values[1]:
        service = service_of[number]
        head = first.setdefault((service, charge, since, recorded), number)
        value = _value(book, service, charge, (since, recorded))
        shapes = _shapes(value)
        place = number - head - (1 if len(shapes) > 1 or head in tariff.schemes else 0)
        found[number] = Price(service, charge, since, shapes[max(place, 0)], source, clause)
    return found


def _value(book: Book, service: str, charge: str, version: tuple[date, date]) -> RateValue:
    entry = next(each for each in book.services[service].usage_charges if each.id == charge)
    return next(value for value in entry.values if (value.in_force.first, value.recorded) == version)


def _shapes(value: RateValue) -> list[Shape]:
    return [Shape()] if value.rate == "free" else of_rate(value.rate)


def origins(book: Book, price: Price, kind: str, known: Sequence[Known]) -> list[Origin]:
    """The rates that are there already and may have been billed in the place of `price`, the likeliest first."""
    found = [
        Origin(each.sort, each.difference.other.id, shape)
        for each in known
        if _is_of(each.difference, price)
        for shape in _of_side(each.difference)
    ]
    charges = book.services[price.service].usage_charges
    own = [charge for charge in charges if charge.id == price.entry]
    others = [charge for charge in charges if charge.id != price.entry and kind in (charge.applies.kind or (kind,))]
    for sort, which in (("value", own), ("entry", others)):
        for charge in which:
            found += [Origin(sort, _named(charge, value, sort), s) for value in charge.values for s in _shapes(value)]
    return [origin for origin in found if origin.shape != price.shape]


def _named(charge: UsageCharge, value: RateValue, sort: str) -> str:
    return str(value.in_force.first) if sort == "value" else charge.id


def _of_side(difference: Difference) -> Iterator[Shape]:
    for value in difference.other.values:
        if isinstance(value, RateValue):
            yield from _shapes(value)


def usage_differences(book: Book, other: Book | None, known_on: date) -> list[Difference]:
    """What another book charges differently for usage; nothing where there is no other book."""
    if other is None:
        return []
    return [each for each in differences(book, other, known_on) if each.section == "usage"]


def _is_of(difference: Difference, price: Price) -> bool:
    return (difference.service, difference.entry) == (price.service, price.entry)


def period(known: Sequence[Known], price: Price, shape: Shape) -> tuple[date, date] | None:
    """The days [start, end) on which `shape` is known to have been billed in the place of an entry's price."""
    found = [each.difference for each in known if _is_of(each.difference, price)]
    days = [each.days for each in found if shape in set(_of_side(each))]
    return (min(each.start for each in days), max(each.end for each in days)) if days else None


def of_side(difference: Difference) -> Price:
    """The latest price that the other book of a difference says."""
    value = next(each for each in reversed(difference.other.values) if isinstance(each, RateValue))
    since, cites = value.in_force.first, value.cites
    return Price(difference.service, difference.entry, since, _shapes(value)[0], cites.source, cites.clause)


def dated(incident: Incident, days: tuple[date, date] | None) -> Incident:
    """An incident with the days [start, end) on which it is known to have gone on."""
    if days is None:
        return incident
    until = None if days[1] == LAST_DAY else days[1] - timedelta(days=1)
    return replace(incident, since=days[0], until=until)
