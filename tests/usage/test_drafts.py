"""Quantities in other units and numbers in other spellings, before anything is checked."""

import pytest

from yakkan.engines import DuckDB
from yakkan.usage.drafts import in_our_unit, number_text
from yakkan.usage.mapping import Numbers, Withheld


def texts(given, meaning):
    engine = DuckDB(threads=1)
    table = engine.put("given", {"place": "int64", "text": "string"}, list(enumerate(given)))
    return [row["found"] for row in engine.rows(table.select("place", found=meaning(table.text)).order_by("place"))]


@pytest.mark.parametrize(
    ("times", "fraction", "found"),
    [
        (1, None, ["90", "2.5", "2.508", "0.000001", "x", "", "-1"]),
        (60, None, ["5400", "2.5", "2.508", "0.000001", "x", "", "-1"]),
        (1, "floor", ["90", "2", "2", "0", "x", "", "-1"]),
        (1, "ceil", ["90", "3", "3", "1", "x", "", "-1"]),
        (1, "half_up", ["90", "3", "3", "0", "x", "", "-1"]),
        (1000, "floor", ["90000", "2500", "2508", "0", "x", "", "-1"]),
    ],
)
def test_a_quantity_is_exact_in_our_unit(times, fraction, found):
    given = ["90", "2.5", "2.508", "0.000001", "x", "", "-1"]
    assert texts(given, lambda text: in_our_unit(text, times, fraction)) == found


def test_a_number_is_written_as_it_is_dialled_in_japan():
    withheld = Withheld(texts=("anonymous",), note="x")
    numbers = Numbers(domestic_prefixes=("+81", "81"), withheld=withheld)
    given = ["+81312345678", "819012345678", "0312345678", "8112", "anonymous", "+81", "+12125551234"]
    found = ["0312345678", "09012345678", "0312345678", "8112", "", "+81", "+12125551234"]
    assert texts(given, lambda text: number_text(text, numbers)) == found
