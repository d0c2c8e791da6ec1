"""The book against itself: citations of nothing, gaps, overlaps, entries that could both apply.

Each finding is a `Refused` with file, line and cure; a book with any is not loaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import combinations, pairwise

from stdnum.jp import cn

from yakkan.days import LAST_DAY
from yakkan.messages import Refused
from yakkan.money import TAXED
from yakkan.terms import check_rates as rates
from yakkan.terms import tables
from yakkan.terms.incoming_seconds import IncomingSeconds, IncomingSecondsParameters, IncomingSecondsTerms
from yakkan.terms.resolve import as_known_on
from yakkan.terms.schema import (
    Allowance,
    Book,
    Entry,
    MonthlyFee,
    OneOffFee,
    RateValue,
    Service,
    UsageCharge,
)
from yakkan.terms.turns import turns
from yakkan.terms.value import Value
from yakkan.terms.yaml_file import Document, Place


def book(book: Book, found: Mapping[str, Document]) -> Iterator[Refused]:
    """Whatever is wrong with a book whose files are well-formed each by itself."""
    yield from _carrier(book, found["carrier.yaml"])
    for folder, part in (("terms", book), ("configured", book.configured), ("published", book.published)):
        if part is not None:
            yield from _services(part, folder, found)


def _services(book: Book, folder: str, found: Mapping[str, Document]) -> Iterator[Refused]:
    """What is wrong with the services of a folder of the book."""
    for name, service in book.services.items():
        yield from _service(book, name, service, found[f"{folder}/{name}.yaml"])
    yield from _turns(book, folder, found)
    for name, shared in book.shared.items():
        yield from _shared(book, shared, found[f"{folder}/{name}"])


def _carrier(book: Book, document: Document) -> Iterator[Refused]:
    if not cn.is_valid(book.carrier.registration_number.removeprefix("T")):
        yield document.refused("terms.bad_check_digit", ("registration_number",))
    tax = book.carrier.tax
    for tax_class in ("standard", "reduced"):
        places: list[tuple[Place, Value]] = [
            (("tax", "rates", i), rate) for i, rate in enumerate(tax.rates) if rate.class_ == tax_class
        ]
        yield from _values(book, document, places)
        yield from _unending(document, places)
    changes = {rate.in_force.first for rate in tax.rates if rate.class_ == "standard"}
    named = [transition.change for transition in tax.transitional]
    for i, change in enumerate(named):
        if change not in changes or change in named[:i]:
            yield document.refused("terms.no_change_of_rate", ("tax", "transitional", i, "change"), day=change)
    for i, transition in enumerate(tax.transitional):
        if transition.cites.source not in book.sources:
            place = ("tax", "transitional", i, "cites")
            yield document.refused("terms.unknown_source", place, source=transition.cites.source)
    if tax.rounding.cites.source not in book.sources:
        yield document.refused("terms.unknown_source", ("tax", "rounding"), source=tax.rounding.cites.source)
    yield from _retention(book, document)


def _retention(book: Book, document: Document) -> Iterator[Refused]:
    """How long each kind of usage is kept; a kind named twice in a value, and all that can be wrong with values."""
    values = book.carrier.retention
    for i, value in enumerate(values):
        if len(set(value.kind)) < len(value.kind):
            yield document.refused("terms.named_twice", ("retention", i, "kind"), key="kind")
    found: list[Refused] = []
    for kind in dict.fromkeys(kind for value in values for kind in value.kind):
        places: list[tuple[Place, Value]] = [
            (("retention", i), value) for i, value in enumerate(values) if kind in value.kind
        ]
        found += [refused for refused in _values(book, document, places) if refused not in found]
    yield from found


def _service(book: Book, name: str, service: Service, document: Document) -> Iterator[Refused]:
    if service.service != name:
        yield document.refused("terms.other_service", ("service",), service=service.service, name=name)
    seen: set[str] = set()
    for section in ("usage_charges", "monthly_fees", "one_off_fees", "allowances", "discounts"):
        entries: tuple[Entry | Allowance, ...] = getattr(service, section)
        for i, entry in enumerate(entries):
            if entry.id in seen:
                yield document.refused("terms.id_twice", (section, i, "id"), id=entry.id)
            seen.add(entry.id)
            if not isinstance(entry, IncomingSeconds):
                places = [((section, i, "values", j), value) for j, value in enumerate(entry.values)]
                yield from _values(book, document, places)
                if isinstance(entry, UsageCharge | MonthlyFee | OneOffFee):
                    yield from _untaxed(book, document, (section, i), entry.tax or service.tax, places)
                for place, value in places:
                    if isinstance(value, RateValue) and value.rate != "free":
                        yield from rates.rate(document, (*place, "rate"), value.rate)
    for i, fee in enumerate(service.one_off_fees):
        if (fee.on == "option_added") != (fee.option is not None):
            yield document.refused("terms.option_of_one_off", ("one_off_fees", i, "on"), on=fee.on)
    yield from _ambiguous(service, document)
    yield from _allowances(service, document)
    yield from _discounts(book, service, document)


def _untaxed(
    book: Book, document: Document, place: Place, tax_class: str, places: Sequence[tuple[Place, Value]]
) -> Iterator[Refused]:
    """An entry of a class that bears tax, in force on a day for which the carrier has no rate of that class."""
    first = min(value.in_force.first for _, value in places)
    known = [rate.in_force.first for rate in book.carrier.tax.rates if rate.class_ == tax_class]
    if tax_class in TAXED and (not known or first < min(known)):
        yield document.refused("terms.no_tax_rate", place, tax_class=tax_class, day=first)


def _allowances(service: Service, document: Document) -> Iterator[Refused]:
    """Allowances of charges that are not there, of one that has an allowance already, or of charges of two units.

    Bands divide time: a charge with bands is for calls only.
    """
    units = {charge.id: tables.unit(charge) for charge in service.usage_charges}
    covered: set[str] = set()
    for i, allowance in enumerate(service.allowances):
        for j, charge in enumerate(allowance.covers):
            place = ("allowances", i, "covers", j)
            if charge not in units:
                yield document.refused("terms.no_such_charge", place, charge=charge)
            elif charge in covered:
                yield document.refused("terms.covered_twice", place, charge=charge)
            elif units[charge] != units.get(allowance.covers[0]) or units[charge] == "quantity":
                yield document.refused("terms.covers_two_units", place, charge=charge)
            covered.add(charge)
    for i, metered in enumerate(service.usage_charges):
        banded = any(value.rate != "free" and value.rate.bands for value in metered.values)
        if banded and units[metered.id] != "seconds":
            yield document.refused("terms.bands_without_time", ("usage_charges", i, "applies"))


def _discounts(book: Book, service: Service, document: Document) -> Iterator[Refused]:
    metered = {charge.id for charge in service.usage_charges}
    charges = metered | {fee.id for fee in service.monthly_fees} | {fee.id for fee in service.one_off_fees}
    for i, discount in enumerate(service.discounts):
        pooled = isinstance(discount, IncomingSeconds)
        if isinstance(discount, IncomingSeconds) and discount.parameters not in book.shared:
            place = ("discounts", i, "parameters")
            yield document.refused("terms.no_such_terms", place, file=discount.parameters)
        for j, charge in enumerate(discount.of):
            if charge not in (metered if pooled else charges):
                name = "terms.no_such_charge" if pooled else "terms.no_such_charge_or_fee"
                yield document.refused(name, ("discounts", i, "of", j), charge=charge)
            if charge in discount.of[:j]:
                yield document.refused("terms.named_twice", ("discounts", i, "of"), key="of")


def _turns(book: Book, folder: str, found: Mapping[str, Document]) -> Iterator[Refused]:
    """Services with a discount that comes in no turn: two that are pooled over services stand in two orders."""
    in_turn = turns(book)
    for name, service in book.services.items():
        if any((service.service, discount.id) not in in_turn for discount in service.discounts):
            yield found[f"{folder}/{name}.yaml"].refused("terms.discounts_in_no_order", ("discounts",))


def _shared(book: Book, shared: IncomingSecondsTerms, document: Document) -> Iterator[Refused]:
    places: list[tuple[Place, Value]] = [(("values", i), value) for i, value in enumerate(shared.values)]
    yield from _values(book, document, places)
    parameters = {field.name for field in fields(IncomingSecondsParameters)}
    for i, value in enumerate(shared.values):
        given = [parameter for rule in value.rules for parameter in rule.parameters()]
        for parameter in sorted(parameters - set(given)):
            yield document.refused("terms.missing_key", ("values", i, "rules"), key=parameter)
        for parameter in sorted({parameter for parameter in given if given.count(parameter) > 1}):
            yield document.refused("terms.duplicate_key", ("values", i, "rules"), key=parameter)
        for j, rule in enumerate(value.rules):
            for key, named in (("against", rule.against), ("pools", [pool.by for pool in rule.pools or ()])):
                if named and len(set(named)) < len(named):
                    yield document.refused("terms.named_twice", ("values", i, "rules", j, key), key=key)
            if (rule.clause is None) == (rule.reading is None):
                yield document.refused("terms.missing_cites", ("values", i, "rules", j), key="clause")
            for k, pool in enumerate(rule.pools or ()):
                unknown = set(pool.services or ()) - set(book.services)
                if unknown:
                    place = ("values", i, "rules", j, "pools", k)
                    yield document.refused("terms.no_such_service", place, service=", ".join(sorted(unknown)))


def _values(book: Book, document: Document, places: Sequence[tuple[Place, Value]]) -> Iterator[Refused]:
    """Citations of nothing, days the wrong way round, overlaps of values recorded on one day, and gaps."""
    for place, value in places:
        if value.cites.source not in book.sources:
            yield document.refused("terms.unknown_source", (*place, "cites"), source=value.cites.source)
        if value.in_force.days.start >= value.in_force.days.end:
            yield document.refused("terms.days_reversed", (*place, "in_force"))
            return
    for (_, one), (place, other) in combinations(places, 2):
        if one.recorded == other.recorded and one.in_force.days.overlaps(other.in_force.days):
            yield document.refused("terms.overlap", (*place, "in_force"), recorded=other.recorded)
            return
    known = as_known_on(LAST_DAY, [value for _, value in places])
    for (before, _), (after, value) in pairwise(known):
        if before.end < after.start:
            place = next(place for place, other in places if other is value)
            yield document.refused("terms.gap", (*place, "in_force"), first=before.end, until=after.start)


def _unending(document: Document, places: Sequence[tuple[Place, Value]]) -> Iterator[Refused]:
    """A tax class whose last rate ends: what is supplied after it would bear no tax, which nobody has said."""
    known = as_known_on(LAST_DAY, [value for _, value in places])
    if known and known[-1][0].end < LAST_DAY:
        place = next(place for place, value in places if value is known[-1][1])
        yield document.refused("terms.rate_ends", (*place, "in_force"), until=known[-1][0].end)


def _ambiguous(service: Service, document: Document) -> Iterator[Refused]:
    """Two entries that could both apply to one record, as the book was known on any day."""
    days_known = sorted({value.recorded for charge in service.usage_charges for value in charge.values})
    numbered = enumerate(service.usage_charges)
    for (_, one), (i, other) in combinations(numbered, 2):
        if one.applies.meets(other.applies) and any(_meet(one, other, day) for day in days_known):
            yield document.refused("terms.ambiguous", ("usage_charges", i, "applies"), one=one.id, other=other.id)


def _meet(one: UsageCharge, other: UsageCharge, day: date) -> bool:
    return any(
        mine.overlaps(theirs)
        for mine, _ in as_known_on(day, one.values)
        for theirs, _ in as_known_on(day, other.values)
    )
