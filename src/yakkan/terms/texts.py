"""What a text in the book can be: a day, a month, an amount, a whole number. Each says what is wrong with a bad one.

The names of the errors are messages of `messages/terms.yaml`.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from yakkan.days import Month
from yakkan.money import UNITS_PER_YEN, units

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_MOST_MONTHS = 1200
_WHOLE = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)


def _typed(name: str, read: Callable[[str], Any]) -> BeforeValidator:
    """A validator that reads a text, or says in the words of message `name` why it can't."""

    def validate(text: object) -> Any:
        try:
            if isinstance(text, str):
                return read(text)
        except ValueError:
            pass
        raise PydanticCustomError("terms", "{name}", {"name": name, "text": str(text)})

    return BeforeValidator(validate)


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _last_day(text: str) -> date | None:
    return None if text in ("null", "") else _day(text)


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _positive(text: str) -> int:
    if (number := _whole(text)) == 0:
        raise ValueError(text)
    return number


def _months(text: str) -> int:
    if (number := _positive(text)) > _MOST_MONTHS:
        raise ValueError(text)
    return number


def _whole_yen(text: str) -> int:
    if (amount := units(text)) % UNITS_PER_YEN:
        raise ValueError(text)
    return amount


def _positive_yen(text: str) -> int:
    if (amount := units(text)) == 0:
        raise ValueError(text)
    return amount


def _minute(text: str) -> int:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _percent(text: str) -> int:
    if not 0 < (parts := units(text)) <= units("100"):
        raise ValueError(text)
    return parts


def _words(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError(text)
    return text.strip()


Day = Annotated[date, _typed("bad_day", _day)]
LastDay = Annotated[date | None, _typed("bad_day", _last_day)]
"""A last day, or `null` for no end."""
MonthName = Annotated[Month, _typed("bad_month", Month.parse)]
Whole = Annotated[int, _typed("not_whole", _whole)]
Positive = Annotated[int, _typed("not_positive", _positive)]
Months = Annotated[int, _typed("not_months", _months)]
"""How many months something lasts: from 1 to 1,200."""
Yen = Annotated[int, _typed("not_exact", units)]
"""An amount in yen, exact in 1/10,000 yen, which it is counted in."""
PositiveYen = Annotated[int, _typed("not_above_zero", _positive_yen)]
"""An amount above 0, exact in 1/10,000 yen, which it is counted in."""
Minute = Annotated[int, _typed("bad_time", _minute)]
"""A time of day as the minute from midnight; `24:00` is the day's end."""
Percent = Annotated[int, _typed("not_percent", _percent)]
"""A percentage above 0 and at most 100, in 1/10,000."""
WholeYen = Annotated[int, _typed("not_whole_yen", _whole_yen)]
"""An amount of whole yen, in 1/10,000 yen."""
Words = Annotated[str, _typed("no_words", _words)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
"""The name of a service or an entry: small letters, digits and hyphens."""
