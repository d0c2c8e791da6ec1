"""A month of the calendar, such as a month of use."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A month: [first day, next month's first day)."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """`2015-06` as a month; ValueError for anything else."""
        match = _MONTH.fullmatch(text)
        if match is None or match[1] == "9999":  # the year that stands for no end
            raise ValueError(f"not a month: {text!r}")
        return cls.of(date(int(match[1]), int(match[2]), 1))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return self.after(1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.next.first - self.first).days

    def after(self, months: int) -> "Month":
        """The month that many months later (or earlier, where negative)."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"
