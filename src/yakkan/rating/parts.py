"""Records that cannot be added up at once: those of the day on which an allowance runs out, or that bands split."""

import ibis
import ibis.expr.types as ir

from yakkan.rating import bands, metered
from yakkan.terms.tariff import Tariff
from yakkan.usage import SCHEMA as USAGE

_OF_RECORD = [
    "row",
    "record_id",
    "file",
    "line",
    "started_at",
    "month_no",
    "covered",
    "begins",
    "used",
    "after",
    "quantity",
]
_OF_USAGE = ("record_id", "file", "line", "started_at", "quantity")
_FOUND_BY = ("service", "usage_class", "start", "end")


def apart(settled: ir.Table) -> ir.BooleanValue:
    """Whether a record is such a one: an allowance runs out on its day, or a band begins in it."""
    asked = [settled[column] for column in ("doubtful", "split") if column in settled.columns]
    return ibis.or_(*asked)


def looked_at(settled: ir.Table) -> ir.Table:
    """Such records, with what is needed of them."""
    columns = [column for column in settled.columns if column in _OF_USAGE or column not in USAGE]
    return settled.filter(apart(settled)).select(columns)


def at_once(settled: ir.Table) -> ir.Table:
    """The other records: `used` is what each used, `quantity` what of it is charged."""
    rest = settled.filter(~apart(settled))
    if "covered" not in rest.columns:
        return rest.mutate(used=rest.quantity)
    return rest.mutate(used=rest.quantity, quantity=rest.quantity - rest.covered)


def parts(records: ir.Table, rates: ir.Table, segments: ir.Table | None) -> ir.Table:
    """The parts of records (with what is `covered` of each): one a band that they touch, else one for all of it."""
    columns = [*_OF_RECORD, *(column for column in rates.columns if column not in _FOUND_BY)]
    plain = records if segments is None else records.filter(~records.split)
    whole = plain.mutate(
        begins=ibis.literal(True),
        used=plain.quantity,
        after=ibis.literal(0, "int64"),
        quantity=plain.quantity - plain.covered,
    ).select(columns)
    if segments is None:
        return whole
    return whole.union(bands.parts(records.filter(records.split), segments, rates).select(columns))


def amounts(parts: ir.Table, tariff: Tariff) -> ir.Table:
    """Each record once, with what it costs altogether, in 1/10,000 yen, and its whole quantity."""
    whole = ibis.window(group_by=["row", "file", "line", "record_id", "started_at"])
    summed = parts.mutate(amount=metered.amount(parts, tariff), whole=parts.used.sum().over(whole))
    return summed.filter(summed.begins).mutate(quantity=summed.whole)
