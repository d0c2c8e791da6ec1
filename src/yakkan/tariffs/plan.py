"""From rating profiles to entries: which plan holds since when, what of it each destination costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from yakkan.messages import Refused
from yakkan.tariffs import rates, reach, times
from yakkan.tariffs.rows import COLUMNS, Row, read

_JAPAN = ZoneInfo("Asia/Tokyo")
_KINDS = {"call": "voice", "sms": "sms", "data": "data"}
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Wanted:
    """Which rating profile is read; '' where the file has only one tenant, category or subject. `source` is cited.

    `holidays`: the kind of day that public holidays are charged as, which such a tariff does not say.
    """

    source: str
    tenant: str = ""
    category: str = ""
    subject: str = ""
    holidays: Literal["weekday", "saturday", "sunday"] | None = None


@dataclass(frozen=True)
class _Priced:
    """What a destination costs under a plan, and the places in the files that say so."""

    applies: dict[str, Any]
    rate: Any
    places: Sequence[str]


def service(folder: Path, wanted: Wanted) -> list[dict[str, Any]]:
    """The usage charges of a tariff plan's folder, as a file of the book writes them.

    Raises Refused, with file, line and why, for whatever our shapes cannot hold.
    """
    tables = {name.removesuffix(".csv"): read(folder, name) for name in COLUMNS}
    profiles = _profiles(tables["RatingProfiles"], wanted, folder)
    kind = _kind(profiles[0])
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    starts = [_first_day(row) for row in profiles]
    for i, row in enumerate(profiles):
        last = starts[i + 1] - timedelta(days=1) if i + 1 < len(profiles) else None
        for name, priced in _plan(row, kind, tables, wanted).items():
            entry = entries.setdefault((name, str(priced.applies)), _entry(name, priced, entries))
            _add(entry, priced, (starts[i], last), wanted.source)
    return list(entries.values())


def _entry(name: str, priced: _Priced, entries: Mapping[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower()).strip("-")
    taken = {entry["id"] for entry in entries.values()}
    id_ = plain[:56] or "all"
    number = next(n for n in range(1, len(taken) + 2) if (id_ if n == 1 else f"{id_}-{n}") not in taken)
    return {"id": id_ if number == 1 else f"{id_}-{number}", "applies": priced.applies, "values": []}


def _add(entry: dict[str, Any], priced: _Priced, days: tuple[date, date | None], source: str) -> None:
    """One more value; where the price did not change, the value before goes on."""
    first, last = days
    values = entry["values"]
    until = "null" if last is None else str(last)
    if values and values[-1]["rate"] == priced.rate and _day_after(values[-1]) == first:
        values[-1]["in_force"]["until"] = until
        return
    cites = {"source": source, "clause": " ".join(priced.places)}
    values.append({"in_force": {"from": str(first), "until": until}, "rate": priced.rate, "cites": cites})


def _day_after(value: Mapping[str, Any]) -> date:
    return date.fromisoformat(value["in_force"]["until"]) + timedelta(days=1)


def _profiles(rows: Sequence[Row], wanted: Wanted, folder: Path) -> list[Row]:
    """The rows of the profile that is wanted, by the day on which each plan begins."""
    found = list(rows)
    for column in ("tenant", "category", "subject"):
        asked = getattr(wanted, column)
        found = [row for row in found if asked in ("", row[column])]
        several = sorted({row[column] for row in found})
        if len(several) > 1:
            other = next(row for row in found if row[column] != found[0][column])
            raise other.refused("several", column=column, values=", ".join(several))
    if not found:
        raise Refused("tariffs.no_profile", str(folder / "RatingProfiles.csv"))
    if fallback := next((row for row in found if row["fallbacksubjects"]), None):
        raise fallback.refused("fallback", subject=fallback["fallbacksubjects"])
    found.sort(key=_first_day)
    for before, row in zip(found, found[1:], strict=False):
        if _first_day(before) == _first_day(row):
            raise row.refused("same_day")
    return found


def _kind(row: Row) -> str:
    if row["category"] not in _KINDS:
        raise row.refused("category", category=row["category"], known=", ".join(_KINDS))
    return _KINDS[row["category"]]


def _first_day(row: Row) -> date:
    """The Japanese day that a plan begins with: nothing in a book begins within a day."""
    try:
        moment = datetime.fromisoformat(row["activationtime"])
    except ValueError as error:
        raise row.refused("moment", text=row["activationtime"]) from error
    if moment.tzinfo:
        moment = moment.astimezone(_JAPAN)
    if moment.time() != time.min:
        raise row.refused("within_a_day", text=row["activationtime"], japan=f"{moment:%Y-%m-%d %H:%M}")
    return moment.date()


def _plan(profile: Row, kind: str, tables: Mapping[str, Sequence[Row]], wanted: Wanted) -> dict[str, _Priced]:
    """What each destination of a rating plan costs."""
    priced: dict[str, list[tuple[times.Timed, list[str]]]] = {}
    for row in _named(tables["RatingPlans"], profile, "ratingplan", "no_such_plan"):
        timing = _timing(tables["Timings"], row)
        for of in _named(tables["DestinationRates"], row, "destinationrates", "no_such_destination_rate"):
            rows = _named(tables["Rates"], of, "rates", "no_such_rate")
            price = rates.finished(of, rates.price(rows, timed=kind == "voice"))
            places = [each.place for each in (row, of, *rows)]
            priced.setdefault(of["destination"], []).append((times.Timed(row, timing, price), places))
    applies = _applies(profile, kind, list(priced), tables["Destinations"])
    return {
        name: _Priced(
            applies[name],
            _free_or(times.rate([timed for timed, _ in each], wanted.holidays)),
            list(dict.fromkeys([profile.place, *(place for _, places in each for place in places)])),
        )
        for name, each in priced.items()
    }


def _free_or(rate: dict[str, Any]) -> Any:
    """`free` for a rate that charges nothing."""
    steps = rate.get("steps", ())
    nothing = steps and all(step["yen"] == "0" for step in steps) and "setup" not in rate
    return "free" if nothing else rate


def _named(rows: Sequence[Row], by: Row, column: str, code: str) -> list[Row]:
    """The rows of the id that another row names."""
    found = [row for row in rows if row["id"] == by[column]]
    if not found:
        raise by.refused(code, id=by[column])
    return found


def _timing(rows: Sequence[Row], row: Row) -> Row | None:
    if row["timing"] in ("", times.ALWAYS):
        return None
    found = _named(rows, row, "timing", "no_such_timing")
    if len(found) > 1:
        raise found[1].refused("timing_twice", id=row["timing"])
    return found[0]


def _applies(profile: Row, kind: str, names: Sequence[str], rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """For each destination the use that it applies to."""
    base = {"kind": kind, "direction": "out"}
    if kind == "data" or reach.ANY in names:
        if names != [reach.ANY]:
            raise profile.refused("any_beside_others", destinations=", ".join(names))
        return {reach.ANY: base}
    destinations: Rows = {name: [row for row in rows if row["id"] == name] for name in names}
    if missing := next((name for name, found in destinations.items() if not found), None):
        raise profile.refused("no_such_destination", id=missing)
    found = {}
    for name, reached in reach.reached(destinations).items():
        if reached.countries:
            found[name] = {**base, "peer": "international", "country": list(reached.countries)}
        elif reached.peers:
            found[name] = {**base, "peer": list(reached.peers)}
        else:
            raise destinations[name][0].refused("reaches_nothing", destination=name)
    return found
