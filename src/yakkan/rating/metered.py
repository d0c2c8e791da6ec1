"""Metered rates: `setup` once a record, `steps` for each begun unit, `maximum` over all, `rounding` of it, `free`.

A month is added up in one pass: how many records, how much, and how many begun units of each step. The amounts follow
from those counts, exactly, and the same counts are the arithmetic that a line shows. Only where each record is rounded
its amount is added up, and shown, instead. What no rate at hand has is not worked out.
"""

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN, divide
from yakkan.rating import lines
from yakkan.rating.tables import TermsTables
from yakkan.terms.bands import LONGEST
from yakkan.terms.tariff import Tariff

COVERED = ("covered", "covered_records")
"""What of a month's quantity, and of how many of its records, an allowance covered."""


def priced(placed: ir.Table, rates: ir.Table, tariff: Tariff) -> ir.Table:
    """Each placed record, with its `month_no`, beside the rate in force when it started.

    `tariff` is null where the terms do not cover it. Of a rate with bands the prices stand with the bands.
    """
    if tariff.banded:
        more = ["allowance"] if tariff.covered else []
        rates = rates.filter(rates.band < 0)
        rates = rates.select("service", "usage_class", "start", "end", "tariff", "scheme", *more)
    rates = rates.rename(rated_service="service", rated_class="usage_class")
    conditions = [
        placed.service == rates.rated_service,
        placed.usage_class == rates.rated_class,
        placed.started_at >= rates.start,
        placed.started_at < rates.end,
    ]
    if tariff.banded:
        conditions.append((rates.scheme < 0) | (placed.quantity <= LONGEST))
    return placed.join(rates, conditions, how="left").mutate(month_no=lambda t: month_of(t.started_at))


def begun(priced: ir.Table, step: int) -> ir.IntegerValue:
    """How many units of a step a record begins: what of its quantity lies in the step, divided by `per`, rounded up.

    Of a part, the quantity lies `after` what was charged before.
    """
    from_, up_to, per = (priced[f"{name}_{step}"] for name in ("from", "up_to", "per"))
    if "after" in priced.columns:
        since = ibis.greatest(priced.after, from_)
        return divide(ibis.greatest(ibis.least(priced.after + priced.quantity, up_to) - since, 0), per, "ceil")
    reached = priced.quantity if step == 1 else ibis.greatest(priced.quantity, from_)
    return divide(ibis.least(reached, up_to) - (0 if step == 1 else from_), per, "ceil")


def amount(priced: ir.Table, tariff: Tariff) -> ir.IntegerValue:
    """What a record costs, in 1/10,000 yen: set-up and begun units, at most the maximum, then rounded."""
    capped = ibis.least(_uncapped(priced, tariff), priced.maximum)
    return ibis.ifelse(priced.scaled_to > 0, _rounded(priced, capped), capped) if tariff.rounded else capped


def _rounded(priced: ir.Table, capped: ir.IntegerValue) -> ir.IntegerValue:
    return lines.divided(capped, ibis.greatest(priced.scaled_to, 1), priced["mode"]) * priced.to


def _uncapped(priced: ir.Table, tariff: Tariff) -> ir.IntegerValue:
    """Set-up and begun units of a record; of a part, those of its whole record."""
    costs = [begun(priced, step) * priced[f"yen_{step}"] for step in range(1, tariff.steps + 1)]
    if "begins" not in priced.columns:
        return sum(costs, priced.setup)
    whole = ibis.window(group_by=["row", "file", "line", "record_id", "started_at"])
    return sum(costs, ibis.ifelse(priced.begins, priced.setup, 0)).sum().over(whole)


def month_of(started_at: ir.TimestampValue) -> ir.IntegerValue:
    """The months from year 0 to a moment: an integer is cheaper to group by than a text."""
    return started_at.year() * 12 + started_at.month() - 1


def totals(priced: ir.Table, tariff: Tariff) -> ir.Table:
    """A month's counts for each contract row and rate: `row`, `tariff`, `month_no`, `records`, `quantity`, `units_i`.

    Where rates have a maximum, the units of capped records are not counted, the records are, as `capped`. Where they
    round each record, `rounded` is the sum of such records' amounts.
    """
    units = {f"units_{i}": begun(priced, i) for i in range(1, tariff.steps + 1)}
    once = priced.begins if "begins" in priced.columns else True
    more: dict[str, ir.IntegerValue] = {}
    if tariff.capped:
        over = _uncapped(priced, tariff) > priced.maximum
        units = {name: ibis.ifelse(over, 0, count) for name, count in units.items()}
        more["capped"] = (over & once).cast("int64")
    if tariff.rounded:
        more["rounded"] = ibis.ifelse((priced.scaled_to > 0) & once, amount(priced, tariff), 0)
    return _added_up(priced, units | more, tariff)


def _added_up(priced: ir.Table, counts: dict[str, ir.IntegerValue], tariff: Tariff) -> ir.Table:
    """The sums of counts by contract row, tariff and month."""
    used = priced.used if "used" in priced.columns else priced.quantity
    once = priced.begins if "begins" in priced.columns else None
    if tariff.covered:
        met = priced.covered > 0 if once is None else once & (priced.covered > 0)
        counts = counts | {"covered": ibis.ifelse(met, priced.covered, 0), "covered_records": met.cast("int64")}
    counted = priced.select(
        "row", "tariff", "month_no", used=used, **counts,
        **({} if once is None else {"once": once.cast("int64")}),
    )  # fmt: skip
    return counted.group_by("row", "tariff", "month_no").agg(
        records=counted.count() if once is None else counted.once.sum(),
        quantity=counted.used.sum(),
        **{name: counted[name].sum() for name in counts},
        **({} if tariff.capped else {"capped": ibis.literal(0, "int64")}),
    )


def charges(totals: ir.Table, rows: ir.Table, rates: ir.Table, values: ir.Table) -> ir.Table:
    """The month's amount of each party and value, in 1/10,000 yen, with the counts that make it up.

    `totals` are those whose row and tariff are known. Free charges are among them, at 0.
    """
    units = [column for column in totals.columns if column.startswith("units_")]
    found = totals.join(rows.select("row", "party"), "row").join(rates.select("tariff", "value"), "tariff")
    counts = ["records", "quantity", *units, "capped"]
    sums = {count: found[count].sum() for count in (*counts, *COVERED) if count in found.columns}
    sums |= {"rounded_amount": found.rounded.sum()} if "rounded" in totals.columns else {}
    priced = found.group_by("party", "value", "month_no").agg(**sums).join(values, "value")
    amounts = [count * price for count, price, _ in _products(priced, len(units))]
    first = priced.rounded_amount if "rounded" in totals.columns else 0
    return priced.mutate(amount=sum(amounts, first))


def _products(charges: ir.Table, steps: int) -> list[tuple[ir.IntegerValue, ir.IntegerValue, ir.StringValue]]:
    """What an amount is the sum of: a count, its price in 1/10,000 yen, and the price as text."""
    return [
        (charges.records - charges.capped, charges.setup, charges.setup_text),
        *((charges[f"units_{i}"], charges[f"yen_{i}"], charges[f"yen_{i}_text"]) for i in range(1, steps + 1)),
        (charges.capped, charges.maximum, charges.maximum_text),
    ]


def usage_lines(charges: ir.Table, rows: ir.Table, terms: TermsTables) -> lines.Lines:
    """A line of whole yen a contract, charge and month, rounded once as the service says; free charges have none.

    Tax: a calendar month's metered charges of a contract that began before a change of rate in it keep the old rate.
    """
    steps = sum(column.startswith("units_") for column in charges.columns)
    parties = rows.filter(rows.row == rows.party).select("party", "account", "contract", "service")
    months = terms.months.select("month", "month_no")
    paid = charges.filter(~charges.free).rename(entry="charge")
    of_counts = lines.sum_of_products(_products(paid, steps))
    paid = paid.mutate(arithmetic=ibis.ifelse(paid.rounded, lines.text_of_units(paid.amount), of_counts))
    keys = ["party", "month_no", "entry"]
    counts = {count: paid[count].sum() for count in ("records", "quantity", "amount")}
    alone = paid.group_by(keys).agg(**counts, of_one=paid.arithmetic.max(), values=paid.count())
    several = paid.semi_join(alone.filter(alone["values"] > 1), keys)
    joined = several.group_by(keys).agg(
        of_all=several.arithmetic.group_concat(" + ", order_by=[several.in_force_from, several.recorded, several.value])
    )
    summed = alone.left_join(joined, keys).drop(*(f"{key}_right" for key in keys))
    summed = summed.mutate(parts=ibis.coalesce(summed.of_all, summed.of_one)).join(parties, "party")
    summed = summed.join(months, "month_no")
    began = rows.group_by("contract").agg(began=rows.start.min())
    described = summed.join(began, "contract").join(terms.entries, ["service", "entry"])
    taxed = described.join(terms.metered_tax, ["month", "tax_class"])
    whole = taxed.amount % UNITS_PER_YEN == 0
    made = taxed.mutate(
        yen=lines.rounded(taxed.amount, taxed.line_rounding),
        tax_percent=ibis.ifelse(taxed.began < taxed.change, taxed.old, taxed.percent),
        arithmetic=ibis.ifelse(whole, taxed.parts, taxed.line_rounding + "(" + taxed.parts + ")"),
    )
    cited = paid.group_by([*keys, "in_force_from", "recorded", "source", "clause"]).agg(**counts)
    cited = cited.join(parties, "party").join(months, "month_no")
    return lines.Lines(made.select(*lines.LINES), cited.select(*lines.CITATIONS))
