"""Allowances: what is free of the usage that they cover, in the order in which it began.

The value is that of the contract's first day in the month; it is not prorated. An allowance that is not in force is
simply not there.
"""

import ibis
import ibis.expr.types as ir

from yakkan.rating import lines
from yakkan.rating.contract_months import with_values
from yakkan.rating.metered import month_of
from yakkan.rating.tables import TermsTables

_GRANT = ["contract", "service", "month_no", "allowance"]


def grants(contract_months: ir.Table, terms: TermsTables) -> ir.Table:
    """What each contract is granted in a month: `granted` of each `allowance`, `per` contract or number."""
    return with_values(contract_months, terms.allowances).join(terms.months.select("month", "month_no"), "month")


def covered(priced: ir.Table, rows: ir.Table, grants: ir.Table) -> ir.Table:
    """Records with what of their quantity is `covered`: by start, then record_id, until nothing is left."""
    records = priced.mutate(month_no=month_of(priced.started_at)).join(rows.select("row", "contract"), "row")
    granted = records.left_join(grants.select(*_GRANT, "per", "granted"), _GRANT)
    granted = granted.select(*records.columns, "per", "granted")
    whose = ibis.ifelse(granted.per == "number", granted.number, ibis.literal(""))
    so_far = ibis.cumulative_window(
        group_by=[*(granted[key] for key in _GRANT), whose],
        order_by=[granted.started_at, granted.record_id, granted.file, granted.line],
    )
    left = granted.granted - (granted.quantity.sum().over(so_far) - granted.quantity)
    covered = ibis.least(ibis.greatest(ibis.coalesce(left, 0), 0), granted.quantity)
    return granted.mutate(covered=covered).drop("month_no", "contract", "per", "granted")


def citations(charges: ir.Table, rows: ir.Table, grants: ir.Table, terms: TermsTables) -> ir.Table:
    """What of each line an allowance covered: of CITATIONS, at no amount, and `cited`, the allowance."""
    used = charges.filter(charges.covered > 0).rename(entry="charge")
    parties = rows.filter(rows.row == rows.party).select("party", "account", "contract", "service")
    used = used.join(parties, "party").join(terms.covered.rename(entry="charge"), ["service", "entry"])
    keys = ["account", "contract", "service", "month_no", "entry", "allowance"]
    summed = used.group_by(keys).agg(records=used.covered_records.sum(), quantity=used.covered.sum())
    found = summed.join(grants.drop("per", "granted", "first_day"), _GRANT)
    return found.mutate(amount=ibis.literal(0, "int64"), cited=found.allowance).select(*lines.CITATIONS, "cited")
