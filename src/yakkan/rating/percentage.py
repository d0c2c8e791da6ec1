"""A discount of some percent of a contract's charges of the month, rounded once, as its value says."""

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN
from yakkan.rating import discounts, lines


def shares(charges: ir.Table, members: ir.Table) -> ir.Table:
    """What each contract's month takes, by tax class and rate; `charges` are `discounts.of` the turn's charges.

    The percent is of the charges as they stand on the bill; what earlier discounts took of them only caps it.
    """
    sums = discounts.summed(charges, members)
    amount = lines.divided(sums.whole * sums.percent, ibis.literal(100 * UNITS_PER_YEN, "int64"), sums.rounding)
    formula = sums.rounding + "(" + sums.whole.cast("string") + " × " + sums.percent_text + " / 100)"
    return discounts.by_tax(charges, discounts.taken(sums, amount, formula))
