"""A start as text becomes Japan time without a zone, which rating uses, and the instant in UTC."""

from datetime import timedelta
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

_ISO = (
    r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"([.,][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?$"
)
_WITHOUT_SECONDS = r"[0-9]{4}[-/.]?[0-9]{1,2}[-/.]?[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}$"
_OFFSET = r"([+-])([0-9]{2}):?([0-9]{2})?$"
_JAPAN = 9 * 60
ZONES = {"Asia/Tokyo": _JAPAN, "UTC": 0}
"""Zones that a file's times without offset may be in, in minutes ahead of UTC; neither has summer time."""


class Moment(NamedTuple):
    """An instant twice: by Japan's clock and in UTC. Both are NULL where the text is no time."""

    japan: ir.TimestampValue
    utc: ir.TimestampValue


def moment(text: ir.StringValue, zone: str) -> Moment:
    """The instant that an ISO 8601 text names; without an offset it is meant in `zone` (a key of ZONES).

    Between date and time stands `T` or a space; fractions of a second are dropped. A day that the calendar does not
    have is no time, nor is a year before 1900 or after 2199.
    """
    clock = ibis.ifelse(text.re_search(_ISO), text.substr(0, 10) + " " + text.substr(11, 8), ibis.null("string"))
    tail = text.substr(19)
    offset = ibis.cases(
        (tail == "", ibis.literal(ZONES[zone], "int64")),
        (tail.re_search(_OFFSET), _signed_minutes(tail)),
        (tail.endswith("Z"), ibis.literal(0, "int64")),
        else_=ZONES[zone],
    )
    utc = clock.try_cast("timestamp") - offset.as_interval("m")
    return Moment(utc + ibis.interval(timedelta(minutes=_JAPAN)), utc)


def no_time(text: ir.StringValue) -> ir.StringValue:
    """Why a text is no time: a spreadsheet that saved the file again may have cut its seconds off."""
    return ibis.ifelse(text.re_search(_WITHOUT_SECONDS), "no_seconds", "bad_started_at")


def _signed_minutes(tail: ir.StringValue) -> ir.IntegerValue:
    hours = tail.re_extract(_OFFSET, 2).try_cast("int64")
    minutes = tail.re_extract(_OFFSET, 3).try_cast("int64").fill_null(0)
    size = hours * 60 + minutes
    return ibis.ifelse(tail.re_extract(_OFFSET, 1) == "-", -size, size)
