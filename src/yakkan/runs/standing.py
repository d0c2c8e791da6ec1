"""Differences that stand in the way of a bill run: on a day of its month the terms differ from another book."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from yakkan.days import LAST_DAY, Interval, Month
from yakkan.messages import InBoth, Refused
from yakkan.runs.compare import inclusive, told
from yakkan.terms import Book
from yakkan.terms.compare import Difference, differences

OTHERS = ("configured", "published")
"""The books that the terms are held against before a bill run."""


class Standing(NamedTuple):
    """A difference between the terms and another of the books."""

    book: str
    difference: Difference

    @property
    def key(self) -> tuple[str, str, str, str]:
        """By what an acceptance is known: the book, the service, the entry, and what both books say."""
        return (self.book, self.difference.service, self.difference.entry, self.difference.fingerprint)

    def meets(self, days: Interval) -> bool:
        """Whether it holds on one of these days."""
        return self.difference.days.overlaps(days)


def all_of(book: Book, known_on: date) -> Iterator[Standing]:
    """All differences of a book's terms from the books that it holds beside them, as known on a day."""
    for name in OTHERS:
        other: Book | None = getattr(book, name)
        if other is not None:
            yield from (Standing(name, one) for one in differences(book, other, known_on))


def in_the_way(book: Book, month: Month, known_on: date) -> list[Standing]:
    """Those that hold on a day of the month."""
    days = Interval(month.first, month.next.first)
    return [one for one in all_of(book, known_on) if one.meets(days)]


def refusal(standing: Standing, book: Book, month: Month) -> Refused:
    """Says that a month is not billed because of a difference, and how to go on."""
    difference = standing.difference
    found = told(difference, (book, getattr(book, standing.book)))
    first, last = inclusive(difference.days)
    values = {
        "month": month, "service": difference.service, "entry": difference.entry,
        "first": first, "last": last or str(LAST_DAY),
        "command": f"yakkan accept {standing.book} {difference.service} {difference.entry}",
        "name": InBoth(**found.names),
        "terms": InBoth(**{language: terms for language, (terms, _) in found.words.items()}),
        "other": InBoth(**{language: other for language, (_, other) in found.words.items()}),
    }  # fmt: skip
    return Refused(f"compare.open_{standing.book}", values=values)
