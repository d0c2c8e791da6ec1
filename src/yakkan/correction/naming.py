"""Naming what was billed: the rates that explain the amounts of one price, and what no rate explains.

Taken is the rate that fits most records, the simplest of those that fit as many; then what it leaves is looked at
again. Where others fit as well, the name says so: the records cannot tell them apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yakkan.correction.family import Guess, Pair, guesses
from yakkan.correction.shape import Shape

FEWEST = 3
"""A rate that explains fewer records is no pattern, unless it is known to have been billed."""
MOST_PATTERNS = 6
"""So many rates are looked for in what was billed for one price."""
_KNOWN = ("configured", "recorded")
_FREE = (*_KNOWN, "value", "entry")
_PROBES = 12
_LOOKS = 2000
_BEYOND = 10


@dataclass(frozen=True)
class Origin:
    """A rate that is there already: what is `configured`, what the terms said as `recorded` then, another `value` of
    the entry, or another `entry`'s (`of`)."""

    sort: str
    of: str
    shape: Shape


@dataclass(frozen=True)
class Named:
    """A shape that fits `records` of the pairs, where it comes from, and how many others fit them as well.

    `others` are the next simplest of these, `other_count` how many there are in all.
    """

    shape: Shape
    sort: str
    of: str
    records: int
    others: tuple[Shape, ...] = ()
    other_count: int = 0


def named(pairs: Sequence[Pair], terms: Shape, known: Sequence[Origin]) -> list[Named]:
    """The patterns in what was billed for one price, the one that explains most first."""
    found: list[Named] = []
    left = list(pairs)
    while left and len(found) < MOST_PATTERNS:
        best = _best(left, terms, known)
        if best is None:
            break
        found.append(best)
        left = [pair for pair in left if best.shape.amount(pair.quantity) != pair.billed]
    return found


def _best(pairs: Sequence[Pair], terms: Shape, known: Sequence[Origin]) -> Named | None:
    fitting: dict[Shape, tuple[int, str, str, int]] = {}
    probes = sorted(pairs, key=lambda pair: -pair.records)[:_PROBES]
    for guess, of in _candidates(pairs, terms, known):
        shape = guess.shape.simplest
        if shape in fitting or shape == terms:
            continue
        amount = guess.shape.amount
        if guess.sort not in _FREE and 4 * sum(amount(p.quantity) == p.billed for p in probes) < len(probes):
            continue
        hit = [pair for pair in pairs if amount(pair.quantity) == pair.billed]
        records = sum(pair.records for pair in hit)
        enough = records >= (1 if guess.sort in _KNOWN else FEWEST)
        if enough and len({pair.quantity for pair in hit}) >= guess.needs:
            fitting[shape] = (records, guess.sort, of, guess.needs)
            if guess.sort in _KNOWN and len(hit) == len(pairs):
                break  # that is what was billed: there is nothing to guess
    if not fitting:
        return None
    most = max(records for records, *_ in fitting.values())
    equal = [shape for shape, (records, *_) in fitting.items() if records == most]
    first, *others = equal
    seen = max(pair.quantity for pair in pairs)
    others = [each for each in others if _differ(first, each, _BEYOND * seen)]
    others = [
        each
        for each in others
        if fitting[each][3] <= fitting[first][3] + 1 and (fitting[each][1] != "steps" or _differ(first, each, seen))
    ]
    return Named(first, fitting[first][1], fitting[first][2], most, tuple(others[:3]), len(others))


def _differ(one: Shape, other: Shape, seen: int) -> bool:
    """Whether two shapes cost anything different up to a quantity.

    Of two steps, the second can always be twisted beyond it: that is no other reading of the records. Nor is a rate
    that takes far more to say than the one that was found.
    """
    return any(one.amount(quantity) != other.amount(quantity) for quantity in range(1, seen + 1, seen // _LOOKS + 1))


def _candidates(pairs: Sequence[Pair], terms: Shape, known: Sequence[Origin]) -> Iterator[tuple[Guess, str]]:
    """What is there already comes before what has to be guessed."""
    for origin in known:
        yield Guess(origin.shape, origin.sort, 1), origin.of
    for guess in guesses(pairs, terms, [origin.shape for origin in known]):
        yield guess, ""


def with_records(named: Named, records: int) -> Named:
    """The same with how many records it fits of all, and not only of a sample."""
    return replace(named, records=records)
