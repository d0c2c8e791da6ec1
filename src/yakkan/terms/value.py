"""What every part of a book has: nothing unknown in it; and every value: its days, since when, and its clause.

Days are inclusive as the files say them; `InForce.days` is half-open.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from yakkan.days import Interval
from yakkan.terms.texts import Day, LastDay, Whole, Words


class Part(BaseModel):
    """A part of the book: nothing unknown in it, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Name(Part):
    """A name in both languages."""

    ja: Words
    en: Words


class InForce(Part):
    """The days of use that a value holds for, both included; no last day: no end."""

    first: Day = Field(alias="from")
    last: LastDay = Field(alias="until", default=None)

    @property
    def days(self) -> Interval:
        """The same days as [start, end)."""
        return Interval.inclusive(self.first, self.last)


class Cites(Part):
    """Where a value was copied from: a source of `sources.yaml` and the clause in it."""

    source: Words
    clause: Words
    page: Whole | None = None


class Value(Part):
    """A dated, cited value: `in_force` says for which days of use, `recorded` since when the book says so."""

    in_force: InForce
    recorded_on: Day | None = Field(alias="recorded", default=None)
    cites: Cites

    @property
    def recorded(self) -> date:
        """The day from which the book says so: the first day in force where it is left out."""
        return self.recorded_on or self.in_force.first
