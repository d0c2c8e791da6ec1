"""Money is integer: whole yen on lines and bills, 1/10,000 yen for a record. No float ever touches an amount.

This room reads and writes amounts (`yen`), has the only division of the house (`division`), which asks for its
rounding by name and refuses negatives, shares a sum out to the last yen (`sharing`), and names the tax classes (`tax`).

>>> units("0.2")                        # 1/10,000 yen
2000
>>> divide(305_000, UNITS_PER_YEN, "ceil")    # 30.5 yen, begun yen counted
31
>>> share(10, [1, 1, 1])
[4, 3, 3]
"""

from yakkan.money.division import Rounding, divide
from yakkan.money.sharing import share
from yakkan.money.tax import TAXED, TaxClass
from yakkan.money.yen import UNITS_PER_YEN, text_of_units, units

__all__ = ["TAXED", "UNITS_PER_YEN", "Rounding", "TaxClass", "divide", "share", "text_of_units", "units"]
