"""着割 in the terms: a discount earned by incoming calls; its rules stand in a file that several services share."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from yakkan.money import Rounding
from yakkan.terms.applies import Applies
from yakkan.terms.texts import Id, Positive, Words, Yen
from yakkan.terms.value import Name, Part, Value


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
