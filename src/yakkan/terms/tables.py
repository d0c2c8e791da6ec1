"""The book as tables that an engine can join: one row a value in force, as the book was known on a day.

Days and instants are half-open; amounts are integers of 1/10,000 yen. Each table is a schema and a function that gives
its rows. What records cost stands in `tariff`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

from yakkan.days import LAST_DAY, Interval, Month
from yakkan.money import TAXED, text_of_units
from yakkan.terms.fixed import Fixed
from yakkan.terms.incoming_seconds import IncomingSeconds, IncomingSecondsValue
from yakkan.terms.percentage import Percentage
from yakkan.terms.resolve import as_known_on, tax_rate
from yakkan.terms.schema import Book, Entry, MonthlyFee, OneOffFee, Service, UsageCharge
from yakkan.terms.tariff import CITED, USE, cited, instants
from yakkan.terms.turns import turns

AShape = TypeVar("AShape", IncomingSeconds, Percentage, Fixed)

UNIT_OF_KIND = {"voice": "seconds", "video": "seconds", "sms": "messages", "packet": "packets", "data": "bytes"}
"""What the quantity of each kind of usage counts; a packet is 128 octets."""

ENTRIES = {
    "service": "string", "entry": "string", "place": "int64", "kind": "string", "name_ja": "string",
    "name_en": "string", "tax_class": "string", "line_rounding": "string", "unit": "string", "option": "string",
}  # fmt: skip
FEES = {
    "service": "string", "entry": "string", "on": "string", "start": "date", "end": "date", "yen": "int64",
    "rounding": "string", **CITED,
}  # fmt: skip
DISCOUNTS = {
    "service": "string", "entry": "string", "terms": "string", "start": "date", "end": "date", "per": "int64",
    "yen": "int64", "yen_text": "string", "remainder": "string", "rounding": "string", "first": "string",
    "pool_1": "string", "pool_2": "string", **CITED, "turn": "int64",
}  # fmt: skip
PERCENTAGES = {
    "service": "string", "entry": "string", "start": "date", "end": "date", "percent": "int64",
    "percent_text": "string", "rounding": "string", **CITED, "turn": "int64",
}  # fmt: skip
FIXED = {
    "service": "string", "entry": "string", "start": "date", "end": "date", "yen": "int64", "yen_text": "string",
    **CITED, "turn": "int64",
}  # fmt: skip
COUNTED = {
    "service": "string", "entry": "string", "in_force_from": "date", "recorded": "date", "usage_class": "string",
}  # fmt: skip
DISCOUNTED = {"service": "string", "entry": "string", "charge": "string"}
ALLOWANCES = {
    "service": "string", "allowance": "string", "start": "date", "end": "date", "per": "string", "granted": "int64",
    **CITED,
}  # fmt: skip
COVERED = {"service": "string", "allowance": "string", "charge": "string"}
METERED_TAX = {"month": "string", "tax_class": "string", "change": "date", "old": "int64", "percent": "int64"}
TAX = {"tax_class": "string", "start": "date", "end": "date", "percent": "int64"}
MONTHS = {
    "month": "string", "month_no": "int64", "first": "date", "next": "date", "days": "int64", "start": "timestamp",
    "end": "timestamp",
}  # fmt: skip


def entries(book: Book, known_on: date, completed_on: date | None = None) -> Iterator[tuple[Any, ...]]:
    """Each entry of each service as known: its place on a bill, its names, its tax class (its service's by default).

    What usage costs may be known only since `completed_on`: see `resolve.as_known_on`. `option` is the one that a
    contract must have to be charged; empty: none.
    """
    kinds = {UsageCharge: "usage", MonthlyFee: "monthly", OneOffFee: "one_off"}
    for service in book.services.values():
        for place, entry in enumerate(service.entries.values()):
            values = book.terms_of(entry).values if isinstance(entry, IncomingSeconds) else entry.values
            by_day = completed_on if completed_on and isinstance(entry, UsageCharge) else known_on
            if any(value.recorded <= by_day for value in values):
                tax_class = getattr(entry, "tax", None) or service.tax
                line = (
                    kinds.get(type(entry), "discount"),
                    *names(entry),
                    tax_class,
                    service.line_rounding,
                    unit(entry),
                )
                yield (service.service, entry.id, place, *line, getattr(entry, "option", None) or "")


def unit(entry: Entry) -> str:
    """What the quantity of an entry's line counts."""
    if not isinstance(entry, UsageCharge):
        return {MonthlyFee: "days", OneOffFee: "times", IncomingSeconds: "units"}.get(type(entry), "yen")
    units = {UNIT_OF_KIND[kind] for kind in entry.applies.kind or UNIT_OF_KIND}
    return units.pop() if len(units) == 1 else "quantity"


def has_options(book: Book) -> bool:
    """Whether a fee of the book is only for contracts with an option."""
    return any(fee.option for service in book.services.values() for fee in _fees_of(service))


def names(entry: Entry) -> tuple[str, str]:
    """An entry's names in Japanese and English; its id where it has none."""
    return (entry.name.ja, entry.name.en) if entry.name else (entry.id, entry.id)


def _fees_of(service: Service) -> list[MonthlyFee | OneOffFee]:
    return [*service.monthly_fees, *service.one_off_fees]


def fees(book: Book, known_on: date) -> Iterator[tuple[Any, ...]]:
    """Each fee and the days it is in force; `on` is `monthly` or the day of a one-off fee; no rounding: in full."""
    for service in book.services.values():
        for entry in _fees_of(service):
            on = entry.on if isinstance(entry, OneOffFee) else "monthly"
            proration = entry.proration if isinstance(entry, MonthlyFee) else "none"
            rounding = "" if proration == "none" else proration.rounding
            for days, value in as_known_on(known_on, entry.values):
                yield (service.service, entry.id, on, days.start, days.end, value.yen, rounding, *cited(value))


def discounts(book: Book, known_on: date) -> Iterator[tuple[Any, ...]]:
    """The parameters of each discount for incoming calls, and the days they are in force."""
    in_turn = turns(book)
    for service, discount, days, value in _discount_values(book, known_on):
        settled = value.settled
        pools = [pool.by for pool in settled.pools if not pool.services or service in pool.services]
        pool_1, pool_2 = [*pools, "", ""][:2]
        yield (
            service, discount.id, discount.parameters, days.start, days.end, settled.per, settled.yen,
            text_of_units(settled.yen), settled.remainder, settled.rounding, settled.against[0], pool_1, pool_2,
            *cited(value), in_turn[service, discount.id],
        )  # fmt: skip


def percentages(book: Book, known_on: date) -> Iterator[tuple[Any, ...]]:
    """Each discount of some percent and the days it is in force."""
    in_turn = turns(book)
    for service, discount in _discounts(book, Percentage):
        for days, value in as_known_on(known_on, discount.values):
            percent = (value.percent, text_of_units(value.percent), value.rounding)
            turn = in_turn[service, discount.id]
            yield (service, discount.id, days.start, days.end, *percent, *cited(value), turn)


def fixed(book: Book, known_on: date) -> Iterator[tuple[Any, ...]]:
    """Each discount of some yen and the days it is in force."""
    in_turn = turns(book)
    for service, discount in _discounts(book, Fixed):
        for days, value in as_known_on(known_on, discount.values):
            yen = (value.yen, text_of_units(value.yen))
            yield (service, discount.id, days.start, days.end, *yen, *cited(value), in_turn[service, discount.id])


def counted(book: Book, known_on: date, uses: Iterable[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Which usage earns discount for incoming calls, under each version of the discount's terms."""
    for service, discount, _, value in _discount_values(book, known_on):
        for usage_class in sorted({usage_class for of, usage_class in uses if of == service}):
            if value.settled.counts(dict(zip(USE, usage_class.split("|"), strict=True))):
                yield (service, discount.id, value.in_force.first, value.recorded, usage_class)


def _discount_values(
    book: Book, known_on: date
) -> Iterator[tuple[str, IncomingSeconds, Interval, IncomingSecondsValue]]:
    for service, discount in _discounts(book, IncomingSeconds):
        for days, value in as_known_on(known_on, book.terms_of(discount).values):
            yield service, discount, days, value


def _discounts(book: Book, shape: type[AShape]) -> Iterator[tuple[str, AShape]]:
    """The discounts of a shape, each with its service."""
    for service in book.services.values():
        yield from ((service.service, discount) for discount in service.discounts if isinstance(discount, shape))


def discounted(book: Book) -> Iterator[tuple[str, str, str]]:
    """Which charges a discount is taken from."""
    for service in book.services.values():
        for discount in service.discounts:
            yield from ((service.service, discount.id, charge) for charge in discount.of)


def allowances(book: Book, known_on: date) -> Iterator[tuple[Any, ...]]:
    """Each allowance and the days it is in force."""
    for service in book.services.values():
        for allowance in service.allowances:
            for days, value in as_known_on(known_on, allowance.values):
                granted = (allowance.per, value.quantity)
                yield (service.service, allowance.id, days.start, days.end, *granted, *cited(value))


def covered(book: Book) -> Iterator[tuple[str, str, str]]:
    """Which charges an allowance covers."""
    for service in book.services.values():
        for allowance in service.allowances:
            yield from ((service.service, allowance.id, charge) for charge in allowance.covers)


def metered_tax(book: Book, months: Iterable[Month]) -> Iterator[tuple[Any, ...]]:
    """The percent on a month's metered charges, and the `old` one of contracts that began before a `change` in it.

    A calendar month's metered charges are fixed on its last day. Where the month holds a change of rate with a
    transitional rule, continuous contracts from before it keep the rate of the day before.
    """
    for month in months:
        changes = [transition.change for transition in book.carrier.tax.transitional]
        change = next((day for day in changes if Month.of(day) == month), None)
        for tax_class in (*TAXED, "export_exempt", "exempt", "out_of_scope"):
            percent = tax_rate(book.carrier.tax, tax_class, month.last)
            old = tax_rate(book.carrier.tax, tax_class, change - timedelta(days=1)) if change else percent
            yield (str(month), tax_class, change or month.first, old, percent)


def tax(book: Book) -> Iterator[tuple[Any, ...]]:
    """The percent of each tax class by day of supply; a class that bears none has 0 for ever."""
    for tax_class in (*TAXED, "export_exempt", "exempt", "out_of_scope"):
        rates = [rate for rate in book.carrier.tax.rates if rate.class_ == tax_class]
        known = as_known_on(LAST_DAY, rates)
        yield (tax_class, date(1, 1, 1), known[0][0].start if known else LAST_DAY, 0)
        for days, rate in known:
            yield (tax_class, days.start, days.end, rate.percent)


def months(wanted: Iterable[Month]) -> Iterator[tuple[Any, ...]]:
    """Each month with its first day, the next month's, its length, and the instants it begins and ends in Japan."""
    for month in sorted(set(wanted)):
        days = Interval(month.first, month.next.first)
        yield (str(month), month.year * 12 + month.number - 1, days.start, days.end, month.days, *instants(days))
