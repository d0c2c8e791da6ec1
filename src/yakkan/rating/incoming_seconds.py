"""着割: a discount earned by incoming calls and taken from the same month's charges for outgoing ones.

The steps, one function each: who is pooled with whom; the seconds that each number received; what a pool has earned
(each number's whole units first, one rounding on the total, then the cap by the pool's call charges: «1円未満の端数は
切上げ», «差額の返金および翌月以降への繰越などは行いません»); and each contract's share of it, domestic charges first.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from yakkan.money import TAXED, UNITS_PER_YEN, divide
from yakkan.rating import lines
from yakkan.rating.tables import TermsTables

_POOL = ["pool", "month"]
_PARAMETERS = ["per", "yen", "yen_text", "remainder", "rounding", "first"]
_CITED = ["in_force_from", "recorded", "source", "clause"]


@dataclass(frozen=True)
class Month:
    """What the discount is worked out from: contracts' months, the month's totals and lines of usage, the terms."""

    contract_months: ir.Table
    totals: ir.Table
    rows: ir.Table
    tariff: ir.Table
    usage_lines: ir.Table
    counted: ir.Table
    terms: TermsTables


def members(month: Month) -> ir.Table:
    """Contracts that take part, each with its pool and the value of the discount's terms in force for the pool.

    A contract is pooled with its representative group where its service may be («同一の代表組みを構成するものに
    限ります»), else with its plan («OCNプラン1の契約につき»), else it is alone. The value is that of the pool's first
    day in the month; a pool outside of all values has no discount.
    """
    services = month.terms.discounts.select("service", "entry", "terms", "pool_1", "pool_2").distinct()
    joined = month.contract_months.join(services, "service")
    pool = ibis.cases(
        *((condition, text) for choice in (joined.pool_1, joined.pool_2) for condition, text in _named(joined, choice)),
        else_=ibis.literal("contract ") + joined.contract,
    )
    pooled = joined.mutate(pool=joined.terms + " " + joined.entry + " " + pool)
    pooled = pooled.mutate(pool_day=pooled.first_day.min().over(ibis.window(group_by=_POOL)))
    values = month.terms.discounts.select(
        "start", "end", *_PARAMETERS, *_CITED, of_service="service", of_entry="entry", of_1="pool_1", of_2="pool_2"
    )
    return pooled.join(
        values,
        [
            pooled.service == values.of_service,
            pooled.entry == values.of_entry,
            pooled.pool_1 == values.of_1,
            pooled.pool_2 == values.of_2,
            pooled.pool_day >= values.start,
            pooled.pool_day < values.end,
        ],
    ).select("account", "contract", "service", "entry", *_POOL, *_PARAMETERS, *_CITED)


def _named(joined: ir.Table, choice: ir.StringValue) -> list[tuple[ir.BooleanValue, ir.StringValue]]:
    return [((choice == by) & (joined[by] != ""), ibis.literal(f"{by} ") + joined[by]) for by in ("group", "plan")]


def numbers(month: Month, members: ir.Table) -> ir.Table:
    """What each number of a member received: `seconds` that count, and the whole `units` they make.

    The month's seconds are summed first («合計着信通話時間60秒ごとに»); a remainder earns nothing, or counts as begun.
    """
    calls = month.totals.join(month.rows.select("row", "account", "contract", "service", "number"), "row")
    calls = calls.join(month.tariff.select("tariff", "usage_class"), "tariff")
    calls = calls.join(month.terms.months.select("month", "month_no"), "month_no")
    received = calls.join(members, ["account", "contract", "service", "month"]).join(
        month.counted, ["service", "entry", "in_force_from", "recorded", "usage_class"]
    )
    keys = ["account", "contract", "service", "number", "entry", *_POOL, *_PARAMETERS]
    summed = received.group_by(keys).agg(records=received.records.sum(), seconds=received.quantity.sum())
    whole, begun = (divide(summed.seconds, summed.per, rounding) for rounding in ("floor", "ceil"))
    return summed.mutate(units=ibis.ifelse(summed.remainder == "begun", begun, whole))


def call_charges(month: Month, members: ir.Table) -> ir.Table:
    """The members' call charges of the month, by contract, tax class and rate: what the discount is taken from."""
    of = month.terms.discounted.rename(charge="charge", discount="entry")
    charged = month.usage_lines.join(
        of, [month.usage_lines.service == of.service, month.usage_lines.entry == of.charge]
    )
    charged = charged.select(
        "account", "contract", "service", "month", "tax_class", "tax_percent", "yen", entry="discount"
    )
    keys = ["account", "contract", "service", "entry", "month", "tax_class", "tax_percent"]
    cells = charged.group_by(keys).agg(base=charged.yen.sum())
    side = ibis.ifelse(cells.tax_class.isin(TAXED), "domestic", "international")
    pooled = members.select("account", "contract", "service", "entry", "first", *_POOL, *_CITED)
    return cells.mutate(side=side).join(pooled, ["account", "contract", "service", "entry", "month"])


def earned(numbers: ir.Table, call_charges: ir.Table) -> ir.Table:
    """What each pool has earned and what is taken from each of its sides: `taken` of `charges`, and how it came about.

    Rounded once on the pool's total, then capped by its call charges, first on the side that the terms name first.
    """
    pools = numbers.group_by([*_POOL, "yen", "yen_text", "rounding"]).agg(units=numbers.units.sum())
    amount = lines.rounded(pools.units * pools.yen, pools.rounding)
    formula = pools.rounding + "(" + pools.units.cast("string") + " × " + pools.yen_text + ")"
    pools = pools.select(*_POOL, "units", amount=amount, formula=formula)
    sides = call_charges.group_by([*_POOL, "side", "first"]).agg(charges=call_charges.base.sum())
    sides = sides.mutate(before=ibis.ifelse(sides.side == sides.first, 0, 1))
    firsts = sides.filter(sides.before == 0).select(*_POOL, first_charges="charges")
    both = sides.join(pools, _POOL).left_join(firsts, _POOL)
    spent = ibis.ifelse(both.before == 0, 0, ibis.least(ibis.coalesce(both.first_charges, 0), both.amount))
    left = both.amount - spent
    left_formula = ibis.ifelse(spent == 0, both.formula, both.formula + " - " + spent.cast("string"))
    capped = ibis.literal("min(") + left_formula + ", " + both.charges.cast("string") + ")"
    return both.select(
        *_POOL, "side", "charges", "units",
        taken=ibis.least(left, both.charges),
        formula=ibis.ifelse(left > both.charges, capped, left_formula),
    )  # fmt: skip


def shares(call_charges: ir.Table, earned: ir.Table) -> ir.Table:
    """Each contract's share of what is taken, in proportion to its charges, by largest remainder.

    Of equal remainders the earlier contract is served. `share` is whole yen; the shares of a side add up to `taken`.
    """
    cells = call_charges.join(earned, [*_POOL, "side"])
    cells = cells.filter((cells.taken > 0) & (cells.charges > 0))
    cells = cells.mutate(floor=divide(cells.taken * cells.base, cells.charges, "floor"))
    cells = cells.mutate(remainder=cells.taken * cells.base - cells.floor * cells.charges)
    side = ibis.window(group_by=[*_POOL, "side"])
    in_turn = ibis.window(
        group_by=[*_POOL, "side"],
        order_by=[cells.remainder.desc(), cells.contract, cells.account, cells.service, cells.tax_percent],
    )
    cells = cells.mutate(turn=ibis.row_number().over(in_turn), over=cells.taken - cells.floor.sum().over(side))
    extra = ibis.ifelse(cells.turn < cells.over, 1, 0)
    product = ibis.literal("floor(") + ibis.ifelse(
        cells.formula.contains(" - "), ibis.literal("(") + cells.formula + ")", cells.formula
    )
    share_formula = product + " × " + cells.base.cast("string") + " / " + cells.charges.cast("string") + ")"
    alone = cells.base == cells.charges
    return cells.mutate(
        share=cells.floor + extra,
        formula=ibis.ifelse(alone, cells.formula, share_formula + ibis.ifelse(extra == 1, " + 1", "")),
    )


def discount_lines(shares: ir.Table, terms: TermsTables) -> lines.Lines:
    """A line a contract, tax class and rate: the share as a negative amount, quantity the pool's whole units."""
    named = shares.filter(shares.share > 0).join(terms.entries.drop("tax_class", "line_rounding"), ["service", "entry"])
    made = named.mutate(
        yen=-named.share,
        arithmetic=ibis.literal("-(") + named.formula + ")",
        records=ibis.literal(0, "int64"),
        quantity=named.units,
    )
    cited = made.group_by([*lines.KEYS, *_CITED]).agg(
        records=made.records.max(), quantity=made.quantity.max(), amount=made.share.sum() * UNITS_PER_YEN
    )
    return lines.Lines(made.select(*lines.LINES), cited.select(*lines.CITATIONS))
