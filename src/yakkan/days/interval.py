"""Days in force: inclusive in files, half-open in the house."""

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(1, 1, 1)
"""Stands for «since long before» where a file leaves the first day out."""
LAST_DAY = date(9999, 12, 31)
"""Stands for «no end» as the exclusive end of an interval."""


@dataclass(frozen=True, order=True)
class Interval:
    """The days from `start` up to, and without, `end`."""

    start: date
    end: date

    @classmethod
    def inclusive(cls, first: date | None, last: date | None) -> "Interval":
        """The days from `first` to `last`, both included; None leaves that side open."""
        return cls(first or FIRST_DAY, LAST_DAY if last in (None, LAST_DAY) else last + timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: "Interval") -> bool:
        """Whether a day lies in both."""
        return self.start < other.end and other.start < self.end

    def without(self, other: "Interval") -> list["Interval"]:
        """What is left of it when the days of `other` are taken out: none, one or two pieces."""
        pieces = [
            Interval(self.start, min(self.end, other.start)),
            Interval(max(self.start, other.end), self.end),
        ]
        return [piece for piece in pieces if piece.start < piece.end]
