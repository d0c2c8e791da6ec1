"""What a record of use costs: set-up, steps of begun units, a maximum, a rounding. Amounts are in 1/10,000 yen.

A step may be counted in smaller units than it is priced in: `per: 60, increment: 6, yen: 24` costs 2.4 yen for each
begun 6 seconds. Such a price need not be exact in 1/10,000 yen; then the rate says how a record's amount is rounded,
and everything before that is counted in parts of a common denominator (`scale`).
"""

from fractions import Fraction
from math import lcm
from typing import Annotated

from pydantic import Field

from yakkan.money import Rounding
from yakkan.terms.texts import Positive, PositiveYen, Yen
from yakkan.terms.value import Part


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


class Rate(Part):
    """A metered rate: `setup` once a record, `steps` in order, `maximum` caps the record, set-up included.

    `rounding` comes last, after the maximum.
    """

    setup: Yen = 0
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    maximum: Yen | None = None
    rounding: RecordRounding | None = None

    @property
    def scale(self) -> int:
        """The parts that 1/10,000 yen is divided into, so that each begun unit costs a whole number of them."""
        return lcm(*(step.price.denominator for step in self.steps))
