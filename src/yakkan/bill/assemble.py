"""An account's lines in the order of a bill, with ids that follow from account, month and place."""

from functools import reduce

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN
from yakkan.rating.lines import CITATIONS, KEYS, LINES, ORDER, Lines

BILL_LINES = {"line": "string", "bill": "string", "position": "int64", **LINES}
BILL_CITATIONS = {"line": "string", "position": "int64", **CITATIONS}
CITING = {**CITATIONS, "cited": "string", "after": "int64"}
"""Citations on their way to a line: the entry of the line, the one that is `cited`, and what comes `after` what."""
BILLS = {
    "bill": "string", "account": "string", "customer": "string", "month": "string", "issued_on": "date",
    "due_on": "date", "before_tax": "int64", "tax": "int64", "total": "int64", "lines": "int64",
}  # fmt: skip


def together(parts: list[Lines]) -> Lines:
    """The lines and citations of all clause shapes as one."""
    return Lines(
        reduce(ir.Table.union, (part.lines for part in parts)),
        reduce(ir.Table.union, (part.citations for part in parts)),
    )


def ordered(lines: ir.Table, bill_month: str | None = None) -> ir.Table:
    """Lines as a bill has them, by contract, kind and place in the terms; of LINES makes BILL_LINES.

    All of them stand on the bill of `bill_month`, those of earlier months of use last; without it, each month's lines
    on a bill of their own.
    """
    kind = ibis.cases(*((lines.kind == kind, place) for place, kind in enumerate(ORDER)))
    of_bill = lines.month if bill_month is None else ibis.literal(bill_month)
    late = ibis.ifelse(lines.month == of_bill, "", lines.month)
    order = [late, lines.contract, lines.service, kind, lines.place, lines.entry, lines.tax_class, lines.tax_percent]
    bill = lines.account + "-" + of_bill
    by_bill = [lines.account, lines.month] if bill_month is None else [lines.account]
    position = ibis.row_number().over(ibis.window(group_by=by_bill, order_by=order)) + 1
    placed = lines.mutate(bill=bill, position=position)
    number = placed.position.cast("string")
    padded = ibis.ifelse(number.length() < 3, number.lpad(3, "0"), number)
    return placed.mutate(line=placed.bill + "-" + padded).select(*BILL_LINES)


def citing(citations: ir.Table) -> ir.Table:
    """Citations of entries by their own lines; of CITATIONS makes CITING."""
    return citations.mutate(cited=citations.entry, after=ibis.literal(0, "int64")).select(*CITING)


def cited(bill_lines: ir.Table, citations: ir.Table) -> ir.Table:
    """What each line cites, of CITING: in the order of the days in force, then the allowances."""
    on_line = bill_lines.select("line", "kind", *KEYS, line_yen="yen")
    found = on_line.join(citations, list(KEYS))
    by_day = ibis.window(
        group_by=found.line,
        order_by=[found.after, found.in_force_from, found.recorded, found.source, found.clause, found.cited],
    )
    return found.mutate(
        entry=found.cited,
        position=ibis.row_number().over(by_day) + 1,
        amount=ibis.ifelse(found.kind == "discount", -found.line_yen * UNITS_PER_YEN, found.amount),
    ).select(*BILL_CITATIONS)


def bills(bill_lines: ir.Table, taxes: ir.Table, customers: ir.Table, months: ir.Table) -> ir.Table:
    """A bill an account and month: `customers` tells whose the account is, `months` the days of issue and due days."""
    sums = bill_lines.group_by("bill", "account").agg(before_tax=bill_lines.yen.sum(), lines=bill_lines.count())
    sums = sums.mutate(month=sums.bill.right(len("2015-06")))
    tax = taxes.group_by("bill").agg(tax=taxes.tax.sum())
    made = sums.join(tax, "bill").join(customers, "account").join(months, "month")
    return made.mutate(total=made.before_tax + made.tax).select(*BILLS)
