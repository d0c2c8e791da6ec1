"""A difference between two books in words: the words that lines explain themselves with."""

from collections.abc import Mapping
from typing import Any

from yakkan.bill.explain import Telling, price
from yakkan.messages import say
from yakkan.money import text_of_units
from yakkan.terms import Book
from yakkan.terms.compare import Difference, Side
from yakkan.terms.compare.effect import Effect
from yakkan.terms.schema import Allowance, AllowanceValue, Service, UsageCharge
from yakkan.terms.tables import unit

_SAID_BY_PRICE = {"entry", "rate", "yen", "percent", "quantity", "rounding", "shape"}


def name(difference: Difference, telling: Telling) -> str:
    """The name of the entry that differs; of the whole service's rule where there is none."""
    entry = difference.terms.entry or difference.other.entry
    if entry is None:
        return _say(telling, difference.entry)
    return telling.name(entry.name) if entry.name else entry.id


def both(difference: Difference, books: tuple[Book, Book], telling: Telling) -> tuple[str, str]:
    """What each of the two `books` (the terms and the other) says of a difference, in words."""
    terms, other = (
        _words(difference, side, book.services[difference.service], telling)
        for side, book in zip((difference.terms, difference.other), books, strict=True)
    )
    return terms, other


def clauses(side: Side, telling: Telling) -> str:
    """The sources and clauses that a side cites."""
    return telling.say("then").join(
        _say(telling, "clause", source=source, clause=clause) for source, clause in side.clauses
    )


def quantity(effect: Effect, telling: Telling) -> str:
    """The quantity of an effect, and when a call starts for which it is true."""
    if not effect.kind:
        return _say(telling, "a_month")
    counted = telling.say(f"unit_{effect.kind}", count=f"{effect.quantity:,}")
    if effect.day is None:
        return counted
    day = telling.say(f"day_{effect.day}")
    return _say(telling, "starting", quantity=counted, day=day, time=f"{effect.minute // 60}:{effect.minute % 60:02}")


def yen(amount: int | None) -> str:
    """An amount in yen as exact text; a bar where a book does not charge it."""
    if amount is None:
        return "-"
    whole, dot, part = text_of_units(amount).partition(".")
    return f"{int(whole):,}{dot}{part}"


def _words(difference: Difference, side: Side, service: Service, telling: Telling) -> str:
    if difference.section == "service":
        return _of_service(difference.entry, side.facets[difference.entry], telling)
    if side.entry is None:
        return _say(telling, "no_entry")
    words = [_price(side, service, telling)]
    if difference.usage:
        words.append(_say(telling, "of_use", usage=difference.usage))
    if side.id != difference.entry:
        words.append(_say(telling, "called", entry=side.id))
    theirs = difference.other if side is difference.terms else difference.terms
    for facet in difference.facets:
        if facet == "rules":
            words += _rules(side.facets[facet], theirs.facets[facet])
        elif facet not in _SAID_BY_PRICE and facet in side.facets:
            words.append(_say(telling, f"with_{facet}", value=_value(facet, side.facets[facet], telling)))
    return telling.say("then").join(words)


def _of_service(rule: str, said: Any, telling: Telling) -> str:
    return telling.say(said) if isinstance(said, str) else telling.say("then").join(said)


def _price(side: Side, service: Service, telling: Telling) -> str:
    value = side.values[0]
    if isinstance(side.entry, Allowance) and isinstance(value, AllowanceValue):
        of = next((charge for charge in service.usage_charges if charge.id in side.entry.covers), None)
        counted = telling.say(unit(of) if isinstance(of, UsageCharge) else "quantity", count=f"{value.quantity:,}")
        return _say(telling, f"granted_{side.entry.per}", granted=counted)
    return price(value, side.entry, telling)


def _value(facet: str, said: Any, telling: Telling) -> str:
    if facet == "tax":
        return telling.say(said)
    coded = {"on": f"on_{said}", "proration": f"proration_{said}", "per": f"per_{said}"}
    if facet in coded:
        return _say(telling, coded[facet])
    return ", ".join(said) if isinstance(said, list) else str(said) or _say(telling, "no_option")


def _rules(said: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The parameters of a discount that differ, by the keys that the terms write them with."""
    return [f"{key}: {_flat(said.get(key))}" for key in {**said, **theirs} if said.get(key) != theirs.get(key)]


def _flat(said: Any) -> str:
    if isinstance(said, dict):
        return " ".join(f"{key}={_flat(value)}" for key, value in said.items() if value)
    return ", ".join(_flat(one) for one in said) if isinstance(said, list) else str(said if said is not None else "-")


def _say(telling: Telling, code: str, /, **values: object) -> str:
    return say(telling.language, f"compare.{code}", **values)
