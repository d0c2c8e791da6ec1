"""What an audit is told beside the records: monthly statistics of traffic, and since when records were kept of what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from yakkan.correction.incident import Found
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.text import Shape, read_text
from yakkan.messages import Refusals, Refused

_MOST = 20
Read = TypeVar("Read")


class Window(NamedTuple):
    """The days of which there are records: the first and the last, both included; none of an empty delivery."""

    first: date | None
    last: date | None


UNCLEAR = Window(None, None)
"""The window of an incident that was met in several places, each with a window of its own."""


@dataclass(frozen=True)
class Traffic:
    """How many `records` of a partner or an entry there were in a month; empty says all of them."""

    month: Month
    partner: str
    entry: str
    records: int


@dataclass(frozen=True)
class Kept:
    """From which day to which day records of a partner or an entry were kept, by a line; empty says all of them."""

    partner: str
    entry: str
    first: date
    last: date | None
    line: int

    def within(self, whole: Window) -> Window:
        """Its days; without a last one, to the last of the records."""
        return Window(self.first, self.last or whole.last)


@dataclass(frozen=True)
class Given:
    """The statistics, and the days on which records were kept."""

    traffic: Sequence[Traffic] = ()
    kept: Sequence[Kept] = ()

    @classmethod
    def read(cls, traffic: Path | None, kept: Path | None) -> "Given":
        """Reads the files that there are. Raises Refusals for what is wrong with one."""
        said = _read(kept, ("from", "until"), _wrong_kept, _kept) if kept else ()
        known = set()
        for each in said:
            of = (each.partner, each.entry)
            if of in known:
                raise Refused("input.kept_twice", str(kept), each.line, {"of": "/".join(filter(None, of))})
            known.add(of)
        return cls(_read(traffic, ("month", "records"), _wrong_traffic, _traffic) if traffic else (), said)

    def windows(self, found: Sequence[Found], whole: Window) -> dict[str, Window]:
        """Of which days there are records that an incident could be in, by its id; UNCLEAR where they differ by place.

        Raises Refused where an incident was met before its records are said to have been kept, or after.
        """
        windows = {}
        for each in found:
            of_places = {self._window(partner, each.incident.right.entry, whole) for partner, *_ in each.zones}
            windows[each.incident.id] = window = of_places.pop() if len(of_places) == 1 else UNCLEAR
            if window.first and window.last and not window.first <= each.first_day <= each.last_day <= window.last:
                days = {"first": each.first_day, "last": each.last_day}
                raise Refused("input.met_outside", values={"incident": each.incident.id, **days, "from": window.first,
                                                           "until": window.last})  # fmt: skip
        return windows

    def _window(self, partner: str, entry: str, whole: Window) -> Window:
        """Of a partner's use of an entry: by the line that says most of it."""
        for of in ((partner, entry), (partner, ""), ("", entry)):
            for each in self.kept:
                if (each.partner, each.entry) == of:
                    return each.within(whole)
        return whole


NOTHING = Given()


def _read(
    file: Path, columns: tuple[str, ...], wrong: Callable[[Mapping[str, Any]], str], made: Callable[[Any], Read]
) -> list[Read]:
    """A CSV of these columns and `partner`, `entry` or both: what is `made` of each row that is not `wrong`."""
    engine = DuckDB()
    read = read_text(engine, file, Shape(columns, optional=("partner", "entry", "quantity")), "given")
    refused = [Refused(f"text.{row['reason']}", str(file), row["line"]) for row in engine.rows(read.unreadable)]
    found = []
    for row in engine.rows(read.table.order_by("line")):
        if problem := wrong(row):
            refused.append(Refused(problem, str(file), row["line"], row))
        else:
            found.append(made(row))
    engine.close()
    if refused:
        raise Refusals(refused[:_MOST])
    return found


def _traffic(row: Mapping[str, Any]) -> Traffic:
    return Traffic(Month.parse(row["month"]), row["partner"], row["entry"], int(row["records"]))


def _kept(row: Mapping[str, Any]) -> Kept:
    last = _day(row["until"]) if row["until"] else None
    return Kept(row["partner"], row["entry"], _day(row["from"]), last, row["line"])


def _day(text: str) -> date:
    """A day as the message says that it is written; ValueError for any other way."""
    found = date.fromisoformat(text)
    if str(found) != text:  # 20080408 is a day to Python too
        raise ValueError(text)
    return found


def _wrong_traffic(row: Mapping[str, Any]) -> str:
    try:
        Month.parse(row["month"])
    except ValueError:
        return "input.bad_traffic_month"
    if not (row["records"].isascii() and row["records"].isdecimal()):
        return "input.bad_traffic_records"
    return "" if row["partner"] or row["entry"] else "input.traffic_of_nothing"


def _wrong_kept(row: Mapping[str, Any]) -> str:
    try:
        made = _kept(row)
    except ValueError:
        return "input.bad_kept_day"
    if made.last and made.last < made.first:
        return "input.kept_reversed"
    return "" if made.partner or made.entry else "input.kept_of_nothing"
