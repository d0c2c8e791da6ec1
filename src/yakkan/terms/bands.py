"""The time of the bands: each rate's days cut at the borders where another band begins.

A border is where the band changes: not at midnight as such, and not between two kinds of day that one band holds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from yakkan.terms.rate import DAY, DayKind, Rate

SEGMENTS = {"scheme": "int64", "day": "date", "band": "int64", "start": "timestamp", "end": "timestamp"}
LONGEST = 31 * 24 * 3600
"""The longest call, in seconds, that bands are laid out for; a longer one is not covered by a rate with bands."""

Segment = tuple[int, datetime, datetime]


def segments(
    schemes: Mapping[int, Rate], days: Collection[date], seconds: int, holidays: Collection[date]
) -> Iterator[tuple[int, date, int, datetime, datetime]]:
    """For each scheme and day: the segments that a call which starts on the day, of at most `seconds`, may touch."""
    for scheme, rate in schemes.items():
        last = max(days) + timedelta(days=1, seconds=seconds)
        line = list(_merged(_pieces(rate, min(days), last, holidays)))
        starts, ends = [start for _, start, _ in line], [end for _, _, end in line]
        for day in sorted(days):
            midnight = datetime.combine(day, time.min)
            touched = slice(
                bisect_right(ends, midnight), bisect_left(starts, midnight + timedelta(days=1, seconds=seconds))
            )
            yield from ((scheme, day, *segment) for segment in line[touched])


def _pieces(rate: Rate, first: date, last: date, holidays: Collection[date]) -> Iterator[Segment]:
    """The bands of each day, in order."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        kind = kind_of_day(day, holidays)
        held = [(*piece, i) for i, band in enumerate(rate.bands or ()) if kind in band.days for piece in band.pieces]
        midnight = datetime.combine(day, time.min)
        for start, end, band in sorted(held):
            yield (band, midnight + timedelta(minutes=start), midnight + timedelta(minutes=min(end, DAY)))


def _merged(pieces: Iterable[Segment]) -> Iterator[Segment]:
    """Pieces of one band end to end are one segment."""
    current: Segment | None = None
    for band, start, end in pieces:
        if current and current[0] == band and current[2] == start:
            current = (band, current[1], end)
            continue
        if current:
            yield current
        current = (band, start, end)
    if current:
        yield current


def kind_of_day(day: date, holidays: Collection[date]) -> DayKind:
    """A public holiday is one whatever weekday it is."""
    if day in holidays:
        return "holiday"
    return "saturday" if day.weekday() == 5 else "sunday" if day.weekday() == 6 else "weekday"
