"""The month's usage added up: at once, and apart where an allowance may cover records or bands split them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from yakkan.days import Month
from yakkan.engines import Engine
from yakkan.rating import allowances, metered
from yakkan.rating import parts as parting
from yakkan.terms import bands
from yakkan.terms.tariff import Tariff


def segments(
    engine: Engine, tariff: Tariff, usage: ir.Table, months: Sequence[Month], holidays: Collection[date]
) -> ir.Table | None:
    """The time of the bands, laid out for the days of the months and the longest call; None where there are none."""
    if not tariff.banded:
        return None
    schema, rates = tariff.rates
    columns = [list(schema).index(name) for name in ("usage_class", "scheme")]
    classes = sorted({rate[columns[0]] for rate in rates if rate[columns[1]] >= 0})
    calls = usage.filter(usage.usage_class.isin(classes) & (usage.quantity <= bands.LONGEST))
    longest = engine.rows(calls.agg(seconds=calls.quantity.max()))[0]["seconds"] or 0
    days = {month.first + timedelta(days=day) for month in months for day in range(month.days)}
    rows = bands.segments(tariff.schemes, days, longest, holidays) if days else ()
    return engine.put("segments", bands.SEGMENTS, rows)


def parts(
    priced: ir.Table, tariff: Tariff, rows: ir.Table, rates: ir.Table, of: tuple[ir.Table | None, ir.Table | None]
) -> ir.Table | None:
    """The parts of the records that are looked at apart (`of`: grants, segments); None where no rate asks for it."""
    if not (tariff.covered or tariff.banded):
        return None
    grants, segments = of
    records = priced.filter(parting.apart(priced, tariff))
    if grants is None:
        covered = records.mutate(covered=ibis.literal(0, "int64"))
    else:
        covered = allowances.covered(records, rows, grants)
    return parting.parts(covered, rates, segments)


def totals(priced: ir.Table, parts: ir.Table | None, tariff: Tariff) -> ir.Table:
    """The month's counts by contract row, tariff and month: of `metered.totals`."""
    if parts is None:
        return metered.totals(priced, tariff)
    at_once = metered.totals(priced.filter(~parting.apart(priced, tariff)), tariff)
    return at_once.union(metered.totals(parts, tariff).select(at_once.columns))
