"""The one shape of what a month costs: lines of whole yen, and what each of them cites.

A line's `arithmetic` is a formula of numbers with +, -, ×, /, floor, ceil, half_up and min whose value is its yen.
"""

from collections.abc import Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN, divide

KEYS = ("account", "contract", "service", "month", "entry")
"""What tells one entry's line from another's; a discount has a line for each tax class and rate."""

ORDER = ("monthly", "one_off", "usage", "discount", "refund")
"""The kinds of line in the order of a bill."""

LINES = {
    "account": "string", "contract": "string", "service": "string", "month": "string", "kind": "string",
    "entry": "string", "place": "int64", "name_ja": "string", "name_en": "string", "records": "int64",
    "quantity": "int64", "unit": "string", "yen": "int64", "tax_class": "string", "tax_percent": "int64",
    "arithmetic": "string",
}  # fmt: skip
CITATIONS = {
    "account": "string", "contract": "string", "service": "string", "month": "string", "entry": "string",
    "in_force_from": "date", "recorded": "date", "source": "string", "clause": "string", "records": "int64",
    "quantity": "int64", "amount": "int64",
}  # fmt: skip


class Lines(NamedTuple):
    """Lines of a month and the values that they cite, at least one each; the keys of a citation name its line."""

    lines: ir.Table
    citations: ir.Table


def divided(dividend: ir.IntegerValue, divisor: ir.IntegerValue, rounding: ir.StringValue) -> ir.IntegerValue:
    """A quotient rounded to a whole number as a column names it."""
    return ibis.cases(
        (rounding == "floor", divide(dividend, divisor, "floor")),
        (rounding == "ceil", divide(dividend, divisor, "ceil")),
        (rounding == "half_up", divide(dividend, divisor, "half_up")),
    )


def rounded(amount: ir.IntegerValue, rounding: ir.StringValue) -> ir.IntegerValue:
    """An amount of 1/10,000 yen as whole yen, rounded as a column names it."""
    return divided(amount, ibis.literal(UNITS_PER_YEN, "int64"), rounding)


def text_of_units(amount: ir.IntegerValue) -> ir.StringValue:
    """An amount of 1/10,000 yen, not negative, as exact text in yen: `money.text_of_units` for a column."""
    yen = divide(amount, ibis.literal(UNITS_PER_YEN, "int64"), "floor").cast("string")
    part = amount % UNITS_PER_YEN
    kept = [(digits, 10 ** (4 - digits)) for digits in (1, 2, 3, 4)]
    decimals = [
        (part % drop == 0, divide(part, ibis.literal(drop, "int64"), "floor").cast("string").lpad(digits, "0"))
        for digits, drop in kept
    ]
    return ibis.ifelse(part == 0, yen, yen + "." + ibis.cases(*decimals))


def sum_of_products(products: Sequence[tuple[ir.IntegerValue, ir.IntegerValue, ir.StringValue]]) -> ir.StringValue:
    """`25 × 8 + 3 × 0.2`: each count times the text of its price, without those that come to nothing."""
    texts = [
        ibis.ifelse(count * price == 0, "", ibis.literal(" + ") + count.cast("string") + " × " + price_text)
        for count, price, price_text in products
    ]
    joined = sum(texts[1:], texts[0])
    return ibis.ifelse(joined == "", "0", joined.substr(3))
