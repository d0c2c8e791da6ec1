"""Two books held against each other: what each charges, entry by entry and day by day.

`differences` goes over the services that both books hold. Usage charges are matched by the use that they apply to, so
that entries may be named or divided otherwise; fees, allowances and discounts by their ids. Two values are the same
where they charge every quantity alike, whatever their form (`alike`, which decides by rating).

>>> from pathlib import Path
>>> from yakkan.days import date
>>> from yakkan.terms import load
>>> book = load(Path("book"))
>>> [found.entry for found in differences(book, book.configured, date(2026, 1, 1))]
['packet-de-o2', 'forwarding-cy']
"""

from collections.abc import Iterator
from datetime import date

from yakkan.terms.compare import entries, usage
from yakkan.terms.compare.difference import DISCOUNT_ORDER, LINE_ROUNDING, Difference, Found, Section, Side, joined
from yakkan.terms.schema import Book

__all__ = ["DISCOUNT_ORDER", "LINE_ROUNDING", "Difference", "Section", "Side", "differences", "only_in_one"]

_SECTIONS: dict[str, Section] = {
    "monthly_fees": "monthly", "one_off_fees": "one_off", "allowances": "allowance", "discounts": "discount",
}  # fmt: skip


def differences(terms: Book, other: Book, known_on: date) -> list[Difference]:
    """What `other` charges differently from `terms`, as both were known on a day; by service, entry and first day.

    `other` is `terms.configured` or `terms.published`. Services that only one of the two holds are not compared:
    `only_in_one` names them.
    """
    return list(_of_services(terms, other, known_on))


def only_in_one(terms: Book, other: Book) -> tuple[list[str], list[str]]:
    """The services that only `terms` holds, and those that only `other` holds."""
    mine, theirs = set(terms.services), set(other.services)
    return sorted(mine - theirs), sorted(theirs - mine)


def _of_services(terms: Book, other: Book, known_on: date) -> Iterator[Difference]:
    for name in sorted(set(terms.services) & set(other.services)):
        services = (terms.services[name], other.services[name])
        found: list[tuple[Section, str, Found]] = [
            ("usage", "", each) for each in usage.differences(*services, known_on)
        ]
        for section, kind in _SECTIONS.items():
            found += [(kind, "", each) for each in entries.differences((terms, other), services, section, known_on)]
        found += [("service", entry, each) for entry, each in entries.of_service(*services)]
        order = [*services[0].entries, *(one.id for one in services[0].allowances)]
        place = {entry: i for i, entry in enumerate(order)}
        all_found = joined(Difference.of(name, *each) for each in found)
        yield from sorted(all_found, key=lambda one: (place.get(one.entry, len(place)), one.days.start))
