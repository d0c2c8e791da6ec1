"""The differences between books that a case expects: all that hold on a day of its month, and what they come to."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from yakkan.bill.compared import yen
from yakkan.days import Month
from yakkan.runs.compare import inclusive
from yakkan.runs.standing import OTHERS, in_the_way
from yakkan.terms import Book
from yakkan.terms.compare import Difference
from yakkan.terms.compare.effect import effects
from yakkan.terms.texts import Day, Id, LastDay, Positive, Yen
from yakkan.terms.value import Part


class ExpectedCost(Part):
    """What both books are expected to charge for a quantity, in 1/10,000 yen; None: a book does not charge it."""

    quantity: Positive
    terms: Yen | None = None
    other: Yen | None = None


class ExpectedDifference(Part):
    """A difference that is expected: its days, first and last, and what some quantities cost."""

    service: Id
    entry: str
    first: Day = Field(alias="from")
    last: LastDay = Field(alias="until", default=None)
    costs: tuple[ExpectedCost, ...] = ()

    @property
    def text(self) -> str:
        """The difference as one text."""
        return _text(self.service, self.entry, str(self.first), str(self.last or ""))


class ExpectedDifferences(Part):
    """All differences from the terms that are expected to hold on a day of the month."""

    configured: Annotated[tuple[ExpectedDifference, ...], Field(default=())]
    published: Annotated[tuple[ExpectedDifference, ...], Field(default=())]


def failing(
    expected: ExpectedDifferences, book: Book, month: Month, known_on: date
) -> Iterator[tuple[str, str, str, str]]:
    """Where the books differ otherwise than expected: what, what was expected, what was found, and the clauses."""
    found = in_the_way(book, month, known_on)
    for name in OTHERS:
        wanted: Sequence[ExpectedDifference] = getattr(expected, name)
        of_book = {_of(one.difference): one.difference for one in found if one.book == name}
        texts = {one.text: one for one in wanted}
        for text in sorted({*texts, *of_book}):
            if text not in texts or text not in of_book:
                there = of_book.get(text)
                clauses = [*there.terms.clauses, *there.other.clauses] if there else []
                yield name, text if text in texts else "-", text if there else "-", _clauses(clauses)
        for text, one in texts.items():
            if text in of_book:
                yield from _costs(name, one, of_book[text])


def _costs(name: str, wanted: ExpectedDifference, found: Difference) -> Iterator[tuple[str, str, str, str]]:
    for cost in wanted.costs:
        effect = next(iter(effects(found, [cost.quantity])), None)
        expected = f"{yen(cost.terms)} / {yen(cost.other)}"
        came_out = f"{yen(effect.terms)} / {yen(effect.other)}" if effect else "-"
        if expected != came_out:
            what = f"{name} {wanted.service} {wanted.entry} {cost.quantity}"
            yield what, expected, came_out, _clauses([*found.terms.clauses, *found.other.clauses])


def _of(difference: Difference) -> str:
    return _text(difference.service, difference.entry, *inclusive(difference.days))


def _text(service: str, entry: str, first: str, last: str) -> str:
    return f"{service} {entry} {first} - {last}".strip()


def _clauses(clauses: Sequence[tuple[str, str]]) -> str:
    return "; ".join(clause for _, clause in clauses)
