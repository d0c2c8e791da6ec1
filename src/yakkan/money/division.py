"""The only division of the house.

It takes integers, or columns of integers, and the rounding by name. A negative is never divided (engines disagree on
it: -7 // 2 is -3 in SQL and -4 in Python): a refund is worked out positive and its sign turned.
"""

from typing import Literal, overload

import ibis
import ibis.expr.types as ir

Rounding = Literal["floor", "ceil", "half_up"]


@ibis.udf.scalar.builtin
def div(dividend: int, divisor: int) -> int:
    """Exact integer division in the engine: native in Spark, a macro in DuckDB. (`//` of Ibis goes through DOUBLE.)"""
    raise AssertionError("runs in the engine only")


@overload
def divide(dividend: int, divisor: int, rounding: Rounding) -> int: ...
@overload
def divide(dividend: ir.IntegerValue, divisor: ir.IntegerValue, rounding: Rounding) -> ir.IntegerValue: ...
def divide(
    dividend: int | ir.IntegerValue, divisor: int | ir.IntegerValue, rounding: Rounding
) -> int | ir.IntegerValue:
    """The quotient of two integers, neither negative, rounded to a whole number as `rounding` says.

    For columns the caller guarantees the signs; for numbers a negative or a divisor of 0 is a ValueError.
    """
    if rounding == "ceil":
        return _quotient(dividend, divisor, divisor - 1)
    if rounding == "half_up":
        return _quotient(2 * dividend, 2 * divisor, divisor)
    return _quotient(dividend, divisor, 0)


def _quotient(
    dividend: int | ir.IntegerValue, divisor: int | ir.IntegerValue, raised_by: int | ir.IntegerValue
) -> int | ir.IntegerValue:
    if isinstance(dividend, int) and isinstance(divisor, int):
        if dividend < 0 or divisor <= 0:
            raise ValueError(f"a negative is never divided: {dividend} / {divisor}")
        return (dividend + raised_by) // divisor
    return div(dividend + raised_by, divisor)
