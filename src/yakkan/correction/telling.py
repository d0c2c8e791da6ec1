"""Incidents in words: by which rate was billed instead of which, since when, how much; in Japanese or English."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from yakkan.correction.incident import Found, Incident
from yakkan.correction.naming import Named
from yakkan.correction.presumed import Interval, Presumed
from yakkan.correction.shape import Shape, ShapeStep
from yakkan.messages import Language, say
from yakkan.money import text_of_units
from yakkan.terms import Book

Window = tuple[date | None, date | None]
"""The first and the last day of which there are records."""


class Before(NamedTuple):
    """What is known of the days before the records of an incident: the estimate, and its own window, where it has one.

    A window without days: it differs by place.
    """

    presumed: Presumed | None = None
    window: Window | None = None


NOTHING_BEFORE = Before()


@dataclass(frozen=True)
class Telling:
    """Who tells: the language, and the book that knows the names of entries."""

    language: Language
    book: Book

    def say(self, code: str, /, **values: object) -> str:
        """A message about an audit."""
        return say(self.language, f"audit.{code}", **values)

    def entry(self, service: str, entry: str) -> str:
        """The name of an entry; its id where it has none, or is of another book."""
        of = self.book.services.get(service)
        found: Any = of.entries.get(entry) if of else None
        return str(getattr(found.name, self.language)) if found is not None and found.name else entry

    def price(self, shape: Shape, kind: str) -> str:
        """A shape in words, as bills explain a price."""
        if not shape.setup and not shape.steps:
            return self.say("free")
        parts = [self._explained("setup", yen=_yen(shape.setup, shape.scale))] if shape.setup else []
        parts += [self._step(step, shape, kind) for step in shape.steps]
        if shape.maximum is not None:
            parts.append(self._explained("maximum", yen=_yen(shape.maximum, shape.scale)))
        if shape.mode:
            parts.append(self._explained("rounded_to", yen=text_of_units(shape.to), mode=self._explained(shape.mode)))
        return self._explained("then").join(parts)

    def _step(self, step: ShapeStep, shape: Shape, kind: str) -> str:
        yen = _yen(step.price, shape.scale)
        per, until = (self._explained(f"unit_{kind}", count=f"{count:,}") for count in (step.per, step.until or 0))
        if step.until is None:
            return self.say(f"one_{kind}", yen=yen) if step.per == 1 else self._explained("step", per=per, yen=yen)
        if step.until == step.per and step is shape.steps[0]:
            return self.say("whole_step", yen=yen, up_to=until)
        return self._explained("step_up_to", per=per, yen=yen, up_to=until)

    def _explained(self, code: str, /, **values: object) -> str:
        return say(self.language, f"explain.{code}", **values)

    def billed(self, incident: Incident) -> str:
        """By which rate was billed instead of which."""
        right = self.price(incident.right.shape, incident.kind)
        if incident.named is None:
            return self.say("billed_by_none", right=right)
        billed = self.price(incident.named.shape, incident.kind)
        return self.say(
            "billed_published" if incident.against == "published" else "billed_terms", billed=billed, right=right
        )

    def where_from(self, incident: Incident) -> tuple[str, ...]:
        """Where the rate comes from, and how many others fit as well; nothing where there is nothing to say."""
        named = incident.named
        if named is None or incident.against == "published":
            return ()
        return (self._origin(incident, named), self._others(incident, named))

    def _origin(self, incident: Incident, named: Named) -> str:
        if named.sort == "configured":
            return self.say("from_configured")
        if named.sort == "recorded":
            return self.say("from_recorded")
        if named.sort == "value":
            return self.say("from_value", day=named.of)
        if named.sort == "entry":
            return self.say("from_entry", name=self.entry(incident.right.service, named.of))
        return ""

    def _others(self, incident: Incident, named: Named) -> str:
        if not named.others:
            return ""
        other = self.price(named.others[0], incident.kind)
        return self.say("others_fit", count=named.other_count, other=other)

    def since(self, found: Found) -> str:
        """Since when: as a book says, or as far as the records show."""
        incident = found.incident
        days = {"first": found.first_day, "last": found.last_day}
        if incident.since is None:
            return self.say("seen_since", **days)
        if incident.until is None:
            return self.say("wrong_since", since=incident.since, **days)
        return self.say("wrong_between", since=incident.since, until=incident.until, **days)

    def amounts(self, found: Found) -> str:
        """How many, how much over and under apart, and what is given back."""
        return self.say(
            "amounts",
            customers=f"{found.customers:,}",
            records=f"{found.records:,}",
            over=yen(found.over),
            under=yen(found.under),
            refund=f"{found.refund:,}",
            rounding=yen(found.rounding),
        )

    def before(self, found: Found, before: Before, ratio: tuple[str, str]) -> Iterator[str]:
        """Since when there are records, where that is of the incident alone; what is presumed before."""
        window, unclear = before.window, before.window is not None and before.window[0] is None
        if window and not unclear:
            yield self.say("kept", first=window[0], last=window[1])
        if before.presumed:
            yield self.presumed(found, before.presumed, ratio)
        else:
            yield self.say("kept_differs" if unclear else "not_presumed")

    def presumed(self, found: Found, estimate: Presumed, ratio: tuple[str, str]) -> str:
        """What is presumed before the records begin, by which method."""
        return self.say(
            f"presumed_by_{estimate.method}",
            records=interval(estimate.records),
            yen=interval(estimate.yen),
            since=found.incident.since,
            low=ratio[0],
            high=ratio[1],
        )

    def incident(self, found: Found) -> Iterator[str]:
        """All that is said of an incident, sentence by sentence."""
        of = found.incident
        name = self.entry(of.right.service, of.right.entry)
        yield self.say("incident", id=of.id, name=name, where=self.say("and").join(found.where) or "-")
        yield self.billed(of)
        yield from filter(None, [*self.where_from(of), self.since(found), self.amounts(found)])


def _yen(price: int, scale: int) -> str:
    return text_of_units(price) if scale == 1 else f"{text_of_units(price)}/{scale}"


def yen(amount: int) -> str:
    """An amount of 1/10,000 yen in yen, with commas and what fraction it has."""
    whole, _, part = text_of_units(amount).partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def interval(of: Interval) -> str:
    """A middle with its interval."""
    return f"{of.middle:,} ({of.low:,} - {of.high:,})"
