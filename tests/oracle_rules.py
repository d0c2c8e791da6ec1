"""The oracle's single rules: days, what a record says, tax, sharing out; nothing of yakkan."""

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

from oracle_prices import CHANGES_OF_RATE, RATES, Entry, Values

Row = dict[str, object]
JAPAN = timezone(timedelta(hours=9))
KINDS = ("voice", "video", "sms", "packet", "data")
SAID = ("number", "kind", "direction", "peer", "peer_number", "country", "partner", "gateway")


# ---------------------------------------------------------------------------------------------------- days


@cache
def days_of(month: str) -> list[date]:
    day = date.fromisoformat(month + "-01")
    days = []
    while f"{day:%Y-%m}" == month:
        days.append(day)
        day += timedelta(days=1)
    return days


def japan_time(text: str) -> datetime:
    """The moment as a Japanese clock shows it; Japan time where the text has no offset."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else moment.astimezone(JAPAN).replace(tzinfo=None)


def begins(row: Row) -> date:
    return date.fromisoformat(str(row["from"])) if row.get("from") else date.min


def ends(row: Row) -> date:
    return date.fromisoformat(str(row["until"])) if row.get("until") else date.max


def holds_on(row: Row, day: date) -> bool:
    """Whether a row of the contracts is in force; `until` is its last day."""
    last = ends(row)
    return begins(row) <= day <= last


def value_on(values: Values, day: date) -> Any:
    """The value in force on a day; None where there is none."""
    return next((value for since, value in reversed(values) if since <= day), None)


# ---------------------------------------------------------------------------------------------------- single rules


def fits(entry: Entry, record: Row) -> bool:
    return all(record.get(column, "") in allowed for column, allowed in entry.only.items())


def wrong_with(record: Row) -> str:
    """Why a record is no sound one; empty where it is."""
    kind, peer = record.get("kind", ""), record.get("peer", "")
    if kind not in KINDS:
        return "unknown_kind" if kind else "missing_kind"
    if kind in ("packet", "data") and peer:
        return "peer_of_data"
    if record.get("country") and peer != "international":
        return "country_alone"
    if record.get("gateway") and peer != "ip-fixed":
        return "gateway_alone"
    return "" if str(record["quantity"]).isdecimal() else "bad_quantity"


def content(record: Row) -> tuple[object, ...]:
    """What a record says: moments and quantities by what they mean, however they are written."""
    said = [record.get(column, "") for column in SAID]
    return (*said, japan_time(str(record["started_at"])), int(str(record["quantity"])))


def counts_for_discount(record: Row) -> bool:
    """01, rules 2 and 3."""
    if record["kind"] != "voice" or record["direction"] != "in":
        return False
    if record.get("peer", "") == "ip-fixed":
        return record.get("gateway", "") != "bypassed"
    return record.get("peer", "") in ("fixed", "mobile", "phs", "international")


def percent_on(day: date) -> int:
    return [percent for since, percent in RATES if since <= day][-1]


def percent_of_metered(month: str, contract_began: date) -> int:
    """03, rule 3: in the month of a change the old rate stays for a contract that began before the change."""
    first = days_of(month)[0]
    if first in CHANGES_OF_RATE and contract_began < first:
        return percent_on(first - timedelta(days=1))
    return percent_on(first)


def shared(total: int, weights: list[int]) -> list[int]:
    """In proportion to the weights by largest remainder; of equal remainders the earlier."""
    whole = sum(weights)
    if whole == 0:
        return [0 for _ in weights]
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [floor(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
