"""The shape of a book: what may stand in its files, and as what.

Amounts are integers of 1/10,000 yen. What every value has stands in `value`, what a record costs in `rate`.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from yakkan.money import Rounding, TaxClass
from yakkan.terms.applies import Applies, Kind, listed
from yakkan.terms.fixed import Fixed
from yakkan.terms.incoming_seconds import IncomingSeconds, IncomingSecondsTerms
from yakkan.terms.percentage import Percentage
from yakkan.terms.rate import Rate
from yakkan.terms.texts import Day, Id, Months, Positive, Whole, WholeYen, Words
from yakkan.terms.value import Cites, Name, Part, Value


def _word_or(other: str) -> Callable[[object], str]:
    """Tells a single word from a mapping, so that an error speaks of the one that was meant."""
    return lambda value: "a word" if isinstance(value, str) else other


class RateValue(Value):
    """What a record costs; `free` says that it costs nothing."""

    rate: Annotated[
        Annotated[Rate, Tag("a rate")] | Annotated[Literal["free"], Tag("a word")], Discriminator(_word_or("a rate"))
    ]


class UsageCharge(Part):
    """従量料金: what usage costs."""

    id: Id
    name: Name | None = None
    applies: Applies
    tax: TaxClass | None = None
    values: Annotated[tuple[RateValue, ...], Field(min_length=1)]


class AllowanceValue(Value):
    """How much is free in a month, in the unit of the charges that it covers."""

    quantity: Positive


class Allowance(Part):
    """無料通話など: what of the charges that it `covers` is free in a month, for a contract or for each number."""

    id: Id
    name: Name | None = None
    covers: Annotated[tuple[Id, ...], Field(min_length=1)]
    per: Literal["contract", "number"]
    values: Annotated[tuple[AllowanceValue, ...], Field(min_length=1)]


class Proration(Part):
    """日割: the part of a fee for a part of a month."""

    by: Literal["calendar_day"]
    rounding: Rounding


class FeeValue(Value):
    """A fee in whole yen, counted in 1/10,000 yen."""

    yen: WholeYen


class MonthlyFee(Part):
    """月額: a fee of a contract and month; `none` charges a full month however short.

    With an `option`: only for contracts that have it, by the days on which they do.
    """

    id: Id
    name: Name | None = None
    tax: TaxClass | None = None
    option: Id | None = None
    proration: Annotated[
        Annotated[Proration, Tag("a proration")] | Annotated[Literal["none"], Tag("a word")],
        Discriminator(_word_or("a proration")),
    ] = "none"
    values: Annotated[tuple[FeeValue, ...], Field(min_length=1)]


class OneOffFee(Part):
    """一時金: a fee on the day on which a contract opens (the first day of its first row) or closes (its last day).

    `option_added`: on each day on which a contract has the `option` and had it not the day before.
    """

    id: Id
    name: Name | None = None
    tax: TaxClass | None = None
    on: Literal["opened", "closed", "option_added"]
    option: Id | None = None
    values: Annotated[tuple[FeeValue, ...], Field(min_length=1)]


Discount = Annotated[IncomingSeconds | Percentage | Fixed, Field(discriminator="shape")]
"""割引: what is taken off charges; one file a shape."""

Entry = UsageCharge | MonthlyFee | OneOffFee | IncomingSeconds | Percentage | Fixed


class Service(Part):
    """A service: its charges, fees and discounts, and how a month's line becomes whole yen."""

    service: Id
    name: Name
    tax: TaxClass
    line_rounding: Rounding
    usage_charges: tuple[UsageCharge, ...] = ()
    monthly_fees: tuple[MonthlyFee, ...] = ()
    one_off_fees: tuple[OneOffFee, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    discounts: tuple[Discount, ...] = ()

    @property
    def entries(self) -> "dict[str, Entry]":
        """All its entries by id, in the order of a bill."""
        entries: list[Entry] = [*self.monthly_fees, *self.one_off_fees, *self.usage_charges, *self.discounts]
        return {entry.id: entry for entry in entries}


def _in_both(title: object) -> object:
    """A title in one language only stands in both."""
    return {"ja": title, "en": title} if isinstance(title, str) else title


class Source(Part):
    """A document that the book cites."""

    title: Annotated[Name, BeforeValidator(_in_both)]
    issuer: Words
    issued_on: Day | None = None
    pages: Words | None = None
    note: Words | None = None


class TaxRate(Value):
    """A rate of consumption tax, in percent, for supplies on its days."""

    class_: Literal["standard", "reduced"] = Field(alias="class")
    percent: Positive


class Transition(Part):
    """経過措置: metered charges of the month of a change keep the old rate where the contract began before it."""

    change: Day
    cites: Cites


class TaxRounding(Part):
    """How the tax of a bill and rate becomes whole yen, once."""

    mode: Rounding
    cites: Cites


class Tax(Part):
    """Consumption tax: its rates by day, the transitional rules, and how the tax of a bill and rate is rounded."""

    rounding: TaxRounding
    rates: tuple[TaxRate, ...]
    transitional: tuple[Transition, ...] = ()


class DayOfMonth(Part):
    """A day of a month that many months after the month of use; `last` is its last day."""

    months_after: Whole
    day: Positive | Literal["last"]


class Billing(Part):
    """When bills are issued and due; a due day on which banks are closed moves to the next one that they are open."""

    issued_on: DayOfMonth
    due_on: DayOfMonth


class Retention(Value):
    """保存期間: how many months after the month of use its records are kept, for a kind of use or several."""

    kind: Annotated[tuple[Kind, ...], Field(min_length=1), BeforeValidator(listed)]
    months: Months


class Contact(Part):
    """お問い合わせ先: whom a customer asks about his bill, and when."""

    name: Name
    telephone: Words
    hours: Name | None = None
    web: Words | None = None


class Carrier(Part):
    """Who bills: its names and address, its registration number, its tax, its days, how long it keeps usage."""

    carrier: Id
    name: Name
    registration_number: Annotated[str, Field(pattern=r"^T\d{13}$")]
    tax: Tax
    billing: Billing
    retention: tuple[Retention, ...] = ()
    address: Name | None = None
    contact: Contact | None = None


class Book(Part):
    """A carrier's book: everything that a bill follows from.

    Beside the terms it may hold two books to compare them with, of the same shape, carrier and sources: what a billing
    system is `configured` to charge, and what is `published`. No bill follows from these.
    """

    carrier: Carrier
    sources: dict[str, Source]
    services: dict[str, Service]
    shared: dict[str, IncomingSecondsTerms]
    configured: "Book | None" = None
    published: "Book | None" = None

    def terms_of(self, discount: IncomingSeconds) -> IncomingSecondsTerms:
        """The shared terms that a service's discount names."""
        return self.shared[discount.parameters]
