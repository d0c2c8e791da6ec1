"""Times as others write them, each to the second that was worked out by hand."""

import pytest

from yakkan.engines import DuckDB
from yakkan.usage.mapping import Times
from yakkan.usage.times import is_written, time_text

UNREADABLE = "unreadable: "


def read(given, **times):
    engine = DuckDB(threads=1)
    table = engine.put("given", {"place": "int64", "text": "string"}, list(enumerate(given)))
    found = table.select("place", found=time_text(table.text, Times(**times))).order_by("place")
    return [row["found"] for row in engine.rows(found)]


# Julian day 2440587.5 is 1970-01-01 00:00 UTC, 2461367 is 2026-11-22 12:00 UTC; a second is 0.0000115741 of a day.
@pytest.mark.parametrize(
    ("day", "floor", "half_up", "ceil"),
    [
        ("2440587.5", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("2461367", "2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z"),
        ("2461367.25", "2026-11-22T18:00:00Z", "2026-11-22T18:00:00Z", "2026-11-22T18:00:00Z"),
        ("2461367.2624016204", "2026-11-22T18:17:51Z", "2026-11-22T18:17:52Z", "2026-11-22T18:17:52Z"),  # 51.500003
        ("2461367.2624247684", "2026-11-22T18:17:53Z", "2026-11-22T18:17:53Z", "2026-11-22T18:17:54Z"),  # 53.49999
        ("2461367.999999", "2026-11-23T11:59:59Z", "2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z"),  # 59.9136
    ],
)
def test_a_julian_day_is_rounded_as_the_format_says(day, floor, half_up, ceil):
    found = [read([day], written="julian-day", fraction=rounding)[0] for rounding in ("floor", "half_up", "ceil")]
    assert found == [floor, half_up, ceil]


def test_seconds_since_1970():
    found = ["2026-09-21T14:13:20Z", "2026-09-21T14:13:21Z", UNREADABLE + "2026-09-21 14:13:20", ""]
    assert (
        read(["1790000000", "1790000000.5", "2026-09-21 14:13:20", ""], written="unix-seconds", fraction="ceil")
        == found
    )


@pytest.mark.parametrize(
    ("written", "given", "found"),
    [
        ("YYYY/MM/DD hh:mm:ss", "2015/06/03 09:00:01", "2015-06-03T09:00:01"),
        ("YYYY/MM/DD hh:mm:ss", "2015/6/3 09:00:01", None),
        ("YYYY/M/D h:mm:ss", "2015/6/3 9:00:01", "2015-06-03T09:00:01"),
        ("YYYYMMDD hhmmss", "20150603 090001", "2015-06-03T09:00:01"),
        ("YYYY年M月D日 h時mm分ss秒", "2015年12月31日 23時59分59秒", "2015-12-31T23:59:59"),
        ("Mon DD YYYY hh:mm:ss UTC", "Sep 21 2026 14:13:20 UTC", "2026-09-21T14:13:20"),
        ("Mon DD YYYY hh:mm:ss UTC", "Sep 21 2026 14:13:20 JST", None),
        ("Mon DD YYYY hh:mm:ss UTC", "2026-09-21T14:13:20", None),
        ("DD.MM.YYYY hh:mm:ss", "03x06x2015 09:00:01", None),
    ],
)
def test_a_pattern_is_taken_to_the_letter(written, given, found):
    assert read([given], written=written) == [found or UNREADABLE + given]


def test_an_iso_time_is_rounded_only_where_the_format_says():
    given = ["2015-06-03T23:59:59.2+09:00", "2015-06-03 23:59:59", "2015-06-03 24:00:00"]
    assert read(given) == given
    assert read(given, fraction="ceil") == ["2015-06-03T15:00:00Z", "2015-06-03T14:59:59Z", UNREADABLE + given[2]]


def test_a_pattern_names_each_part_of_a_time_once():
    assert is_written("iso") and is_written("DD/MM/YYYY hh:mm:ss")
    assert not [text for text in ("YYYY-MM-DD", "YYYY-MM-DD hh:mm:ss ss", "excel", "") if is_written(text)]
