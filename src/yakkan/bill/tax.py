"""Consumption tax of a bill: once per rate, on the sum of the lines that bear it.

A qualified invoice may not sum up taxes rounded line by line (消費税法施行令70条の10). Classes that bear no tax stand
apart with a base and no tax.
"""

import ibis
import ibis.expr.types as ir

from yakkan.money import Rounding, divide

TAXES = {"bill": "string", "tax_class": "string", "percent": "int64", "base": "int64", "tax": "int64"}


def taxes(bill_lines: ir.Table, rounding: Rounding) -> ir.Table:
    """Base and tax of each class and rate of each bill; `rounding` is a term of the carrier.

    Where more is given back than charged, the tax given back is worked out on the positive sum, and its sign turned.
    """
    sums = bill_lines.group_by(["bill", "tax_class", "tax_percent"]).agg(base=bill_lines.yen.sum())
    tax = divide(sums.base.abs() * sums.tax_percent, ibis.literal(100, "int64"), rounding)
    return sums.mutate(tax=ibis.ifelse(sums.base < 0, -tax, tax), percent=sums.tax_percent).select(*TAXES)
