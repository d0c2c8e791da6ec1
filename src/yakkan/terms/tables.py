"""The book as tables that an engine can join: one row a value in force, as the book was known on a day.

Days and instants are half-open; amounts are integers of 1/10,000 yen. Each table is a schema and a function that gives
its rows. The distinct kinds of usage in a month are few: they are matched to entries here, once, and joined there.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from yakkan.days import LAST_DAY, Interval, Month
from yakkan.money import TAXED, text_of_units
from yakkan.terms.resolve import as_known_on, tax_rate
from yakkan.terms.schema import (
    Book,
    Entry,
    IncomingSeconds,
    IncomingSecondsValue,
    MonthlyFee,
    OneOffFee,
    Rate,
    RateValue,
    Service,
    UsageCharge,
    Value,
)

USE = ("kind", "direction", "peer", "country", "partner", "gateway")
"""The columns of usage that terms are matched by; `usage_class` holds them joined by `|`."""

UNIT_OF_KIND = {"voice": "seconds", "video": "seconds", "sms": "messages", "packet": "packets", "data": "bytes"}
"""What the quantity of each kind of usage counts; a packet is 128 octets."""

BEYOND = 10**15
"""More than any record's quantity or amount: where a step that a rate does not have begins, a cap that never caps."""

CITED = {"in_force_from": "date", "recorded": "date", "source": "string", "clause": "string"}
"""What a line cites of a value: its version and the clause it was copied from."""

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
    "pool_1": "string", "pool_2": "string", **CITED,
}  # fmt: skip
COUNTED = {
    "service": "string", "entry": "string", "in_force_from": "date", "recorded": "date", "usage_class": "string",
}  # fmt: skip
DISCOUNTED = {"service": "string", "entry": "string", "charge": "string"}
RATES = {
    "tariff": "int64", "value": "int64", "service": "string", "usage_class": "string", "start": "timestamp",
    "end": "timestamp", "setup": "int64", "maximum": "int64",
}  # fmt: skip
VALUES = {
    "value": "int64", "charge": "string", "free": "boolean", **CITED, "setup": "int64", "setup_text": "string",
    "maximum": "int64", "maximum_text": "string",
}  # fmt: skip
METERED_TAX = {"month": "string", "tax_class": "string", "change": "date", "old": "int64", "percent": "int64"}
TAX = {"tax_class": "string", "start": "date", "end": "date", "percent": "int64"}
MONTHS = {
    "month": "string", "month_no": "int64", "first": "date", "next": "date", "days": "int64", "start": "timestamp",
    "end": "timestamp",
}  # fmt: skip


class Tariff(NamedTuple):
    """The metered rates for the usage at hand, as two tables (schema and rows each), and how they were built.

    `rates` price a record: one row a (service, usage class) and days in force, with the `value` that it comes from;
    `values` say what a line cites and shows: one row a value.
    """

    rates: tuple[dict[str, str], list[tuple[Any, ...]]]
    values: tuple[dict[str, str], list[tuple[Any, ...]]]
    steps: int
    capped: bool


def tariff(book: Book, known_on: date, uses: Iterable[tuple[str, str]]) -> Tariff:
    """The rate of each (service, usage class) and the days it is in force; none where the terms do not cover it.

    A rate is spread over columns: `setup`, `maximum`, and for step i `from_i` to `up_to_i`, `per_i`, `yen_i`. A
    `free` rate has no step.
    """
    found = [(use, charge, *known) for use in sorted(set(uses)) for charge, known in _rates(book, known_on, *use)]
    all_rates = [value.rate for _, _, _, value in found if isinstance(value.rate, Rate)]
    steps = max((len(rate.steps) for rate in all_rates), default=1)
    numbered: dict[tuple[str, str, date, date], int] = {}
    rates, values = [], []
    for number, ((service, usage_class), charge, days, value) in enumerate(found):
        version = (service, charge, value.in_force.first, value.recorded)
        if version not in numbered:
            numbered[version] = len(numbered)
            values.append((numbered[version], charge, value.rate == "free", *cited(value), *_prices(value, steps)))
        rate = (number, numbered[version], service, usage_class, *_instants(days), *_rate_columns(value, steps))
        rates.append(rate)
    rate_schema, value_schema = RATES.copy(), VALUES.copy()
    for i in range(1, steps + 1):
        rate_schema |= {f"from_{i}": "int64", f"up_to_{i}": "int64", f"per_{i}": "int64", f"yen_{i}": "int64"}
        value_schema |= {f"yen_{i}": "int64", f"yen_{i}_text": "string"}
    capped = any(rate.maximum is not None for rate in all_rates)
    return Tariff((rate_schema, rates), (value_schema, values), steps, capped)


def _prices(value: RateValue, steps: int) -> list[int | str]:
    """The prices of a value, each with its text: what the arithmetic of a line shows."""
    columns = _rate_columns(value, steps)
    prices = [*columns[:2], *columns[5::4]]
    return [shown for price in prices for shown in (price, text_of_units(price))]


def _rates(
    book: Book, known_on: date, service: str, usage_class: str
) -> Iterator[tuple[str, tuple[Interval, RateValue]]]:
    use = dict(zip(USE, usage_class.split("|"), strict=True))
    for charge in book.services[service].usage_charges if service in book.services else ():
        if charge.applies.holds(use):
            yield from ((charge.id, known) for known in as_known_on(known_on, charge.values))


def _rate_columns(value: RateValue, steps: int) -> list[int]:
    if not isinstance(value.rate, Rate):
        return [0, BEYOND, *[BEYOND, BEYOND, 1, 0] * steps]
    columns = [value.rate.setup, BEYOND if value.rate.maximum is None else value.rate.maximum]
    reached = 0
    for step in value.rate.steps:
        up_to = step.up_to or BEYOND
        columns += [reached, up_to, step.per, step.yen]
        reached = up_to
    return columns + [BEYOND, BEYOND, 1, 0] * (steps - len(value.rate.steps))


def entries(book: Book, known_on: date) -> Iterator[tuple[Any, ...]]:
    """Each entry of each service as known: its place on a bill, its names, its tax class (its service's by default).

    `option` is the one that a contract must have to be charged; empty: none.
    """
    kinds = {UsageCharge: "usage", MonthlyFee: "monthly", OneOffFee: "one_off", IncomingSeconds: "discount"}
    for service in book.services.values():
        for place, entry in enumerate(service.entries.values()):
            values = book.terms_of(entry).values if isinstance(entry, IncomingSeconds) else entry.values
            if any(value.recorded <= known_on for value in values):
                tax_class = getattr(entry, "tax", None) or service.tax
                line = (kinds[type(entry)], *names(entry), tax_class, service.line_rounding, _unit(entry))
                yield (service.service, entry.id, place, *line, getattr(entry, "option", None) or "")


def _unit(entry: Entry) -> str:
    """What the quantity of an entry's line counts."""
    if not isinstance(entry, UsageCharge):
        return {MonthlyFee: "days", OneOffFee: "times", IncomingSeconds: "units"}[type(entry)]
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
    for service, discount, days, value in _discount_values(book, known_on):
        settled = value.settled
        pools = [pool.by for pool in settled.pools if not pool.services or service in pool.services]
        pool_1, pool_2 = [*pools, "", ""][:2]
        yield (
            service, discount.id, discount.parameters, days.start, days.end, settled.per, settled.yen,
            text_of_units(settled.yen), settled.remainder, settled.rounding, settled.against[0], pool_1, pool_2,
            *cited(value),
        )  # fmt: skip


def counted(book: Book, known_on: date, uses: Iterable[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    """Which usage earns discount for incoming calls, under each version of the discount's terms."""
    for service, discount, _, value in _discount_values(book, known_on):
        for usage_class in sorted({usage_class for of, usage_class in uses if of == service}):
            if value.settled.counts(dict(zip(USE, usage_class.split("|"), strict=True))):
                yield (service, discount.id, value.in_force.first, value.recorded, usage_class)


def _discount_values(
    book: Book, known_on: date
) -> Iterator[tuple[str, IncomingSeconds, Interval, IncomingSecondsValue]]:
    for service in book.services.values():
        for discount in service.discounts:
            for days, value in as_known_on(known_on, book.terms_of(discount).values):
                yield service.service, discount, days, value


def discounted(book: Book) -> Iterator[tuple[str, str, str]]:
    """Which charges a discount is taken from."""
    for service in book.services.values():
        for discount in service.discounts:
            yield from ((service.service, discount.id, charge) for charge in discount.of)


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
        yield (str(month), month.year * 12 + month.number - 1, days.start, days.end, month.days, *_instants(days))


def cited(value: Value) -> tuple[date, date, str, str]:
    """What a line cites of a value, as the columns of CITED."""
    return (value.in_force.first, value.recorded, value.cites.source, value.cites.clause)


def _instants(days: Interval) -> tuple[datetime, datetime]:
    """The instants, in Japan, at which days begin and end."""
    return (datetime.combine(days.start, time.min), datetime.combine(days.end, time.min))
