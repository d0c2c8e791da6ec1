"""A discount of some yen a contract and month, never more than the charges `of` that it is taken from."""

from typing import Annotated, Literal

from pydantic import Field

from yakkan.terms.texts import Id, WholeYen
from yakkan.terms.value import Name, Part, Value


class FixedValue(Value):
    """An amount of whole yen, counted in 1/10,000 yen."""

    yen: WholeYen


class Fixed(Part):
    """定額割引: taken from the charges `of`, by contract and month."""

    id: Id
    name: Name | None = None
    shape: Literal["fixed"]
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    values: Annotated[tuple[FixedValue, ...], Field(min_length=1)]
