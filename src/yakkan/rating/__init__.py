"""Usage x terms -> charges and discounts: one definition, as Ibis expressions, for every engine.

Data walks one way. `place` finds the contract of each record; `metered` prices it and adds a month up in one pass
(`allowances` take what is free off it, `bands` split it, where the terms have any: `parts`); `contract_months` says how
long each contract was in force, `options` with what; `monthly` and `one_off` charge fees; `incoming_seconds`,
`percentage` and `fixed` are the `discounts`. Each gives lines of one shape (`lines.LINES`): whole yen, tax class and
rate, the exact arithmetic, and what it cites. One file a clause shape; nothing here loops over records.

>>> import ibis
>>> calls = ibis.table({"quantity": "int64", "from_1": "int64", "up_to_1": "int64", "per_1": "int64"}, name="calls")
>>> str(metered.begun(calls, 1).type())
'int64'
"""

from yakkan.rating import (
    allowances,
    bands,
    contract_months,
    discounts,
    fixed,
    incoming_seconds,
    metered,
    monthly,
    one_off,
    options,
    parts,
    percentage,
    place,
)
from yakkan.rating.tables import CONTRACTS, TermsTables

__all__ = [
    "CONTRACTS", "TermsTables", "allowances", "bands", "contract_months", "discounts", "fixed", "incoming_seconds",
    "metered", "monthly", "one_off", "options", "parts", "percentage", "place",
]  # fmt: skip
