"""Timings of CGRateS as bands: days of the week and the time of day since when each holds.

A timing holds until the next one of the same day begins, the last until midnight. It knows no public holidays: where
working days and weekends are charged differently, somebody must say how holidays are to be read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from yakkan.tariffs.rows import Row

ALWAYS = "*any"
_KINDS: dict[str, tuple[int, ...]] = {"weekday": (1, 2, 3, 4, 5), "saturday": (6,), "sunday": (7,)}
_WORDS = {"": (1, 2, 3, 4, 5, 6, 7), "*any": (1, 2, 3, 4, 5, 6, 7), "*workdays": (1, 2, 3, 4, 5), "*weekends": (6, 7)}
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d):00", re.ASCII)


class Timed(NamedTuple):
    """What is charged from a time on: the row of the rating plan, the timing (None: always), and the price."""

    row: Row
    timing: Row | None
    price: dict[str, Any]


def rate(timed: Sequence[Timed], holidays: str | None) -> dict[str, Any]:
    """The price, where it is the same at all times; else its bands. `holidays`: the kind of day they are charged as.

    Raises Refused for timings that no band can hold, or that leave a time out.
    """
    days = {kind: _day(timed, kind) for kind in _KINDS}
    if all(len(day) == 1 and day[0][1].price == timed[0].price for day in days.values()):
        return timed[0].price
    if not all(_same(day, days["weekday"]) for day in days.values()) and holidays is None:
        raise timed[0].row.refused("holidays")
    days["holiday"] = days[holidays or "weekday"]
    return _banded(days)


def _day(timed: Sequence[Timed], kind: str) -> list[tuple[str, Timed]]:
    """What holds on a kind of day, each with the time since when."""
    held = sorted((_start(one), i) for i, one in enumerate(timed) if _holds(one, kind))
    for (before, i), (start, j) in zip(held, held[1:], strict=False):
        if before == start or timed[i].row["weight"] != timed[j].row["weight"]:
            raise timed[j].row.refused("timings_meet", one=timed[i].row["timing"], other=timed[j].row["timing"])
    if not held or held[0][0] != "00:00":
        raise timed[held[0][1] if held else 0].row.refused("time_left_out", day=kind)
    return [(start, timed[i]) for start, i in held]


def _holds(one: Timed, kind: str) -> bool:
    if one.timing is None:
        return True
    row = one.timing
    for column in ("years", "months", "monthdays"):
        if row[column] not in ("", "*any"):
            raise row.refused("calendar", column=column, text=row[column])
    text = row["weekdays"]
    if text not in _WORDS and not re.fullmatch(r"[1-7](;[1-7])*", text):
        raise row.refused("weekdays", text=text)
    days = set(_WORDS.get(text, ()) or (int(day) for day in text.split(";")))
    inside = days & set(_KINDS[kind])
    if inside and inside != set(_KINDS[kind]):
        raise row.refused("weekdays", text=text)
    return bool(inside)


def _start(one: Timed) -> str:
    if one.timing is None or one.timing["time"] in ("", "*any"):
        return "00:00"
    if not (match := _TIME.fullmatch(one.timing["time"])):
        raise one.timing.refused("time", text=one.timing["time"])
    return f"{match[1]}:{match[2]}"


def _same(one: Sequence[tuple[str, Timed]], other: Sequence[tuple[str, Timed]]) -> bool:
    return [(start, timed.price) for start, timed in one] == [(start, timed.price) for start, timed in other]


def _banded(days: Mapping[str, Sequence[tuple[str, Timed]]]) -> dict[str, Any]:
    """Bands of kinds of day that share start, end and price; what the whole rate says of maximum and rounding."""
    bands: list[tuple[list[str], dict[str, Any]]] = []
    for kind, day in days.items():
        for band in _over_midnight([_band(day, i) for i in range(len(day))]):
            alike = next((kinds for kinds, each in bands if each == band), None)
            if alike is None:
                bands.append(([kind], band))
            else:
                alike.append(kind)
    return {"bands": [{"days": kinds, **band} for kinds, band in bands], **_of_whole(days)}


def _band(day: Sequence[tuple[str, Timed]], i: int) -> dict[str, Any]:
    """The band that begins as the i-th of a day, without the kinds of day that it is for."""
    start, timed = day[i]
    until = day[i + 1][0] if i + 1 < len(day) else "24:00"
    return {"from": start, "until": until, **{k: said for k, said in timed.price.items() if k in ("setup", "steps")}}


def _over_midnight(day: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The bands of a day with its evening and its morning as one, where they cost the same: as terms write a night."""
    morning, *between, evening = [*day] if len(day) > 1 else [day[0], {}]
    if {**morning, "from": "", "until": ""} != {**evening, "from": "", "until": ""}:
        return day
    return [*between, {**evening, "until": morning["until"]}]


def _of_whole(days: Mapping[str, Sequence[tuple[str, Timed]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    everything = [timed for day in days.values() for _, timed in day]
    for key in ("maximum", "rounding"):
        said = [timed.price.get(key) for timed in everything]
        if any(one != said[0] for one in said):
            raise everything[0].row.refused("differs_by_time", key=key)
        if said[0] is not None:
            found[key] = said[0]
    return found
