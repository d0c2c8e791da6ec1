"""誤課金: an incident is a billing error that repeats; what was billed by which rate, instead of which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yakkan.correction.naming import Named
from yakkan.correction.shape import Shape

Against = Literal["terms", "published"]


@dataclass(frozen=True)
class Price:
    """What a book says of one price: its entry, its shape, and the clause that it was copied from."""

    service: str
    entry: str
    in_force_from: date
    shape: Shape
    source: str
    clause: str


@dataclass(frozen=True)
class Incident:
    """A billing error: which use of which entry, by what rate it was billed (`named`; none fits where it is None).

    `right` is what it should have been: of the terms or, where the billing was right, of what was published.
    `since` and `until` (inclusive, None: no end) are known where a configured or published book tells them.
    """

    id: str
    against: Against
    kind: str
    direction: str
    right: Price
    named: Named | None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    """What the records show of an incident: days, how many, how much (1/10,000 yen), what is given back (yen).

    `zones` are the partners, countries and peers that it was met in, each with its records.
    """

    incident: Incident
    first_day: date
    last_day: date
    customers: int
    accounts: int
    contracts: int
    records: int
    over: int
    under: int
    refund: int
    rounding: int
    zones: tuple[tuple[str, str, str, int], ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """Its zones as words: a partner or, without one, a country or, without that, the kind of number."""
        return tuple(dict.fromkeys(partner or country or peer for partner, country, peer, _ in self.zones))


Group = tuple[int, str, str]
"""A value of the terms, a kind of use, a direction."""


def incidents(
    named: Mapping[Group, Sequence[Named]], unexplained: Mapping[Group, int], prices: Mapping[int, Price], lone: int
) -> tuple[list[Incident], list[tuple[int, str, str, int, str]]]:
    """The incidents of what was named, and which group and rank belongs to which (by id).

    Groups of one entry that were billed by the same rate are one incident. What no rate explains is one without a name
    where there are more than `lone` such records, and lone records else.
    """
    weights: dict[tuple[str, str, str, str, Shape | None], int] = {}
    members: dict[tuple[str, str, str, str, Shape | None], list[tuple[Group, int, Named | None]]] = {}
    for group in sorted({*named, *unexplained}):
        price = prices[group[0]]
        parts: list[tuple[int, Named | None, int]] = [
            (rank, each, each.records) for rank, each in enumerate(named.get(group, ()))
        ]
        if unexplained.get(group, 0) > lone:
            parts.append((-1, None, unexplained[group]))
        for rank, each, records in parts:
            key = (price.service, price.entry, *group[1:], each.shape if each else None)
            weights[key] = weights.get(key, 0) + records
            members.setdefault(key, []).append((group, rank, each))
    made, belongs, count = [], [], dict.fromkeys({key[:2] for key in members}, 0)
    for key in sorted(members, key=lambda key: (key[:2], -weights[key], key[2:4], key[4].text if key[4] else "")):
        count[key[:2]] += 1
        name = f"{key[0]}.{key[1]}.{count[key[:2]]}"
        group, _, each = max(members[key], key=lambda member: prices[member[0][0]].in_force_from)
        made.append(Incident(name, "terms", key[2], key[3], prices[group[0]], each))
        belongs += [(*group, rank, name) for group, rank, _ in members[key]]
    return made, belongs
