"""The tables that rating joins."""

from dataclasses import dataclass

import ibis.expr.types as ir

CONTRACTS = {
    "contract": "string", "account": "string", "customer": "string", "service": "string", "number": "string",
    "plan": "string", "group": "string", "options": "string", "start": "date", "end": "date", "line": "int64",
}  # fmt: skip
"""A snapshot of contracts: a row a number and period, [start, end)."""

ROWS = {"row": "int64", "party": "int64", **CONTRACTS, "start_at": "timestamp", "end_at": "timestamp"}
"""The same with a number for each row, and the instants in Japan at which its period begins and ends.

`party` is the number of the first row of the same account, contract and service.
"""


@dataclass(frozen=True)
class TermsTables:
    """The book as an engine holds it: the tables of `terms.tables`, each under its name there."""

    entries: ir.Table
    fees: ir.Table
    discounts: ir.Table
    percentages: ir.Table
    fixed: ir.Table
    discounted: ir.Table
    allowances: ir.Table
    covered: ir.Table
    metered_tax: ir.Table
    tax: ir.Table
    months: ir.Table
