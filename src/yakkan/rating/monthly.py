"""Monthly fees: by the value of the contract's first day in the month, prorated by its days there or in full.

A fee of an option goes by the days on which the contract has it.
"""

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN, divide
from yakkan.rating import lines
from yakkan.rating.tables import TermsTables


def fees(contract_months: ir.Table, terms: TermsTables, option_months: ir.Table | None = None) -> ir.Table:
    """The monthly fee entries of each contract's month, beside the value in force; `start` is null where none is.

    The value is that of the contract's first day in the month, `contract_day`, whichever account paid for that day.
    `option_months` are the same with an `option` each, where the book has fees of options.
    """
    wanted = _wanted(contract_months.mutate(option=ibis.literal("")), terms)
    if option_months is not None:
        wanted = wanted.union(_wanted(option_months, terms))
    values = terms.fees.filter(terms.fees.on == "monthly").rename(of_service="service", of_entry="entry").drop("on")
    return wanted.join(
        values,
        [
            wanted.service == values.of_service,
            wanted.entry == values.of_entry,
            wanted.contract_day >= values.start,
            wanted.contract_day < values.end,
        ],
        how="left",
    )


def _wanted(months: ir.Table, terms: TermsTables) -> ir.Table:
    columns = ["account", "contract", "service", "month", "option", "first_day", "days"]
    contract = ibis.window(group_by=["contract", "service", "month", "option"])
    dated = months.select(*columns).mutate(contract_day=months.first_day.min().over(contract))
    return dated.join(terms.entries.filter(terms.entries.kind == "monthly"), ["service", "option"])


def monthly_lines(fees: ir.Table, terms: TermsTables) -> lines.Lines:
    """A line a contract, fee and month. Tax goes by the contract's first day in the month: it is not metered.

    Where a contract changes its account in the month, each pays for its days; a fee that is not prorated is paid once,
    by the first of them.
    """
    covered = fees.filter(fees.start.notnull())
    covered = covered.filter((covered.rounding != "") | (covered.first_day == covered.contract_day))
    lengths = terms.months.select("month", month_days="days")
    rates = terms.tax.select("tax_class", "percent", rate_start="start", rate_end="end")
    dated = covered.join(lengths, "month").join(rates, "tax_class")
    dated = dated.filter((dated.first_day >= dated.rate_start) & (dated.first_day < dated.rate_end))
    part = (dated.rounding != "") & (dated.days < dated.month_days)
    whole_yen = divide(dated.yen, ibis.literal(UNITS_PER_YEN, "int64"), "floor")
    prorated = lines.divided(whole_yen * dated.days, dated.month_days, dated.rounding)
    days_text = whole_yen.cast("string") + " × " + dated.days.cast("string") + " / " + dated.month_days.cast("string")
    made = dated.mutate(
        yen=ibis.ifelse(part, prorated, whole_yen),
        arithmetic=ibis.ifelse(
            part, dated.rounding + "(" + days_text + ")", ibis.literal("1 × ") + whole_yen.cast("string")
        ),
        records=ibis.literal(0, "int64"),
        quantity=dated.days,
        tax_percent=dated.percent,
    )
    cited = made.mutate(amount=made.yen * UNITS_PER_YEN)
    return lines.Lines(made.select(*lines.LINES), cited.select(*lines.CITATIONS))
