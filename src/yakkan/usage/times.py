"""Times as others write them become ISO 8601 text, rounded to whole seconds as the format says."""

import re

import ibis
import ibis.expr.types as ir

from yakkan.money import Rounding, divide
from yakkan.usage.mapping import Times
from yakkan.usage.moment import moment

_NAMED = ("iso", "julian-day", "unix-seconds")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TOKEN = re.compile("YYYY|Mon|MM|DD|hh|mm|ss|M|D|h")
_PARTS = {"YYYY": "year", "Mon": "month", "MM": "month", "M": "month", "DD": "day", "D": "day"}
_PARTS |= {"hh": "hour", "h": "hour", "mm": "minute", "ss": "second"}
_DIGITS = {"YYYY": "([0-9]{4})", "Mon": f"({'|'.join(_MONTHS)})"}
_DIGITS |= dict.fromkeys(("MM", "DD", "hh", "mm", "ss"), "([0-9]{2})") | dict.fromkeys("MDh", "([0-9]{1,2})")
_EPOCH_DAY = 2440587  # 1970-01-01 at 00:00 UTC is Julian day 2440587.5
_JULIAN = r"^([0-9]{7})(\.([0-9]{1,15}))?$"
_UNIX = r"^([0-9]{9,11})(\.([0-9]{1,12}))?$"
_ISO_FRACTION = r"[.,]([0-9]{1,9})"
_PLACES = 12  # a millionth of a millionth of a day or a second: times 86,400 it still fits 63 bits
_UNREADABLE = "unreadable: "


def is_written(written: str) -> bool:
    """Whether it is a way of writing times: one that has a name, or a pattern with each part of a time once."""
    parts = sorted(_PARTS[token] for token in _TOKEN.findall(written))
    return written in _NAMED or parts == sorted(set(_PARTS.values()))


def time_text(text: ir.StringValue, times: Times) -> ir.StringValue:
    """A time in ISO 8601; no time stays none, and what is not written so does not become a time by chance."""
    if times.written == "iso" and times.fraction == "floor":
        return text
    if times.written == "iso":
        started = moment(text, times.zone).utc
        found = _text(started + _rounded(text.re_extract(_ISO_FRACTION, 1), 1, times.fraction).as_interval("s"))
    elif times.written in _NAMED:
        found = _counted(text, times)
    else:
        found = _by_pattern(text, times.written)
    return ibis.ifelse(text == "", "", found.fill_null(ibis.literal(_UNREADABLE) + text))


def _counted(text: ir.StringValue, times: Times) -> ir.StringValue:
    """A time that is a number: days since noon long ago, or seconds since 1970, both in UTC."""
    days = times.written == "julian-day"
    pattern, of_one = (_JULIAN, 86_400) if days else (_UNIX, 1)
    whole = text.re_extract(pattern, 1).try_cast("int64")
    before = (whole - _EPOCH_DAY) * of_one - of_one // 2 if days else whole
    seconds = before + _rounded(text.re_extract(pattern, 3), of_one, times.fraction)
    return _text(ibis.timestamp("1970-01-01 00:00:00") + seconds.as_interval("s"))


def _rounded(digits: ir.StringValue, seconds: int, rounding: Rounding) -> ir.IntegerValue:
    """The seconds that the digits behind the point are, one before it being so many `seconds`."""
    counted = digits.rpad(_PLACES, "0").substr(0, _PLACES).try_cast("int64")
    return divide(counted * seconds, 10**_PLACES, rounding)


def _text(utc: ir.TimestampValue) -> ir.StringValue:
    return utc.strftime("%Y-%m-%dT%H:%M:%S") + "Z"


def _by_pattern(text: ir.StringValue, written: str) -> ir.StringValue:
    tokens = _TOKEN.findall(written)
    between = [re.escape(literal).replace(r"\ ", " +") for literal in _TOKEN.split(written)]
    pattern = "^" + "".join(a + _DIGITS[b] for a, b in zip(between, tokens, strict=False)) + between[-1] + "$"
    part = {_PARTS[token]: text.re_extract(pattern, i).lpad(2, "0") for i, token in enumerate(tokens, start=1)}
    year = text.re_extract(pattern, 1 + [_PARTS[token] for token in tokens].index("year"))
    if "Mon" in tokens:
        part["month"] = ibis.cases(*((part["month"] == m, f"{i:02}") for i, m in enumerate(_MONTHS, 1)), else_="")
    day = year + "-" + part["month"] + "-" + part["day"]
    found = day + "T" + part["hour"] + ":" + part["minute"] + ":" + part["second"]
    return ibis.ifelse(text.re_search(pattern), found, ibis.null("string"))
