"""Which usage a part of the terms is for."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from yakkan.terms.texts import Words
from yakkan.terms.value import Part

Kind = Literal["voice", "video", "sms", "packet", "data"]
Direction = Literal["out", "in", "forwarded"]
Peer = Literal["fixed", "ip-fixed", "mobile", "phs", "ip050", "international", "service"]
Gateway = Literal["bypassed"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def listed(value: object) -> object:
    """A word by itself as a list of one."""
    return [value] if isinstance(value, str) else value


class Applies(Part):
    """Which usage an entry is for: a value or a list of values a key; a key left out matches anything, empty too."""

    kind: Annotated[tuple[Kind, ...] | None, BeforeValidator(listed)] = None
    direction: Annotated[tuple[Direction, ...] | None, BeforeValidator(listed)] = None
    peer: Annotated[tuple[Peer, ...] | None, BeforeValidator(listed)] = None
    country: Annotated[tuple[Country, ...] | None, BeforeValidator(listed)] = None
    partner: Annotated[tuple[Words, ...] | None, BeforeValidator(listed)] = None
    gateway: Annotated[tuple[Gateway, ...] | None, BeforeValidator(listed)] = None

    def holds(self, use: dict[str, str]) -> bool:
        """Whether usage with these columns falls under it."""
        wanted = ((key, getattr(self, key)) for key in type(self).model_fields)
        return all(values is None or use[key] in values for key, values in wanted)

    def meets(self, other: "Applies") -> bool:
        """Whether some usage could fall under both."""
        keys = type(self).model_fields
        pairs = ((getattr(self, key), getattr(other, key)) for key in keys)
        return all(mine is None or theirs is None or set(mine) & set(theirs) for mine, theirs in pairs)
