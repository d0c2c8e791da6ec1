"""What use an entry reaches, as sets that can be cut and taken from each other.

A `Box` says for each key of `applies` which values it holds. Keys with few values list them; `country` and `partner`
can be anything, so that a box may hold all but some. Use that no record can be (a packet that comes in, a country
without an international peer) is in no box: two entries that differ only in such use reach the same.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple, get_args

from yakkan.terms.applies import Applies, Direction, Gateway, Kind, Peer


class Values(NamedTuple):
    """Some values of a key; or, where `but`, all that it can have but these."""

    listed: frozenset[str]
    but: bool = False

    def both(self, other: "Values") -> "Values":
        """What is in both."""
        if self.but and other.but:
            return Values(self.listed | other.listed, but=True)
        if self.but or other.but:
            some, not_these = (other, self) if self.but else (self, other)
            return Values(some.listed - not_these.listed)
        return Values(self.listed & other.listed)

    def without(self, other: "Values") -> "Values":
        """What is not in the other."""
        return self.both(Values(other.listed, not other.but))

    @property
    def empty(self) -> bool:
        """Whether it holds nothing."""
        return not self.listed and not self.but


Box = tuple[Values, ...]
"""The values of each key of `applies`, in its order."""

KEYS = tuple(Applies.model_fields)
_ANY = Values(frozenset(), but=True)


def _some(*values: str) -> Values:
    return Values(frozenset(values))


def _possible() -> tuple[Box, ...]:
    """All the use there can be, in boxes that share none."""
    carried = _some("packet", "data")
    called = _some(*set(get_args(Kind)) - carried.listed)
    directions, nobody = _some(*get_args(Direction)), _some("")
    plain = _some("", *set(get_args(Peer)) - {"international", "ip-fixed"})
    return (
        (called, directions, plain, nobody, _ANY, nobody),
        (called, directions, _some("ip-fixed"), nobody, _ANY, _some("", *get_args(Gateway))),
        (called, directions, _some("international"), _ANY, _ANY, nobody),
        (carried, _some("out"), nobody, nobody, _ANY, nobody),
    )


_POSSIBLE = _possible()


def reach(applies: Applies) -> list[Box]:
    """The use that an entry applies to."""
    wanted = (getattr(applies, key) for key in KEYS)
    box = tuple(_ANY if values is None else Values(frozenset(values)) for values in wanted)
    return common([box], _POSSIBLE)


def common(some: Iterable[Box], others: Sequence[Box]) -> list[Box]:
    """The use that is in both."""
    cut = (tuple(a.both(b) for a, b in zip(one, other, strict=True)) for one in some for other in others)
    return [box for box in cut if not any(values.empty for values in box)]


def left(some: Iterable[Box], taken: Iterable[Box]) -> list[Box]:
    """The use that is left of `some` when what is `taken` is gone."""
    return reduce(lambda boxes, gone: [rest for box in boxes for rest in _without(box, gone)], taken, list(some))


def _without(box: Box, gone: Box) -> list[Box]:
    """What is left of a box: for each key, what agrees in all keys before it and lies outside in this one."""
    if not common([box], [gone]):
        return [box]
    rests = []
    for i, (mine, theirs) in enumerate(zip(box, gone, strict=True)):
        inside = tuple(a.both(b) for a, b in zip(box[:i], gone[:i], strict=True))
        rests.append((*inside, mine.without(theirs), *box[i + 1 :]))
    return [rest for rest in rests if not any(values.empty for values in rest)]


def text(boxes: Iterable[Box]) -> str:
    """Boxes as a text that stays the same: what each key must be, where it cannot be anything possible."""
    return " | ".join(sorted(_text(box) for box in boxes))


def _text(box: Box) -> str:
    whole = next(possible for possible in _POSSIBLE if common([box], [possible]))
    said = [
        f"{key}{'!=' if values.but else '='}{','.join(sorted(values.listed))}"
        for key, values, every in zip(KEYS, box, whole, strict=True)
        if values != every or key == "kind"
    ]
    return " ".join(said)
