"""A difference between two books: what of which entry, on which days, and what each book says of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from yakkan.days import Interval
from yakkan.terms.schema import Allowance, Entry
from yakkan.terms.value import Value

Section = Literal["usage", "monthly", "one_off", "allowance", "discount", "service"]
"""What kind of entry differs; `service`: what a service says of all its lines."""
LINE_ROUNDING, DISCOUNT_ORDER = "line_rounding", "discount_order"
"""What stands as `entry` where the difference is of a whole service. No id has an underscore."""


@dataclass(frozen=True)
class Side:
    """What one book says on the days of a difference; an `entry` of None: it says nothing of such use.

    `values` are those in force, in order: several where they charge alike. `facets` are all that decides what is
    charged, by name, as plain text or lists; empty where the book says nothing.
    """

    entry: Entry | Allowance | None
    values: tuple[Value, ...]
    facets: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The entry's id; empty where there is none."""
        return self.entry.id if self.entry else ""

    @property
    def clauses(self) -> list[tuple[str, str]]:
        """The sources and clauses that its values cite, each once."""
        return list(dict.fromkeys((value.cites.source, value.cites.clause) for value in self.values))

    def and_then(self, later: "Side") -> "Side":
        """The same side on the days that follow, where it charges alike."""
        more = tuple(value for value in later.values if value not in self.values)
        return replace(self, values=(*self.values, *more))


@dataclass(frozen=True)
class Difference:
    """What the terms and another book charge differently for one entry, on the days [start, end).

    `entry` is its id in the terms; where they have no such entry, its id in the other book. `facets` name what differs:
    `rate`, `tax`, `yen`, `option`, ... `usage` says of which use, where it is not all that the entry applies to:
    `partner=CYPCT`, or `country!=GB,US` for all but these.
    """

    service: str
    entry: str
    section: Section
    days: Interval
    terms: Side
    other: Side
    facets: tuple[str, ...]
    usage: str = ""

    @classmethod
    def of(cls, service: str, section: Section, entry: str, found: "Found") -> "Difference":
        """What was found of a service; the entry is named where it is of the whole service."""
        return cls(service, entry or found.terms.id or found.other.id, section, **vars(found))

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of what both books say, without days and clauses: it changes whenever a price does."""
        said = [self.usage, *([side.id, dict(side.facets)] for side in (self.terms, self.other))]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Found:
    """A difference on its way: some days, what both books say, which facets differ, of which use."""

    days: Interval
    terms: Side
    other: Side
    facets: tuple[str, ...]
    usage: str = ""


def joined(pieces: Iterable[Difference]) -> list[Difference]:
    """Differences whose days touch and in which both books charge the same, as one."""
    whole: list[Difference] = []
    for piece in sorted(pieces, key=lambda one: (one.entry, one.fingerprint, one.days.start)):
        before = whole[-1] if whole else None
        same = before and (before.entry, before.fingerprint) == (piece.entry, piece.fingerprint)
        if before and same and before.days.end == piece.days.start:
            whole[-1] = replace(
                before,
                days=Interval(before.days.start, piece.days.end),
                terms=before.terms.and_then(piece.terms),
                other=before.other.and_then(piece.other),
            )
        else:
            whole.append(piece)
    return whole
