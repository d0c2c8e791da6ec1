"""The small family of rates that somebody may have typed: a set-up, one step or two, in round sizes.

Each guess is solved from a few of the amounts billed (anchors) and then held against all of them, so that one strange
record among many does not hide what the others say. The simplest guesses come first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from yakkan.correction.shape import Shape, ShapeStep, pieces

SIZES = (
    1, 6, 10, 15, 20, 30, 50, 60, 90, 100, 120, 128, 150, 180, 200, 240, 256, 300, 500, 600, 1000, 1024, 1800, 3600,
    10_000, 100_000, 1_000_000, 1_048_576, 1_073_741_824,
)  # fmt: skip
"""Sizes in which usage is counted, and at which steps end; those of the service's own terms come on top."""
_ANCHORS = 4
_PROBES = 24


@dataclass(frozen=True)
class Pair:
    """So many `records` of one quantity were billed one amount, in 1/10,000 yen."""

    quantity: int
    billed: int
    records: int


@dataclass(frozen=True)
class Guess:
    """A shape, the sort of guess that it is, and from how many distinct quantities up it says something."""

    shape: Shape
    sort: str
    needs: int


def guesses(pairs: Sequence[Pair], terms: Shape, others: Sequence[Shape]) -> Iterator[Guess]:
    """Guesses at what these pairs were billed by, the simplest first; `terms` is what should have been billed."""
    if not pairs:
        return
    yield from _other_prices(pairs, terms)
    for anchor in _anchors(pairs):
        yield Guess(Shape(anchor.billed), "flat", 2)
    largest = max(pair.quantity for pair in pairs)
    own = [size for size in pieces([terms, *others]) for size in (size, 2 * size, size // 2) if size]
    sizes = sorted({size for size in (*SIZES, *own) if size < 2 * largest})
    yield from _one_step(pairs, sizes)
    yield from _two_steps(pairs, sizes)


def _anchors(pairs: Sequence[Pair], most: int = _ANCHORS) -> list[Pair]:
    """The heaviest of the pairs, and some from all over their range."""
    if len(pairs) <= most:
        return list(pairs)
    spread = sorted(pairs, key=lambda pair: pair.quantity)
    chosen = [spread[i * (len(spread) - 1) // (most - 1)] for i in range(most)]
    heaviest = sorted(pairs, key=lambda pair: -pair.records)[: most // 2]
    return list(dict.fromkeys([*heaviest, *chosen]))


def _counts(quantity: int, steps: Sequence[ShapeStep]) -> list[int]:
    """How many units of each step a record begins."""
    counts, reached = [], 0
    for step in steps:
        until = max(reached, quantity if step.until is None else min(quantity, step.until))
        counts.append((until - reached + step.per - 1) // step.per)
        reached = until
    return counts


def _other_prices(pairs: Sequence[Pair], terms: Shape) -> Iterator[Guess]:
    """The terms' own increments at other prices: one price changed, or all."""
    if not terms.steps or terms.mode or terms.maximum is not None:
        return
    prices = [terms.setup, *(step.price for step in terms.steps)]
    for changed in (*range(1, len(prices)), 0):  # a set-up that nobody has written is less likely than a wrong price
        for anchor in _anchors(pairs):
            counts = [1, *_counts(anchor.quantity, terms.steps)]
            rest = anchor.billed - sum(
                n * p for i, (n, p) in enumerate(zip(counts, prices, strict=True)) if i != changed
            )
            if counts[changed] and rest >= 0 and rest % counts[changed] == 0:
                yield Guess(_at_prices(terms, changed, rest // counts[changed]), "price", 1)
    if len(terms.steps) == 2 and not terms.setup:
        end = terms.steps[0].until or 0
        for first, second in _pairs_about(pairs, end):
            yield from _solved(terms.steps, first, second, "price")


def _at_prices(terms: Shape, changed: int, price: int) -> Shape:
    if changed == 0:
        return Shape(price, terms.steps)
    steps = [
        ShapeStep(step.until, step.per, price if i == changed else step.price) for i, step in enumerate(terms.steps, 1)
    ]
    return Shape(terms.setup, tuple(steps))


def _pairs_about(pairs: Sequence[Pair], end: int) -> Iterator[tuple[Pair, Pair]]:
    """An anchor of the first step beside one of the second."""
    first = _anchors([pair for pair in pairs if 0 < pair.quantity <= end], 3)
    second = _anchors([pair for pair in pairs if pair.quantity > end], 3)
    yield from ((low, high) for low in first for high in second)


def _solved(steps: Sequence[ShapeStep], low: Pair, high: Pair, sort: str) -> Iterator[Guess]:
    """Two steps whose prices a record of the first and one of the second give, where they come out exact."""
    counts = _counts(low.quantity, steps)[0], _counts(high.quantity, steps)
    price = Fraction(low.billed, counts[0])
    rest = high.billed - counts[1][0] * price
    if price.denominator == 1 and rest >= 0 and rest % counts[1][1] == 0:
        priced = (int(price), int(rest) // counts[1][1])
        made = tuple(ShapeStep(step.until, step.per, each) for step, each in zip(steps, priced, strict=True))
        yield Guess(Shape(0, made), sort, 2 if sort == "price" else 4)


def _one_step(pairs: Sequence[Pair], sizes: Sequence[int]) -> Iterator[Guess]:
    """A price for each begun unit, without a set-up and with one."""
    anchors = _anchors(pairs)
    for size in sizes:
        for anchor in anchors:
            units = (anchor.quantity + size - 1) // size
            if units and anchor.billed % units == 0:
                yield Guess(Shape(0, (ShapeStep(None, size, anchor.billed // units),)), "step", 2)
    for size in sizes:
        for one, other in combinations(anchors, 2):
            more = (other.quantity + size - 1) // size - (one.quantity + size - 1) // size
            if more and (other.billed - one.billed) % more == 0:
                price = (other.billed - one.billed) // more
                setup = one.billed - (one.quantity + size - 1) // size * price
                if price > 0 and setup > 0:
                    yield Guess(Shape(setup, (ShapeStep(None, size, price),)), "setup", 3)


def _two_steps(pairs: Sequence[Pair], sizes: Sequence[int]) -> Iterator[Guess]:
    """A price up to a quantity, another from there; the first step's price must hold for some of its records."""
    for end in sizes:
        low = [pair for pair in pairs if 0 < pair.quantity <= end]
        high = [pair for pair in pairs if pair.quantity > end]
        for per in [end, *(size for size in sizes if size < end and end % size == 0)] if low and high else ():
            for first in _plausible(low, per):
                for size in sizes:
                    steps = (ShapeStep(end, per, 0), ShapeStep(None, size, 0))
                    for second in _anchors(high, 3):
                        yield from _solved(steps, first, second, "steps")


def _plausible(low: Sequence[Pair], per: int) -> Iterator[Pair]:
    """Anchors whose price a begun unit fits half of what lies in the first step, each price once."""
    seen = set()
    probes = _anchors(low, _PROBES)
    for anchor in _anchors(low, 3):
        price = Fraction(anchor.billed, (anchor.quantity + per - 1) // per)
        fitting = sum(pair.billed == price * ((pair.quantity + per - 1) // per) for pair in probes)
        if price not in seen and 2 * fitting >= len(probes):
            seen.add(price)
            yield anchor
