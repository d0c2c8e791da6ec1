"""A discount of some yen a contract and month: never more than its charges."""

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN, divide
from yakkan.rating import discounts


def shares(charges: ir.Table, members: ir.Table) -> ir.Table:
    """What each contract's month takes, by tax class and rate; `charges` are `discounts.of` the turn's charges."""
    sums = discounts.summed(charges, members)
    yen = divide(sums.yen, ibis.literal(UNITS_PER_YEN, "int64"), "floor")
    return discounts.by_tax(charges, discounts.taken(sums, yen, sums.yen_text))
