"""The shape of a book: what may stand in its files, and as what.

Amounts are integers of 1/10,000 yen. What every value has stands in `value`, what a record costs in `rate`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from yakkan.money import Rounding, TaxClass
from yakkan.terms.rate import Rate
from yakkan.terms.texts import Day, Id, Positive, Whole, WholeYen, Words, Yen
from yakkan.terms.value import Cites, Name, Part, Value

Kind = Literal["voice", "video", "sms", "packet", "data"]
Direction = Literal["out", "in", "forwarded"]
Peer = Literal["fixed", "ip-fixed", "mobile", "phs", "ip050", "international", "service"]
Gateway = Literal["bypassed"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Applies(Part):
    """Which usage an entry is for: a value or a list of values a key; a key left out matches anything, empty too."""

    kind: Annotated[tuple[Kind, ...] | None, BeforeValidator(_listed)] = None
    direction: Annotated[tuple[Direction, ...] | None, BeforeValidator(_listed)] = None
    peer: Annotated[tuple[Peer, ...] | None, BeforeValidator(_listed)] = None
    country: Annotated[tuple[Country, ...] | None, BeforeValidator(_listed)] = None
    partner: Annotated[tuple[Words, ...] | None, BeforeValidator(_listed)] = None
    gateway: Annotated[tuple[Gateway, ...] | None, BeforeValidator(_listed)] = None

    def holds(self, use: dict[str, str]) -> bool:
        """Whether usage with these columns falls under it."""
        wanted = ((key, getattr(self, key)) for key in type(self).model_fields)
        return all(values is None or use[key] in values for key, values in wanted)

    def meets(self, other: "Applies") -> bool:
        """Whether some usage could fall under both."""
        keys = type(self).model_fields
        pairs = ((getattr(self, key), getattr(other, key)) for key in keys)
        return all(mine is None or theirs is None or set(mine) & set(theirs) for mine, theirs in pairs)


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


class Pool(Part):
    """Contracts whose discount is worked out together: of one plan, or of one representative group."""

    by: Literal["plan", "group"]
    services: tuple[Id, ...] | None = None


@dataclass(frozen=True)
class IncomingSecondsParameters:
    """What the rules of the discount settle together.

    Incoming calls `counted`, and not among the `not_counted`, earn `yen` (1/10,000 yen) for every `per` seconds of a
    number and month; `remainder` says what becomes of the seconds left over, `rounding` how the total becomes whole
    yen. It is taken from the charges in the order of `against`, and worked out together for each of the `pools`.
    """

    counted: tuple[Applies, ...]
    not_counted: tuple[Applies, ...]
    per: int
    yen: int
    remainder: Literal["drop", "begun"]
    basis: Literal["before_tax"]
    rounding: Rounding
    against: tuple[str, str]
    pools: tuple[Pool, ...]

    def counts(self, use: dict[str, str]) -> bool:
        """Whether usage with these columns earns discount."""
        counted = any(applies.holds(use) for applies in self.counted)
        return counted and not any(applies.holds(use) for applies in self.not_counted)


class Rule(Part):
    """One sentence of the discount's terms: its parameters beside its clause, or the reading that was taken."""

    clause: Words | None = None
    reading: Name | None = None
    counted: tuple[Applies, ...] | None = None
    not_counted: tuple[Applies, ...] | None = None
    per: Positive | None = None
    yen: Yen | None = None
    remainder: Literal["drop", "begun"] | None = None
    basis: Literal["before_tax"] | None = None
    rounding: Rounding | None = None
    against: tuple[Literal["domestic", "international"], Literal["domestic", "international"]] | None = None
    pools: tuple[Pool, ...] | None = None

    def parameters(self) -> dict[str, object]:
        """What it settles: its keys without the clause."""
        keys = set(type(self).model_fields) - {"clause", "reading"}
        return {key: value for key in sorted(keys) if (value := getattr(self, key)) is not None}


class IncomingSecondsValue(Value):
    """着割 as it stands on its days in force: each of its rules, each parameter given once."""

    rules: tuple[Rule, ...]

    @property
    def settled(self) -> IncomingSecondsParameters:
        """All its rules together."""
        parameters: dict[str, Any] = {}
        for rule in self.rules:
            parameters |= rule.parameters()
        return IncomingSecondsParameters(**parameters)


class IncomingSecondsTerms(Part):
    """A file of `terms/shared/`: the terms of a discount that several services share."""

    shape: Literal["incoming_seconds"]
    values: Annotated[tuple[IncomingSecondsValue, ...], Field(min_length=1)]


class IncomingSeconds(Part):
    """着割 in a service's file: taken from the charges `of`, by the terms in the shared file `parameters`."""

    id: Id
    name: Name | None = None
    shape: Literal["incoming_seconds"]
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    parameters: Words


Entry = UsageCharge | MonthlyFee | OneOffFee | IncomingSeconds


class Service(Part):
    """A service: its charges, fees and discounts, and how a month's line becomes whole yen."""

    service: Id
    name: Name
    tax: TaxClass
    line_rounding: Rounding
    usage_charges: tuple[UsageCharge, ...] = ()
    monthly_fees: tuple[MonthlyFee, ...] = ()
    one_off_fees: tuple[OneOffFee, ...] = ()
    discounts: tuple[IncomingSeconds, ...] = ()

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


class Carrier(Part):
    """Who bills: its names, its registration number, its tax and its days."""

    carrier: Id
    name: Name
    registration_number: Annotated[str, Field(pattern=r"^T\d{13}$")]
    tax: Tax
    billing: Billing


class Book(Part):
    """A carrier's book: everything that a bill follows from."""

    carrier: Carrier
    sources: dict[str, Source]
    services: dict[str, Service]
    shared: dict[str, IncomingSecondsTerms]

    def terms_of(self, discount: IncomingSeconds) -> IncomingSecondsTerms:
        """The shared terms that a service's discount names."""
        return self.shared[discount.parameters]
