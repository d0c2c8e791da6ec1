"""One-off fees: on the day on which a contract opens (its first row's first day) or closes (its last day)."""

import ibis
import ibis.expr.types as ir

from yakkan.days import FIRST_DAY, LAST_DAY
from yakkan.money import UNITS_PER_YEN, divide
from yakkan.rating import lines
from yakkan.rating.tables import TermsTables


def fees(rows: ir.Table, terms: TermsTables) -> ir.Table:
    """The one-off fee entries of contracts that open or close in these months; `start` is null where none is in force.

    A contract whose rows begin long before (no first day), or have no end, does not open, or close.
    """
    spans = rows.group_by("contract").agg(began=rows.start.min(), ended=rows.end.max())
    columns = ["account", "contract", "service"]
    whose = rows.join(spans, "contract")
    opened = whose.filter((whose.start == whose.began) & (whose.start > FIRST_DAY))
    closed = whose.filter((whose.end == whose.ended) & (whose.end < LAST_DAY))
    days = opened.select(*columns, day=opened.start, on=ibis.literal("opened")).union(
        closed.select(*columns, day=closed.end - ibis.interval(days=1), on=ibis.literal("closed"))
    )
    days = days.mutate(day=days.day.cast("date")).distinct()
    within = days.join(terms.months, (days.day >= terms.months.first) & (days.day < terms.months.next))
    within = within.select(*columns, "day", "on", "month")
    kinds = terms.fees.select("service", "entry", "on").distinct()
    wanted = within.join(kinds, ["service", "on"]).join(
        terms.entries.filter(terms.entries.kind == "one_off"), ["service", "entry"]
    )
    values = terms.fees.rename(of_service="service", of_entry="entry").drop("on", "rounding")
    return wanted.join(
        values,
        [
            wanted.service == values.of_service,
            wanted.entry == values.of_entry,
            wanted.day >= values.start,
            wanted.day < values.end,
        ],
        how="left",
    )


def one_off_lines(fees: ir.Table, terms: TermsTables) -> lines.Lines:
    """A line a contract and fee, taxed by its own day."""
    covered = fees.filter(fees.start.notnull())
    rates = terms.tax.select("tax_class", "percent", rate_start="start", rate_end="end")
    dated = covered.join(rates, "tax_class")
    dated = dated.filter((dated.day >= dated.rate_start) & (dated.day < dated.rate_end))
    yen = divide(dated.yen, ibis.literal(UNITS_PER_YEN, "int64"), "floor")
    made = dated.mutate(
        yen=yen,
        arithmetic=ibis.literal("1 × ") + yen.cast("string"),
        records=ibis.literal(0, "int64"),
        quantity=ibis.literal(1, "int64"),
        tax_percent=dated.percent,
        amount=dated.yen,
    )
    return lines.Lines(made.select(*lines.LINES), made.select(*lines.CITATIONS))
