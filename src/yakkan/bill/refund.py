"""A line of the kind `refund`: money that is given back, which waited for the next bill of its account.

No entry of the book prices it. Its `entry` is the origin of the line that waited, and the clause that it cites is the
one that should have been billed by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from yakkan.terms import Value

KIND = "refund"
UNIT = "refunded"
"""What the records of such a line are counted in: records that were billed too high."""


@dataclass(frozen=True)
class Refund:
    """What stands in the place of an entry of the book, with the values that a line cites."""

    values: tuple[Value, ...]
    shape: Literal["refund"] = "refund"


def refund(citations: Sequence[Mapping[str, Any]]) -> Refund:
    """The entry of a line with these citations."""
    return Refund(
        tuple(
            Value.model_validate(
                {
                    "in_force": {"from": str(cited["in_force_from"]), "until": "null"},
                    "recorded": str(cited["recorded"]),
                    "cites": {"source": cited["source"], "clause": cited["clause"]},
                }
            )
            for cited in citations
        )
    )
