"""The only place that asks what day it is. Rooms may not import it: they are given a day."""

from datetime import UTC, date, datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9), "Asia/Tokyo")  # no summer time since 1951


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day in Japan."""
    return now().astimezone(JAPAN).date()
