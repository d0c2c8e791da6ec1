"""Fees, allowances and discounts of two services, matched by their ids."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from yakkan.days import FIRST_DAY, LAST_DAY, Interval
from yakkan.money import UNITS_PER_YEN, divide
from yakkan.terms.applies import Applies
from yakkan.terms.compare.days import side_by_side
from yakkan.terms.compare.difference import DISCOUNT_ORDER, LINE_ROUNDING, Found, Side
from yakkan.terms.fixed import FixedValue
from yakkan.terms.incoming_seconds import IncomingSeconds, IncomingSecondsValue
from yakkan.terms.percentage import PercentageValue
from yakkan.terms.resolve import as_known_on
from yakkan.terms.schema import (
    Allowance,
    AllowanceValue,
    Book,
    Discount,
    FeeValue,
    MonthlyFee,
    OneOffFee,
    Service,
)
from yakkan.terms.value import Value

_NOTHING = Side(None, (), {})
_MONTHS = (28, 29, 30, 31)

Named = MonthlyFee | OneOffFee | Allowance | Discount


def differences(
    books: tuple[Book, Book], services: tuple[Service, Service], section: str, known_on: date
) -> Iterator[Found]:
    """What the entries of a section (`monthly_fees`, ...) charge differently, in pieces of days that may touch."""
    mine, theirs = ({entry.id: entry for entry in getattr(service, section)} for service in services)
    for name in [*mine, *(name for name in theirs if name not in mine)]:
        entries = (mine.get(name), theirs.get(name))
        known = [
            as_known_on(known_on, values_of(entry, book)) if entry else []
            for entry, book in zip(entries, books, strict=True)
        ]
        for days, one, other in side_by_side(*known):
            sides = (_side(entries[0], one, services[0]), _side(entries[1], other, services[1]))
            if facets := _differing(*sides):
                yield Found(days, *sides, facets)


def of_service(terms: Service, other: Service) -> Iterator[tuple[str, Found]]:
    """What two services say of all their lines: how these are rounded, in which order discounts are taken."""
    always = Interval(FIRST_DAY, LAST_DAY)
    if terms.line_rounding != other.line_rounding:
        sides = [Side(None, (), {LINE_ROUNDING: each.line_rounding}) for each in (terms, other)]
        yield LINE_ROUNDING, Found(always, sides[0], sides[1], (LINE_ROUNDING,))
    ours, order = [one.id for one in terms.discounts], [one.id for one in other.discounts]
    of = {one.id: set(one.of) for one in terms.discounts}
    both = [name for name in ours if name in order]
    turned = [
        (one, later)
        for i, one in enumerate(both)
        for later in both[i + 1 :]
        if order.index(one) > order.index(later) and of[one] & of[later]
    ]
    if turned:
        orders = (both, [name for name in order if name in both])
        sides = [Side(None, (), {DISCOUNT_ORDER: each}) for each in orders]
        yield DISCOUNT_ORDER, Found(always, sides[0], sides[1], (DISCOUNT_ORDER,))


def values_of(entry: Named, book: Book) -> Sequence[Value]:
    """An entry's values; those of a discount for incoming calls stand in its book's shared terms."""
    return book.terms_of(entry).values if isinstance(entry, IncomingSeconds) else entry.values


def _side(entry: Named | None, value: Value | None, service: Service) -> Side:
    if entry is None or value is None:
        return _NOTHING
    return Side(entry, (value,), {**_of_entry(entry, service), **_of_value(value)})


def _of_entry(entry: Named, service: Service) -> dict[str, Any]:
    """What an entry says beside its values."""
    if isinstance(entry, Allowance):
        return {"covers": sorted(entry.covers), "per": entry.per}
    if isinstance(entry, MonthlyFee | OneOffFee):
        said = {"tax": entry.tax or service.tax, "option": entry.option or ""}
        if isinstance(entry, OneOffFee):
            return {**said, "on": entry.on}
        return {**said, "proration": "none" if entry.proration == "none" else entry.proration.rounding}
    return {"shape": entry.shape, "of": sorted(entry.of)}


def _of_value(value: Value) -> dict[str, Any]:
    if isinstance(value, FeeValue | FixedValue):
        return {"yen": value.yen}
    if isinstance(value, PercentageValue):
        return {"percent": value.percent, "rounding": value.rounding}
    if isinstance(value, AllowanceValue):
        return {"quantity": value.quantity}
    return {"rules": _rules(value)} if isinstance(value, IncomingSecondsValue) else {}


def _rules(value: IncomingSecondsValue) -> dict[str, Any]:
    """The parameters of a discount for incoming calls; in which order calls are listed makes no difference."""
    rules: dict[str, Any] = {}
    for rule in value.rules:
        rules |= rule.parameters()
    return {name: _plain(parameter, name) for name, parameter in sorted(rules.items())}


def _plain(parameter: Any, name: str) -> Any:
    if name in ("counted", "not_counted"):
        return sorted(_applies(applies) for applies in parameter)
    if name == "pools":
        return [{"by": pool.by, "services": sorted(pool.services or ())} for pool in parameter]
    return list(parameter) if isinstance(parameter, tuple) else parameter


def _applies(applies: Applies) -> str:
    said = ((key, getattr(applies, key)) for key in Applies.model_fields)
    return " ".join(f"{key}={','.join(sorted(values))}" for key, values in said if values is not None)


def _differing(terms: Side, other: Side) -> tuple[str, ...]:
    """The facets in which two sides differ; none where nobody is charged anything else."""
    if terms.entry is None or other.entry is None:
        return ("entry",)
    names = [name for name in {**terms.facets, **other.facets} if terms.facets.get(name) != other.facets.get(name)]
    if names and terms.facets.get("yen") == other.facets.get("yen") == 0:
        return ()
    if names == ["proration"] and _prorated(terms.facets) == _prorated(other.facets):
        return ()
    return tuple(names)


def _prorated(facets: Mapping[str, Any]) -> list[int]:
    """What a monthly fee costs for each number of days of each length of month, in yen."""
    yen, rounding = facets["yen"] // UNITS_PER_YEN, facets["proration"]
    days = [(day, month) for month in _MONTHS for day in range(1, month + 1)]
    return [yen if rounding == "none" else divide(yen * day, month, rounding) for day, month in days]
