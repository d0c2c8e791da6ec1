"""The metered rates for the usage at hand as tables that an engine can join.

The distinct kinds of usage in a month are few: they are matched to entries here, once, and joined there. What a rate
has that no rate at hand has (a maximum, a rounding) has no columns, so that nothing is worked out for it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from yakkan.days import Interval
from yakkan.money import text_of_units
from yakkan.terms.rate import Rate
from yakkan.terms.resolve import as_known_on
from yakkan.terms.schema import Book, RateValue
from yakkan.terms.value import Value

USE = ("kind", "direction", "peer", "country", "partner", "gateway")
"""The columns of usage that terms are matched by; `usage_class` holds them joined by `|`."""

BEYOND = 10**15
"""More than any record's quantity or amount: where a step that a rate does not have begins, a cap that never caps."""

CITED = {"in_force_from": "date", "recorded": "date", "source": "string", "clause": "string"}
"""What a line cites of a value: its version and the clause it was copied from."""

RATES = {
    "tariff": "int64", "value": "int64", "service": "string", "usage_class": "string", "start": "timestamp",
    "end": "timestamp", "setup": "int64", "maximum": "int64",
}  # fmt: skip
BANDED = {"scheme": "int64", "band": "int64", "of": "int64"}
COVERED = {"allowance": "string"}
ROUNDING = {"scaled_to": "int64", "to": "int64", "mode": "string"}
VALUES = {
    "value": "int64", "charge": "string", "free": "boolean", "rounded": "boolean", **CITED, "setup": "int64",
    "setup_text": "string", "maximum": "int64", "maximum_text": "string",
}  # fmt: skip


class Tariff(NamedTuple):
    """The metered rates for the usage at hand, as two tables (schema and rows each), and what they hold.

    `rates` price a record: one row a (service, usage class) and days in force, with the `value` that it comes from;
    `values` say what a line cites and shows: one row a value. `capped`: some have a maximum; `rounded`: some round
    each record; amounts of such a rate are multiplied by its scale, and so is `scaled_to`. `covered`: some are covered
    by an `allowance`. `schemes`: the rates with bands, by the number of their value; each has a row (of `scheme`, and
    no `band`) that finds its records, and after it a row for each `band`, a tariff and value of its own, `of` it.
    """

    rates: tuple[dict[str, str], list[tuple[Any, ...]]]
    values: tuple[dict[str, str], list[tuple[Any, ...]]]
    steps: int
    capped: bool
    rounded: bool
    covered: bool
    schemes: dict[int, Rate]

    @property
    def banded(self) -> bool:
        """Whether some rates have bands."""
        return bool(self.schemes)

    def classes(self, *, banded: bool, covered: bool) -> list[str]:
        """The kinds of usage that some rate with bands, or with an allowance, is for."""
        schema, rates = self.rates
        at = {name: place for place, name in enumerate(schema)}
        of_bands = {rate[at["usage_class"]] for rate in rates if banded and self.banded and rate[at["scheme"]] >= 0}
        of_grants = {rate[at["usage_class"]] for rate in rates if covered and self.covered and rate[at["allowance"]]}
        return sorted(of_bands | of_grants)


def tariff(book: Book, known_on: date, uses: Iterable[tuple[str, str]], completed_on: date | None = None) -> Tariff:
    """The rate of each (service, usage class) and the days it is in force; none where the terms do not cover it.

    Where no rate was known on `known_on`, the first that was recorded by `completed_on` counts. A rate is spread over
    columns: `setup`, `maximum`, and for step i `from_i` to `up_to_i`, `per_i`, `yen_i`. A `free` rate has no step.
    """
    known = (known_on, completed_on)
    found = [(use, charge, *rate) for use in sorted(set(uses)) for charge, rate in _rates(book, known, *use)]
    all_rates = [value.rate for _, _, _, value in found if isinstance(value.rate, Rate)]
    steps = max((len(steps) for rate in all_rates for _, steps in rate.prices), default=1)
    rounded = any(rate.rounding for rate in all_rates)
    banded = any(rate.bands for rate in all_rates)
    allowances = _allowances(book, known_on)
    covered = any((service, charge) in allowances for (service, _), charge, _, _ in found)
    numbered: dict[tuple[str, str, date, date], int] = {}
    schemes: dict[int, Rate] = {}
    rates: list[tuple[Any, ...]] = []
    values: list[tuple[Any, ...]] = []
    for (service, usage_class), charge, days, value in found:
        version = (service, charge, value.in_force.first, value.recorded)
        priced = _price_columns(value, steps)
        if version not in numbered:
            numbered[version] = len(values)
            values += [(len(values) + i, charge, *_shown(value, prices)) for i, prices in enumerate(priced)]
            if isinstance(value.rate, Rate) and value.rate.bands:
                schemes[numbered[version]] = value.rate
        head, scheme = len(rates), numbered[version] if numbered[version] in schemes else -1
        more: tuple[Any, ...] = _rounding_columns(value) if rounded else ()
        more += (allowances.get((service, charge), ""),) if covered else ()
        for i, prices in enumerate(priced):
            band = (scheme, i - 1, head) if banded else ()
            found_by = (numbered[version] + i, service, usage_class, *instants(days))
            rates.append((head + i, *found_by, *prices, *more, *band))
    rate_schema, value_schema = RATES.copy(), VALUES.copy()
    for i in range(1, steps + 1):
        rate_schema |= {f"from_{i}": "int64", f"up_to_{i}": "int64", f"per_{i}": "int64", f"yen_{i}": "int64"}
        value_schema |= {f"yen_{i}": "int64", f"yen_{i}_text": "string"}
    capped = any(rate.maximum is not None for rate in all_rates)
    rate_schema |= (ROUNDING if rounded else {}) | (COVERED if covered else {}) | (BANDED if banded else {})
    return Tariff((rate_schema, rates), (value_schema, values), steps, capped, rounded, covered, schemes)


def _allowances(book: Book, known_on: date) -> dict[tuple[str, str], str]:
    """The allowance that covers a service's charge, as known."""
    return {
        (service.service, charge): allowance.id
        for service in book.services.values()
        for allowance in service.allowances
        if any(value.recorded <= known_on for value in allowance.values)
        for charge in allowance.covers
    }


def _rates(
    book: Book, known: tuple[date, date | None], service: str, usage_class: str
) -> Iterator[tuple[str, tuple[Interval, RateValue]]]:
    use = dict(zip(USE, usage_class.split("|"), strict=True))
    for charge in book.services[service].usage_charges if service in book.services else ():
        if charge.applies.holds(use):
            yield from ((charge.id, rate) for rate in as_known_on(known[0], charge.values, known[1]))


def _price_columns(value: RateValue, steps: int) -> list[list[int]]:
    """Set-up, maximum and steps of a value, each amount multiplied by the scale of its rate; with bands, no price and
    then those of each band."""
    nothing = [0, BEYOND, *[BEYOND, BEYOND, 1, 0] * steps]
    if not isinstance(value.rate, Rate):
        return [nothing]
    rate, scale = value.rate, value.rate.scale
    maximum = BEYOND if rate.maximum is None else rate.maximum * scale
    priced = []
    for setup, each in rate.prices:
        columns, reached = [setup * scale, maximum], 0
        for step in each:
            up_to = step.up_to or BEYOND
            columns += [reached, up_to, step.counted_in, int(step.price * scale)]
            reached = up_to
        priced.append(columns + [BEYOND, BEYOND, 1, 0] * (steps - len(each)))
    return [nothing, *priced] if rate.bands else priced


def _rounding_columns(value: RateValue) -> tuple[int, int, str]:
    """The amount that a record is rounded to (times the scale, and without it) and how; 0 where it is not."""
    if not isinstance(value.rate, Rate) or value.rate.rounding is None:
        return (0, 0, "")
    return (value.rate.rounding.to * value.rate.scale, value.rate.rounding.to, value.rate.rounding.mode)


def _shown(value: RateValue, columns: list[int]) -> list[Any]:
    """What a line shows of a value: whether it is free, or rounded; what it cites; its prices, each with its text.

    Where each record is rounded, counts and prices would not prove the line: it shows the sum of the amounts.
    """
    rounded = isinstance(value.rate, Rate) and value.rate.rounding is not None
    prices = [0 if rounded else price for price in (*columns[:2], *columns[5::4])]
    texts = (each for price in prices for each in (price, text_of_units(price)))
    return [value.rate == "free", rounded, *cited(value), *texts]


def cited(value: Value) -> tuple[date, date, str, str]:
    """What a line cites of a value, as the columns of CITED."""
    return (value.in_force.first, value.recorded, value.cites.source, value.cites.clause)


def instants(days: Interval) -> tuple[datetime, datetime]:
    """The instants, in Japan, at which days begin and end."""
    return (datetime.combine(days.start, time.min), datetime.combine(days.end, time.min))
