"""Quantities of several columns, each in its own unit: octets and gigawords, seconds and kilobytes."""

import pytest

from yakkan.engines import DuckDB
from yakkan.usage.drafts import quantity_text
from yakkan.usage.mapping import Origin, Quantity

GIGAWORD = 4_294_967_296


@pytest.mark.parametrize(
    ("octets", "gigawords", "more", "found"),
    [
        ("500", "1", "", "4294967796"),
        ("4294967295", "0", "1", "4294967296"),
        ("500", "", "", "500"),
        ("", "1", "", ""),  # octets have to be there
        ("x", "1", "", "not a number"),
        ("500", "-1", "", "not a number"),
        ("500", "2329", "", str(2329 * GIGAWORD + 500)),  # past 10 terabytes: the checks refuse it
        ("500", "999999999999", "", str(2329 * GIGAWORD + 500)),  # and so is this, without an overflow
        ("999999999999999", "0", "999999999999999", "1999999999999998"),
        ("9999999999999999", "0", "", "not a number"),
    ],
)
def test_a_sum_counts_each_column_in_its_unit(octets, gigawords, more, found):
    engine = DuckDB(threads=1)
    rows = engine.put("rows", dict.fromkeys(("octets", "gigawords", "more"), "string"), [(octets, gigawords, more)])
    origin = Origin(sum=("octets",), if_given=("gigawords", "more"))
    told = quantity_text(rows, origin, Quantity(units={"gigawords": str(GIGAWORD)}))
    assert engine.rows(rows.select(told=told)) == [{"told": found}]
