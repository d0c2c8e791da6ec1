"""Money by values worked out by hand, and by what must hold for every amount."""

from fractions import Fraction
from math import ceil, floor

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakkan.engines import DuckDB
from yakkan.money import UNITS_PER_YEN, divide, share, text_of_units, units

amounts = st.integers(0, 10**15)
divisors = st.integers(1, 10**12)


@pytest.mark.parametrize(
    ("dividend", "divisor", "down", "up", "nearest"),
    [
        (0, 3, 0, 0, 0),
        (1, 3, 0, 1, 0),
        (2, 3, 0, 1, 1),
        (3, 3, 1, 1, 1),
        (1, 2, 0, 1, 1),  # a half goes up
        (3, 2, 1, 2, 2),
        (305_000, 10_000, 30, 31, 31),
        (304_999, 10_000, 30, 31, 30),
        (280 * 17, 30, 158, 159, 159),
        (10**15, 10**15 - 1, 1, 2, 1),
    ],
)
def test_division_rounds_as_it_is_told(dividend, divisor, down, up, nearest):
    found = [divide(dividend, divisor, rounding) for rounding in ("floor", "ceil", "half_up")]
    assert found == [down, up, nearest]


@given(amounts, divisors)
def test_division_is_exact_for_any_amount(dividend, divisor):
    exact = Fraction(dividend, divisor)
    assert divide(dividend, divisor, "floor") == floor(exact)
    assert divide(dividend, divisor, "ceil") == ceil(exact)
    assert divide(dividend, divisor, "half_up") == floor(exact + Fraction(1, 2))


@pytest.mark.parametrize(("dividend", "divisor"), [(-1, 2), (1, -2), (1, 0), (-1, -1)])
def test_a_negative_is_never_divided(dividend, divisor):
    for rounding in ("floor", "ceil", "half_up"):
        with pytest.raises(ValueError, match="negative"):
            divide(dividend, divisor, rounding)


def test_the_engine_divides_as_python_does():
    pairs = [(0, 1), (1, 3), (2, 3), (1, 2), (9_007_199_254_740_993, 1), (10**15, 7), (999_999_999_999_999, 1000)]
    engine = DuckDB(threads=1)
    table = engine.put("pairs", {"a": "int64", "b": "int64"}, pairs)
    for rounding in ("floor", "ceil", "half_up"):
        found = engine.rows(table.select("a", "b", c=divide(table.a, table.b, rounding)))
        assert [row["c"] for row in found] == [divide(a, b, rounding) for a, b in pairs]
    assert ibis.to_sql(table.select(c=divide(table.a, table.b, "floor")), dialect="duckdb").count("DIV") == 1


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("8", 80_000),
        ("0.2", 2_000),
        ("0.5", 5_000),
        ("0.0001", 1),
        ("3221.2255", 32_212_255),
        ("007", 70_000),
    ],
)
def test_an_amount_is_read_exactly(text, amount):
    assert units(text) == amount


@pytest.mark.parametrize(
    "text", ["", " 1", "-1", "+1", "1,000", "0.00001", ".5", "1.", "1e3", "１", "0.２", "1_000", "0x1", "nan", "9" * 13]
)
def test_what_is_no_exact_amount_is_refused(text):
    with pytest.raises(ValueError):
        units(text)


@given(st.integers(0, 10**16 - 1))
def test_an_amount_written_out_is_read_again(amount):
    assert units(text_of_units(amount)) == amount
    assert Fraction(text_of_units(amount)) == Fraction(amount, UNITS_PER_YEN)


def test_a_negative_amount_keeps_its_sign():
    assert text_of_units(-2_500) == "-0.25"


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (1, [48, 56], [0, 1]),  # 0.46 and 0.54
        (1, [50, 50], [1, 0]),  # of equal remainders the earlier
        (31, [104, 0], [31, 0]),
        (10, [1, 1, 1], [4, 3, 3]),
        (5, [1, 2, 3], [1, 2, 2]),  # 0.83, 1.67, 2.5: the two largest remainders
        (0, [1, 2], [0, 0]),
        (0, [0, 0], [0, 0]),
        (7, [7], [7]),
    ],
)
def test_a_sum_is_shared_out_by_largest_remainder(total, weights, parts):
    assert share(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(1, [0, 0]), (-1, [1]), (1, [2, -1]), (1, [])])
def test_what_cannot_be_shared_is_refused(total, weights):
    with pytest.raises(ValueError):
        share(total, weights)


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any))
def test_the_parts_add_up_and_none_is_a_yen_off(total, weights):
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert weight or part == 0
