"""着割: a discount earned by incoming calls and taken from the same month's charges for outgoing ones.

The steps, one function each: who is pooled with whom; the seconds that each number received; what a pool has earned
(each number's whole units first, one rounding on the total, then the cap by the pool's call charges: «1円未満の端数は
切上げ», «差額の返金および翌月以降への繰越などは行いません»); and each contract's share of it, domestic charges first.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from yakkan.money import TAXED, divide
from yakkan.rating import discounts, lines
from yakkan.rating.tables import TermsTables

_POOL = ["pool", "month"]
_PARAMETERS = ["per", "yen", "yen_text", "remainder", "rounding", "first"]


@dataclass(frozen=True)
class Month:
    """What the discount is worked out from: contracts' months, the month's totals and charges, and its terms.

    `discounts` are the terms of those that are taken in this turn.
    """

    contract_months: ir.Table
    totals: ir.Table
    rows: ir.Table
    tariff: ir.Table
    charged: ir.Table
    counted: ir.Table
    discounts: ir.Table
    terms: TermsTables


def pooled(contract_months: ir.Table, terms: ir.Table) -> ir.Table:
    """Each contract's month that `terms` (discounts for incoming calls) speak of, with the `pool` it belongs to.

    A contract is pooled with its representative group where its service may be («同一の代表組みを構成するものに
    限ります»), else with its plan («OCNプラン1の契約につき»), else it is alone.
    """
    services = terms.select("service", "entry", "terms", "pool_1", "pool_2").distinct()
    joined = contract_months.join(services, "service")
    pool = ibis.cases(
        *((condition, text) for choice in (joined.pool_1, joined.pool_2) for condition, text in _named(joined, choice)),
        else_=ibis.literal("contract ") + joined.contract,
    )
    return joined.mutate(pool=joined.terms + " " + joined.entry + " " + pool)


def incomplete(contract_months: ir.Table, terms: ir.Table, disputed: ir.Table) -> ir.Table:
    """Contracts that share a pool with a `disputed` contract, whose calls are unknown: `account`, `contract`, `month`.

    `detail` names one of the disputed. Until it is mended, what the pool has earned is not known either.
    """
    pools = pooled(contract_months, terms)
    broken = pools.semi_join(disputed, "contract").group_by(_POOL).agg(detail=lambda t: t.contract.min())
    sound = pools.anti_join(disputed, "contract")
    return sound.join(broken, _POOL).select("account", "contract", "month", "detail")


def members(month: Month) -> ir.Table:
    """Contracts that take part, each with its pool and the value of the discount's terms in force for the pool.

    The value is that of the pool's first day in the month; a pool outside of all values has no discount.
    """
    pooled_months = pooled(month.contract_months, month.discounts)
    first_day = pooled_months.first_day.min().over(ibis.window(group_by=_POOL))
    members = pooled_months.mutate(pool_day=first_day)
    values = month.discounts.select(
        "start",
        "end",
        *_PARAMETERS,
        *discounts.CITED,
        of_service="service",
        of_entry="entry",
        of_1="pool_1",
        of_2="pool_2",
    )
    return members.join(
        values,
        [
            members.service == values.of_service,
            members.entry == values.of_entry,
            members.pool_1 == values.of_1,
            members.pool_2 == values.of_2,
            members.pool_day >= values.start,
            members.pool_day < values.end,
        ],
    ).select("account", "contract", "service", "entry", *_POOL, *_PARAMETERS, *discounts.CITED)


def _named(joined: ir.Table, choice: ir.StringValue) -> list[tuple[ir.BooleanValue, ir.StringValue]]:
    return [((choice == by) & (joined[by] != ""), ibis.literal(f"{by} ") + joined[by]) for by in ("group", "plan")]


def numbers(month: Month, members: ir.Table) -> ir.Table:
    """What each number of a member received: the `seconds` that count."""
    calls = month.totals.join(month.rows.select("row", "account", "contract", "service", "number"), "row")
    calls = calls.join(month.tariff.select("tariff", "usage_class"), "tariff")
    calls = calls.join(month.terms.months.select("month", "month_no"), "month_no")
    received = calls.join(members, ["account", "contract", "service", "month"]).join(
        month.counted, ["service", "entry", "in_force_from", "recorded", "usage_class"]
    )
    keys = ["account", "contract", "service", "number", "entry", *_POOL, *_PARAMETERS]
    return received.group_by(keys).agg(records=received.records.sum(), seconds=received.quantity.sum())


def call_charges(month: Month, members: ir.Table) -> ir.Table:
    """The members' call charges of the month, by contract, tax class and rate: what the discount is taken from."""
    charged = discounts.of(month.charged, month.terms)
    keys = ["account", "contract", "service", "entry", "month", "tax_class", "tax_percent"]
    cells = charged.group_by(keys).agg(base=charged.left.sum())
    side = ibis.ifelse(cells.tax_class.isin(TAXED), "domestic", "international")
    pooled = members.select("account", "contract", "service", "entry", "first", *_POOL, *discounts.CITED)
    return cells.mutate(side=side).join(pooled, ["account", "contract", "service", "entry", "month"])


def earned(numbers: ir.Table, call_charges: ir.Table) -> ir.Table:
    """What each pool has earned and what is taken from each of its sides: `taken` of `charges`, and how it came about.

    A number's seconds of the month are summed first («合計着信通話時間60秒ごとに»), also where its contract changed
    account or it changed contracts within the pool; a remainder earns nothing, or counts as begun. Rounded once on the
    pool's total, then capped by its call charges, first on the side that the terms name first.
    """
    of_number = numbers.group_by([*_POOL, *_PARAMETERS, "number"]).agg(seconds=numbers.seconds.sum())
    whole, begun = (divide(of_number.seconds, of_number.per, rounding) for rounding in ("floor", "ceil"))
    units = of_number.mutate(units=ibis.ifelse(of_number.remainder == "begun", begun, whole))
    pools = units.group_by([*_POOL, "yen", "yen_text", "rounding"]).agg(units=units.units.sum())
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
    """Each contract's share of what is taken from a side, in proportion to its charges there.

    Of equal remainders the earlier contract is served and, of one contract's, the tax class that comes first by name;
    its quantity is the pool's whole units.
    """
    cells = call_charges.join(earned, [*_POOL, "side"])
    cells = cells.mutate(quantity=cells.units, place=ibis.literal(0, "int64"))
    return discounts.shared(cells, [*_POOL, "side"], ["contract", "account", "service", "tax_class", "tax_percent"])
