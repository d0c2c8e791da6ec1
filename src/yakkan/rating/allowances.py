"""Allowances: what is free of the usage that they cover, in the order in which it began.

The value is that of the contract's first day in the month; it is not prorated. An allowance that is not in force is
simply not there.
"""

import ibis
import ibis.expr.types as ir

from yakkan.rating import lines
from yakkan.rating.contract_months import with_values
from yakkan.rating.tables import TermsTables

_GRANT = ["contract", "service", "month_no", "allowance"]
_HELD = ["row", "month_no", "allowance"]


def grants(contract_months: ir.Table, terms: TermsTables) -> ir.Table:
    """What each contract is granted in a month: `granted` of each `allowance`, `per` contract or number."""
    return with_values(contract_months, terms.allowances).join(terms.months.select("month", "month_no"), "month")


def holders(rows: ir.Table, grants: ir.Table) -> ir.Table:
    """Who may use what is granted: each contract row of a grant, under the number of its `holder`.

    All rows of a contract hold its grant together, or those of one number, where the grant is per number.
    """
    granted = rows.select("row", "contract", "service", "number").join(grants, ["contract", "service"])
    whose = ibis.ifelse(granted.per == "number", granted.number, ibis.literal(""))
    first = granted.row.min().over(ibis.window(group_by=[*(granted[key] for key in _GRANT), whose]))
    granted = granted.mutate(first=first)
    holder = ibis.dense_rank().over(order_by=[granted.first, granted.month_no, granted.allowance])
    return granted.mutate(holder=holder).select(*_HELD, "granted", "holder")


def lasting(records: ir.Table, holders: ir.Table) -> ir.Table:
    """The holders, each with the day on which more is used than is `left` of its grant that morning: `runs_out`.

    It is found from each day's sum of the covered `records`; there is none where the grant outlasts the month.
    """
    dated = records.select(*_HELD, "quantity", day=records.started_at.cast("date"))
    daily = dated.join(holders, _HELD).group_by("holder", "granted", "day").agg(used=lambda t: t.quantity.sum())
    by_then = daily.used.sum().over(ibis.cumulative_window(group_by=daily.holder, order_by=daily.day))
    daily = daily.mutate(left=daily.granted - (by_then - daily.used))
    last = daily.filter((daily.left >= 0) & (daily.left < daily.used)).select("holder", "left", runs_out="day")
    return holders.left_join(last, "holder").drop("holder_right", "granted")


def settled(records: ir.Table, lasting: ir.Table) -> ir.Table:
    """Records with what is known of them by their day: `covered` is all of the quantity before the day on which the
    grant runs out, nothing after it; of that day the records are `doubtful`."""
    held = records.left_join(lasting, _HELD).drop(*(f"{key}_right" for key in _HELD))
    day = held.started_at.cast("date")
    before = held.holder.notnull() & (held.runs_out.isnull() | (day < held.runs_out))
    return held.mutate(
        covered=ibis.ifelse(before, held.quantity, 0), doubtful=ibis.coalesce(day == held.runs_out, False)
    ).drop("runs_out")


def covered(records: ir.Table) -> ir.Table:
    """Records with what is `covered` of the doubtful ones: by start, then record_id, until nothing is left."""
    used = ibis.ifelse(records.doubtful, records.quantity, 0)
    so_far = ibis.cumulative_window(
        group_by=records.holder, order_by=[records.started_at, records.record_id, records.file, records.line]
    )
    left = records.left - (used.sum().over(so_far) - used)
    found = ibis.least(ibis.greatest(left, 0), records.quantity)
    return records.mutate(covered=ibis.ifelse(records.doubtful, found, records.covered))


def citations(charges: ir.Table, rows: ir.Table, grants: ir.Table, terms: TermsTables) -> ir.Table:
    """What of each line an allowance covered: of CITATIONS, at no amount, and `cited`, the allowance."""
    used = charges.filter(charges.covered > 0).rename(entry="charge")
    parties = rows.filter(rows.row == rows.party).select("party", "account", "contract", "service")
    used = used.join(parties, "party").join(terms.covered.rename(entry="charge"), ["service", "entry"])
    keys = ["account", "contract", "service", "month_no", "entry", "allowance"]
    summed = used.group_by(keys).agg(records=used.covered_records.sum(), quantity=used.covered.sum())
    found = summed.join(grants.drop("per", "granted", "first_day"), _GRANT)
    return found.mutate(amount=ibis.literal(0, "int64"), cited=found.allowance).select(*lines.CITATIONS, "cited")
