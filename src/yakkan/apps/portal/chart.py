"""The twelve months as bars: where each is drawn, in units of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from yakkan.apps.portal.queries import OneMonth

_LEFT, _TOP, _BOTTOM = 52, 26, 40
_BAR = 0.62
"""The part of a month's room that its bar takes."""
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """A month: the room that can be clicked, the bar in it, and where its amount stands above it."""

    of: OneMonth
    x: float
    room: float
    left: float
    width: float
    top: float
    height: float
    latest: bool
    year: bool

    @property
    def middle(self) -> float:
        """The middle of the room, where its labels stand."""
        return round(self.x + self.room / 2, 1)

    @property
    def above(self) -> float:
        """Where the amount stands."""
        return round(self.top - 7, 1)


@dataclass(frozen=True)
class Line:
    """A line across, at so many yen."""

    yen: int
    y: float


@dataclass(frozen=True)
class Chart:
    """A picture of `width` by `height`: lines behind, bars, and the zero that they stand on."""

    width: int
    height: int
    lines: Sequence[Line]
    bars: Sequence[Bar]
    zero: float

    @property
    def left(self) -> int:
        """Where the lines begin."""
        return _LEFT

    @property
    def top(self) -> int:
        """Where what can be clicked begins."""
        return _TOP

    @property
    def foot(self) -> int:
        """Where the names of the months stand."""
        return self.height - 22

    @property
    def floor(self) -> int:
        """Where the years stand."""
        return self.height - 6

    @property
    def tall(self) -> int:
        """The height of what can be clicked."""
        return self.height - _TOP


def draw(months: Sequence[OneMonth], width: int, height: int) -> Chart:
    """The months, the earliest at the left."""
    totals = [month.bill.total if month.bill else 0 for month in months]
    highest, lowest = max(*totals, 0), min(*totals, 0)
    step = _step(highest - lowest)
    least, most = lowest // step * step, max(-(-highest // step), 1) * step
    scale = (height - _TOP - _BOTTOM) / (most - least)

    def y(yen: int) -> float:
        return round(_TOP + (most - yen) * scale, 1)

    room = (width - _LEFT) / len(months)
    bars = [
        Bar(
            of=month,
            x=round(_LEFT + place * room, 1),
            room=round(room, 1),
            left=round(_LEFT + place * room + room * (1 - _BAR) / 2, 1),
            width=round(room * _BAR, 1),
            top=y(max(total, 0)),
            height=round(abs(total) * scale, 1),
            latest=place == len(months) - 1,
            year=place == 0 or month.month.number == 1,
        )
        for place, (month, total) in enumerate(zip(reversed(months), reversed(totals), strict=True))
    ]
    lines = [Line(yen, y(yen)) for yen in range(least, most + 1, step)]
    return Chart(width, height, lines, bars, y(0))


def _step(span: int) -> int:
    """Yen between two lines: a round number, so that there are at most five of them."""
    power = 1
    while True:
        for digit in _STEPS:
            if digit * power * 4 >= span:
                return digit * power
        power *= 10
