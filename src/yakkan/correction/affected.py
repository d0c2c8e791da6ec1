"""特定: who is affected, from the records, to the yen; what each gets back, and what the rounding adds to it.

A refund is worked out per record with its fractions and rounded up once per customer and incident. Where a customer
has several accounts or contracts in one incident, the sum is rounded up and each gets what its records bring it to.
"""

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN, divide

AFFECTED = {
    "incident": "string", "customer": "string", "account": "string", "contract": "string", "service": "string",
    "first_day": "date", "last_day": "date", "records": "int64", "over": "int64", "under": "int64", "refund": "int64",
    "rounding": "int64",
}  # fmt: skip
"""Over, under and rounding in 1/10,000 yen, the refund in yen: over = refund - rounding."""
REFUNDABLE = {
    "incident": "string", "source": "string", "record_id": "string", "account": "string", "contract": "string",
    "day": "date", "billed": "int64", "by_terms": "int64", "published": "int64", "refund": "int64",
}  # fmt: skip
"""A record of which something is given back, all amounts in 1/10,000 yen; `published` may be null."""
INCIDENT_SUMS = {
    "incident": "string", "first_day": "date", "last_day": "date", "customers": "int64", "accounts": "int64",
    "contracts": "int64", "records": "int64", "over": "int64", "under": "int64", "refund": "int64", "rounding": "int64",
}  # fmt: skip


def affected(found: ir.Table, rows: ir.Table) -> ir.Table:
    """Each customer's contracts in an incident, of AFFECTED; `found` are the incidents' records, of FOUND.

    A contract without a customer is that of its account.
    """
    whose = rows.select("row", "account", "contract", "service", customer_named="customer")
    records = found.join(whose, "row")
    customer = ibis.ifelse(records.customer_named == "", records.account, records.customer_named)
    records = records.mutate(customer=customer)
    sums = records.group_by("incident", "customer", "account", "contract", "service").agg(
        first_day=records.day.min(),
        last_day=records.day.max(),
        records=records.count(),
        over=records.over.sum(),
        under=records.under.sum(),
    )
    up_to = ibis.cumulative_window(
        group_by=[sums.incident, sums.customer], order_by=[sums.account, sums.contract, sums.service]
    )
    reached = sums.mutate(reached=sums.over.sum().over(up_to))
    refund = _yen(reached.reached) - _yen(reached.reached - reached.over)
    paid = reached.mutate(refund=refund)
    return paid.mutate(rounding=paid.refund * UNITS_PER_YEN - paid.over).select(*AFFECTED)


def _yen(amount: ir.IntegerValue) -> ir.IntegerValue:
    return divide(amount, ibis.literal(UNITS_PER_YEN, "int64"), "ceil")


def refundable(found: ir.Table, rows: ir.Table) -> ir.Table:
    """The records that were charged too much, of REFUNDABLE, each with whose it is."""
    records = found.filter(found.over > 0).join(rows.select("row", "account", "contract"), "row")
    return records.mutate(by_terms=records.terms, refund=records.over).select(*REFUNDABLE)


def sums(affected: ir.Table) -> ir.Table:
    """What each incident comes to, of INCIDENT_SUMS."""
    each = affected
    return each.group_by("incident").agg(
        first_day=each.first_day.min(),
        last_day=each.last_day.max(),
        customers=each.customer.nunique(),
        accounts=each.account.nunique(),
        contracts=each.contract.nunique(),
        records=each.records.sum(),
        over=each.over.sum(),
        under=each.under.sum(),
        refund=each.refund.sum(),
        rounding=each.rounding.sum(),
    ).select(*INCIDENT_SUMS)  # fmt: skip


def by_customer(affected: ir.Table) -> ir.Table:
    """How many customers of an incident have just so many `records` and so much to get back (`over`)."""
    each = affected.group_by("incident", "customer").agg(records=affected.records.sum(), over=affected.over.sum())
    return each.group_by("incident", "records", "over").agg(customers=each.count())
