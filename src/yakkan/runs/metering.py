"""The month's usage added up: at once, and apart where an allowance may cover records or bands split them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from yakkan.days import Month
from yakkan.engines import Engine
from yakkan.rating import allowances, bands, metered
from yakkan.rating import parts as parting
from yakkan.terms import bands as time_bands
from yakkan.terms.tariff import Tariff


@dataclass(frozen=True)
class Of:
    """What records are priced by: contract rows, rates and, where there are any, what is granted and the bands."""

    rows: ir.Table
    rates: ir.Table
    grants: ir.Table | None
    segments: ir.Table | None


def segments(
    engine: Engine, tariff: Tariff, usage: ir.Table, months: Sequence[Month], holidays: Collection[date]
) -> ir.Table | None:
    """The time of the bands, laid out for the days of the months and the longest call; None where there are none."""
    if not tariff.banded:
        return None
    calls = usage.filter(
        usage.usage_class.isin(tariff.classes(banded=True, covered=False)) & (usage.quantity <= time_bands.LONGEST)
    )
    longest = engine.rows(calls.agg(seconds=calls.quantity.max()))[0]["seconds"] or 0
    days = {month.first + timedelta(days=day) for month in months for day in range(month.days)}
    rows = time_bands.segments(tariff.schemes, days, longest, holidays) if days else ()
    return engine.put("segments", time_bands.SEGMENTS, rows)


@dataclass(frozen=True)
class Metered:
    """The month's records beside their rates: `settled` every one, and `parts` of those that are looked at apart.

    There are none where no rate has bands and no allowance covers any.
    """

    settled: ir.Table
    parts: ir.Table | None

    @property
    def at_once(self) -> ir.Table:
        """The records that are not looked at apart."""
        return self.settled if self.parts is None else parting.at_once(self.settled)


def metered_records(engine: Engine, placed: ir.Table, tariff: Tariff, of: Of) -> Metered:
    """Each placed record beside its rate; and what has to be known of all of a holder's records to price some."""
    priced = metered.priced(placed, of.rates, tariff)
    if not (tariff.covered or tariff.banded):
        return Metered(priced, None)
    settled = priced
    if of.grants is not None:
        holders = engine.keep("holders", allowances.holders(of.rows, of.grants))
        covered = _of_classes(priced, tariff.classes(banded=False, covered=True))
        covered = covered.filter(covered.allowance != "")
        settled = allowances.settled(settled, engine.keep("lasting", allowances.lasting(covered, holders)))
    if of.segments is not None:
        settled = bands.started(settled, of.segments, of.rates)
    asked = _of_classes(settled, tariff.classes(banded=True, covered=True))
    apart = engine.keep("apart", parting.looked_at(asked))
    apart = allowances.covered(apart) if tariff.covered else apart.mutate(covered=ibis.literal(0, "int64"))
    return Metered(settled, engine.keep("parts", parting.parts(apart, of.rates, of.segments)))


def _of_classes(records: ir.Table, classes: Sequence[str]) -> ir.Table:
    """The records of some kinds of usage: the others are left out before anything is joined to them."""
    return records.filter(records.usage_class.isin(classes))


def totals(found: Metered, tariff: Tariff) -> ir.Table:
    """The month's counts by contract row, tariff and month: of `metered.totals`."""
    at_once = metered.totals(found.at_once, tariff)
    if found.parts is None:
        return at_once
    return at_once.union(metered.totals(found.parts, tariff).select(at_once.columns))
