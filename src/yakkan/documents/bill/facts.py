"""What the bill as a document is made from, and whether it agrees with itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yakkan.bill import arithmetic
from yakkan.bill.refund import KIND, refund
from yakkan.days import Month
from yakkan.messages import Refused
from yakkan.terms import Book, IncomingSeconds
from yakkan.terms.schema import UsageCharge

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Payer:
    """Whose the bill is, and how his account pays: `direct_debit`, `bill` or `card`."""

    name: str
    postal_code: str
    address: str
    method: str
    access_key: str


@dataclass(frozen=True)
class Before:
    """The bill of the month before: its lines, tax and total."""

    lines: Sequence[Row]
    tax: int
    total: int


@dataclass(frozen=True)
class BillFacts:
    """A bill: its row, lines, citations and taxes, the book that it follows from, its payer, and the bill before it.

    `notices` are those that came with its refunds, as `notice_ja` and `notice_en`.
    """

    bill: Row
    lines: Sequence[Row]
    citations: Sequence[Row]
    taxes: Sequence[Row]
    book: Book
    payer: Payer
    before: Before | None = None
    notices: Sequence[Row] = ()

    @property
    def month(self) -> Month:
        """The month of use that it is for."""
        return Month.parse(self.bill["month"])

    @property
    def shown(self) -> list[Row]:
        """The lines that a customer sees."""
        return [line for line in self.lines if is_shown(line, self.book)]

    def entry(self, line: Row) -> Any:
        """The entry of the book that a line follows from; of a refund, what stands in its place."""
        if line["kind"] == KIND:
            return refund([cited for cited in self.citations if cited["line"] == line["line"]])
        return self.book.services[line["service"]].entries[line["entry"]]

    def check(self) -> None:
        """Raises Refused where arithmetic, lines, taxes and totals do not agree: such a bill must not go out."""
        for line in self.lines:
            if _value(line["arithmetic"]) != line["yen"]:
                self._refuse(line["line"])
        bases: dict[tuple[str, int], int] = {}
        for line in self.lines:
            key = (line["tax_class"], line["tax_percent"])
            bases[key] = bases.get(key, 0) + line["yen"]
        bill, stated = self.bill, {(tax["tax_class"], tax["percent"]): tax["base"] for tax in self.taxes}
        if bases != stated or sum(bases.values()) != bill["before_tax"]:
            self._refuse("before_tax")
        if sum(tax["tax"] for tax in self.taxes) != bill["tax"] or bill["before_tax"] + bill["tax"] != bill["total"]:
            self._refuse("total")

    def _refuse(self, what: str) -> None:
        raise Refused("documents.bill_disagrees", values={"bill": self.bill["bill"], "what": what})


def _value(formula: str) -> object:
    try:
        return arithmetic.value(formula)
    except (ValueError, ZeroDivisionError):
        return None


def is_shown(line: Row, book: Book) -> bool:
    """Whether a customer sees a line: not what tells of incoming calls, where a discount is earned by them.

    The terms of such services give no statement of incoming calls. Were they ever charged for, the amount would stand.
    """
    return bool(line["yen"]) or not tells_of_incoming(line, book)


def tells_of_incoming(line: Row, book: Book) -> bool:
    """Whether the quantity of a line would tell what its numbers received, of a service with 着割."""
    if line["kind"] == KIND:
        return False
    service = book.services[line["service"]]
    entry = service.entries[line["entry"]]
    if isinstance(entry, IncomingSeconds):
        return True
    earns = any(isinstance(discount, IncomingSeconds) for discount in service.discounts)
    return earns and isinstance(entry, UsageCharge) and "in" in (entry.applies.direction or ("in",))
