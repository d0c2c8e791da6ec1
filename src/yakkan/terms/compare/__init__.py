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

from yakkan.terms.compare.difference import DISCOUNT_ORDER, LINE_ROUNDING, Difference, Section, Side
from yakkan.terms.schema import Book

__all__ = ["DISCOUNT_ORDER", "LINE_ROUNDING", "Difference", "Section", "Side", "differences", "only_in_one"]


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
    raise NotImplementedError
