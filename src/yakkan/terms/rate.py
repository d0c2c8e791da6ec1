"""What a record of use costs: set-up, steps of begun units, a maximum, a rounding. Amounts are in 1/10,000 yen.

A step may be counted in smaller units than it is priced in: `per: 60, increment: 6, yen: 24` costs 2.4 yen for each
begun 6 seconds. Such a price need not be exact in 1/10,000 yen; then the rate says how a record's amount is rounded,
and everything before that is counted in parts of a common denominator (`scale`).
"""

from fractions import Fraction
from math import lcm
from typing import Annotated, Literal

from pydantic import Field

from yakkan.money import Rounding
from yakkan.terms.texts import Minute, Positive, PositiveYen, Yen
from yakkan.terms.value import Part

DAY = 24 * 60
"""The minutes of a day."""


class Step(Part):
    """A step of a rate: `yen` for each begun `per`, from where the last step ended to `up_to` in total quantity.

    With an `increment` the quantity is counted in begun increments, at `yen` for a `per`.
    """

    up_to: Positive | None = None
    per: Positive
    increment: Positive | None = None
    yen: Yen

    @property
    def counted_in(self) -> int:
        """The quantity that is charged once begun."""
        return self.increment or self.per

    @property
    def price(self) -> Fraction:
        """What a begun unit costs, in 1/10,000 yen."""
        return Fraction(self.yen * self.counted_in, self.per)


class RecordRounding(Part):
    """How a record's amount is rounded: to a multiple of `to`, by `mode`."""

    to: PositiveYen
    mode: Rounding


DayKind = Literal["weekday", "saturday", "sunday", "holiday"]
"""A public holiday is `holiday` whatever weekday it is; `weekday` is Monday to Friday."""


class Band(Part):
    """時間帯: the steps of a rate by the time of day, on some kinds of day.

    Where `until` comes before `from` it holds both ends of the same kind of day. A `setup` here holds for the calls
    that start in it.
    """

    days: Annotated[tuple[DayKind, ...], Field(min_length=1)]
    first: Minute = Field(alias="from")
    until: Minute
    setup: Yen | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """The minutes of a day that it holds: one piece [from, until), or the day's two ends."""
        if self.first < self.until:
            return ((self.first, self.until),)
        ends = ((0, self.until), (self.first, DAY))
        return tuple((first, until) for first, until in ends if first < until)


class Rate(Part):
    """A metered rate: `setup` once a record, `steps` in order (or `bands` with steps each), `maximum` caps the record,
    set-up included. `rounding` comes last, after the maximum."""

    setup: Yen | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1)] | None = None
    bands: Annotated[tuple[Band, ...], Field(min_length=1)] | None = None
    maximum: Yen | None = None
    rounding: RecordRounding | None = None

    @property
    def prices(self) -> tuple[tuple[int, tuple[Step, ...]], ...]:
        """Set-up and steps: of each band, or the only ones."""
        if self.bands:
            return tuple((self.setup or band.setup or 0, band.steps) for band in self.bands)
        return ((self.setup or 0, self.steps or ()),)

    @property
    def scale(self) -> int:
        """The parts that 1/10,000 yen is divided into, so that each begun unit costs a whole number of them."""
        return lcm(*(step.price.denominator for _, steps in self.prices for step in steps))
