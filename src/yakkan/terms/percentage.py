"""A discount of some percent: of what the charges `of` cost a contract in a month."""

from typing import Annotated, Literal

from pydantic import Field

from yakkan.money import Rounding
from yakkan.terms.texts import Id, Percent
from yakkan.terms.value import Name, Part, Value


class PercentageValue(Value):
    """The percent (in 1/10,000) and how a contract's month of it becomes whole yen."""

    percent: Percent
    rounding: Rounding


class Percentage(Part):
    """定率割引: taken from the charges `of`, by contract and month."""

    id: Id
    name: Name | None = None
    shape: Literal["percentage"]
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    values: Annotated[tuple[PercentageValue, ...], Field(min_length=1)]
