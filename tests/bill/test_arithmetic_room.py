"""The room's own arithmetic, by values worked out by hand and against a pencil of another make."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakkan.bill.arithmetic import value

BY_HAND = {
    "280": 280,
    "1 + 2 × 3": 7,
    "(1 + 2) × 3": 9,
    "10 - 3 - 2": 5,
    "12 / 3 / 2": 2,
    "2 × 7 / 2": 7,
    "-(ceil(3 × 0.5))": -2,
    "floor(50 × 1 + 0.2 × 3)": 50,
    "50 × 1 + 0.2 × 3": Fraction(253, 5),
    "ceil(61 × 0.5)": 31,
    "half_up(0.5)": 1,
    "half_up(1.5)": 2,
    "half_up(2.4999)": 2,
    "floor(280 × 17 / 30)": 158,  # 4760 / 30 = 158.67
    "-(min(ceil(120 × 0.5) - 8, 63))": -52,
    "floor(ceil(3 × 0.5) × 48 / 104)": 0,  # 96 / 104
    "floor((ceil(3 × 0.5) - 1) × 104 / 104) + 1": 2,
    "min(3, 2, 5)": 2,
    "0.1 + 0.2": Fraction(3, 10),
    " 1 + 1 ": 2,
}


@pytest.mark.parametrize("formula", BY_HAND)
def test_a_formula_comes_to_what_a_pencil_says(formula):
    assert value(formula) == BY_HAND[formula]


def test_a_whole_value_is_an_int():
    assert type(value("1.5 + 1.5")) is int
    assert type(value("0.5")) is Fraction


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1 +",
        "+ 1",
        "(1",
        "1)",
        "floor 1",
        "floor(1",
        "floor()",
        "max(1, 2)",
        "1 * 2",
        "1,000",
        "１",
        "1 2",
        "x",
    ],
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(ValueError):
        value(text)


def test_nothing_is_divided_by_nothing():
    with pytest.raises(ZeroDivisionError):
        value("1 / 0")


numbers = st.tuples(st.integers(0, 10**6), st.integers(0, 9999)).map(
    lambda pair: Fraction(pair[0] * 10_000 + pair[1], 10_000)
)


@st.composite
def formulas(draw, depth: int = 3) -> tuple[str, Fraction]:
    """A formula in full brackets, and what it comes to."""
    if depth == 0 or draw(st.booleans()):
        number = draw(numbers)
        whole, part = divmod(int(number * 10_000), 10_000)
        return f"{whole}.{part:04}", number
    (left, a), (right, b) = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    made = {
        f"({left} + {right})": a + b,
        f"({left} - {right})": a - b,
        f"({left} × {right})": a * b,
        f"min({left}, {right})": min(a, b),
        f"floor({left})": Fraction(floor(a)),
        f"ceil({left})": Fraction(ceil(a)),
        f"half_up({left})": Fraction(floor(a + Fraction(1, 2))),
        f"-{left}": -a,
    }
    if b:
        made[f"({left} / {right})"] = a / b
    return draw(st.sampled_from(sorted(made.items())))


@given(formulas())
def test_any_formula_comes_to_its_value(formula):
    text, expected = formula
    assert value(text) == expected
