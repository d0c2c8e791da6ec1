"""What the shapes of discount share: what they are taken from, who takes part, how a sum is split, their lines.

Discounts are taken in turns (`terms.turns`). Each knows what those before it have left of every charge, so that
together they never take more than the charges are.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN, divide
from yakkan.rating import lines
from yakkan.rating.tables import TermsTables

CITED = ["in_force_from", "recorded", "source", "clause"]
KEYS = ["contract", "service", "month", "entry"]
"""A discount of percent or yen is worked out by contract and month, whoever is billed for it."""

_CELL = ["account", *KEYS, "tax_class", "tax_percent"]
_LINE = ["account", "contract", "service", "month", "charge"]


def charged(charge_lines: Sequence[ir.Table]) -> ir.Table:
    """The charges before any discount: `yen` of each, `left` of it, and its `place` on a bill."""
    every = ibis.union(*charge_lines) if len(charge_lines) > 1 else charge_lines[0]
    kind = ibis.cases(*((every.kind == kind, nth) for nth, kind in enumerate(lines.ORDER)))
    return every.select(
        "account", "contract", "service", "month", "tax_class", "tax_percent", "yen",
        charge="entry", left="yen", place=kind * 1_000_000 + every.place,
    )  # fmt: skip


def of(charged: ir.Table, terms: TermsTables) -> ir.Table:
    """The charges beside each discount (`entry`) that is taken from them."""
    return charged.join(terms.discounted, ["service", "charge"])


def taken(sums: ir.Table, amount: ir.IntegerValue, formula: ir.StringValue) -> ir.Table:
    """What a contract's month takes of its charges: the amount, at most what is left of them; and how it came about."""
    capped = ibis.literal("min(") + formula + ", " + sums.charges.cast("string") + ")"
    return sums.mutate(
        taken=ibis.least(amount, sums.charges), formula=ibis.ifelse(amount > sums.charges, capped, formula)
    )


def summed(charges: ir.Table, members: ir.Table) -> ir.Table:
    """The charges of each discount, by contract and month: as they were (`whole`), and what is left (`charges`)."""
    sums = charges.group_by(KEYS).agg(whole=charges.yen.sum(), charges=charges.left.sum())
    return sums.join(members, KEYS)


def by_tax(charges: ir.Table, taken: ir.Table) -> ir.Table:
    """What each contract's month takes, shared over the tax classes and rates of its charges in the order of a bill."""
    cells = charges.group_by(_CELL).agg(base=charges.left.sum(), place=charges.place.min())
    whose = taken.select(*KEYS, "taken", "formula", "charges", *CITED, quantity="whole")
    return shared(cells.join(whose, KEYS), KEYS, ["account", "place", "tax_class", "tax_percent"])


def shared(cells: ir.Table, by: Sequence[str], order: Sequence[str]) -> ir.Table:
    """`taken` of `charges`, alike in `by`, shared over the cells in proportion to `base`, by largest remainder.

    Of equal remainders the cell that comes first in `order` is served. `share` is whole yen; the shares add up to
    `taken`. `formula` becomes that of the share.
    """
    cells = cells.filter((cells.taken > 0) & (cells.charges > 0))
    cells = cells.mutate(floor=divide(cells.taken * cells.base, cells.charges, "floor"))
    cells = cells.mutate(remainder=cells.taken * cells.base - cells.floor * cells.charges)
    alike = ibis.window(group_by=list(by))
    in_turn = ibis.window(group_by=list(by), order_by=[cells.remainder.desc(), *(cells[column] for column in order)])
    cells = cells.mutate(turn=ibis.row_number().over(in_turn), over=cells.taken - cells.floor.sum().over(alike))
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


def left(charged: ir.Table, shares: Sequence[ir.Table], terms: TermsTables) -> ir.Table:
    """The charges with what a turn's discounts have left of them: a share comes off its charges in proportion."""
    each = [share.select(*_CELL, taken="share", formula=ibis.literal("")) for share in shares]
    taken = ibis.union(*each) if len(each) > 1 else each[0]
    cells = of(charged, terms).join(taken, _CELL)
    cells = cells.mutate(base=cells.left, charges=cells.left.sum().over(ibis.window(group_by=_CELL)))
    parts = shared(cells, _CELL, ["place"]).group_by(_LINE).agg(off=lambda t: t.share.sum())
    rest = charged.left_join(parts, _LINE)
    return rest.mutate(left=rest.left - ibis.coalesce(rest.off, 0)).select(*charged.columns)


def discount_lines(shares: ir.Table, terms: TermsTables) -> lines.Lines:
    """A line a contract, tax class and rate: the share as a negative amount."""
    named = shares.filter(shares.share > 0).drop("place", "turn")
    named = named.join(terms.entries.drop("tax_class", "line_rounding"), ["service", "entry"])
    made = named.mutate(
        yen=-named.share,
        arithmetic=ibis.literal("-(") + named.formula + ")",
        records=ibis.literal(0, "int64"),
    )
    cited = made.group_by([*lines.KEYS, *CITED]).agg(
        records=made.records.max(), quantity=made.quantity.max(), amount=made.share.sum() * UNITS_PER_YEN
    )
    return lines.Lines(made.select(*lines.LINES), cited.select(*lines.CITATIONS))
