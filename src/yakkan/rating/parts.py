"""Records that cannot be added up at once: those that an allowance may cover, or that bands may split."""

import ibis
import ibis.expr.types as ir

from yakkan.rating import bands, metered
from yakkan.terms.tariff import Tariff

_OF_RECORD = ["row", "record_id", "file", "line", "started_at", "covered", "begins", "used", "after", "quantity"]
_FOUND_BY = ("service", "usage_class", "start", "end")


def apart(priced: ir.Table, tariff: Tariff) -> ir.BooleanValue:
    """Whether a priced record is such a one."""
    covered = priced.allowance != "" if tariff.covered else ibis.literal(False)
    banded = priced.scheme >= 0 if tariff.banded else ibis.literal(False)
    return ibis.coalesce(covered | banded, False)


def parts(records: ir.Table, rates: ir.Table, segments: ir.Table | None) -> ir.Table:
    """The parts of records (with what is `covered` of each): one a band that they touch, else one for all of it."""
    columns = [*_OF_RECORD, *(column for column in rates.columns if column not in _FOUND_BY)]
    plain = records if segments is None else records.filter(records.scheme < 0)
    whole = plain.mutate(
        begins=ibis.literal(True),
        used=plain.quantity,
        after=ibis.literal(0, "int64"),
        quantity=plain.quantity - plain.covered,
    ).select(columns)
    if segments is None:
        return whole
    return whole.union(bands.parts(records.filter(records.scheme >= 0), segments, rates).select(columns))


def amounts(parts: ir.Table, tariff: Tariff) -> ir.Table:
    """Each record once, with what it costs altogether, in 1/10,000 yen, and its whole quantity."""
    whole = ibis.window(group_by=["row", "file", "line", "record_id", "started_at"])
    summed = parts.mutate(amount=metered.amount(parts, tariff), whole=parts.used.sum().over(whole))
    return summed.filter(summed.begins).mutate(quantity=summed.whole)
