"""想定: what is presumed of the days before the records begin, for each incident whose first day is known."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import ibis.expr.types as ir

from yakkan.correction import affected
from yakkan.correction.incident import Found, Price
from yakkan.correction.presumed import Identified, Presumed, by_days, by_traffic
from yakkan.engines import DuckDB
from yakkan.money import UNITS_PER_YEN
from yakkan.runs.audit_given import Traffic, Window


@dataclass(frozen=True)
class Evidence:
    """What an estimate works with: who was identified, the audited records, the prices by value, the window of each
    incident, and what is given.

    `ratio` is what usage a day before the window is taken to be, times that in it.
    """

    affected: ir.Table
    audited: ir.Table
    prices: Mapping[int, Price]
    windows: Mapping[str, Window]
    traffic: Sequence[Traffic]
    ratio: tuple[Fraction, Fraction]


def presumed(engine: DuckDB, found: Sequence[Found], evidence: Evidence) -> dict[str, Presumed]:
    """What is presumed of each incident, by its id; nothing where it is not known to have begun before the records."""
    rows: dict[str, list[tuple[int, Fraction, int]]] = {}
    for row in engine.rows(affected.by_customer(evidence.affected)):
        yen = Fraction(row["over"], UNITS_PER_YEN)
        rows.setdefault(row["incident"], []).append((row["records"], yen, row["customers"]))
    estimates = {}
    for each in found:
        first, last = evidence.windows[each.incident.id]
        since = each.incident.since
        if each.refund == 0 or since is None or first is None or last is None or since >= first:
            continue
        traffic = [one for one in evidence.traffic if _is_of(one, each)]
        if traffic:
            seen = engine.count(_like(each, evidence))
            before = _before(traffic, since, first)
            estimates[each.incident.id] = by_traffic(Identified.of(rows[each.incident.id], seen), before)
        else:
            days = (min(last, each.incident.until or last) - first).days + 1
            identified = Identified.of(rows[each.incident.id])
            estimates[each.incident.id] = by_days(identified, max(days, 1), (first - since).days, evidence.ratio)
    return estimates


def _is_of(traffic: Traffic, found: Found) -> bool:
    partners = {partner for partner, *_ in found.zones}
    return traffic.entry in ("", found.incident.right.entry) and (not traffic.partner or traffic.partner in partners)


def _before(traffic: Sequence[Traffic], since: date, first: date) -> int:
    """The records of the months from the first day of the incident to the window; of a part of a month, by its days."""
    whole = Fraction(0)
    for each in traffic:
        begins, days = each.month.first, monthrange(each.month.year, each.month.number)[1]
        ends = begins + timedelta(days=days)
        within = (min(ends, first) - max(begins, since)).days
        whole += each.records * Fraction(max(within, 0), days)
    return round(whole)


def _like(found: Found, evidence: Evidence) -> ir.Table:
    """The audited records that an incident could have met: its entry, kind, direction and partners, on its days."""
    of, every = found.incident, evidence.audited
    values = [
        value
        for value, price in evidence.prices.items()
        if (price.service, price.entry) == (of.right.service, of.right.entry)
    ]
    partners = sorted({partner for partner, *_ in found.zones})
    like = every.filter(
        every.value.isin(values)
        & (every.kind == of.kind)
        & (every.direction == of.direction)
        & every.partner.isin(partners)
    )
    return like if of.until is None else like.filter(like.started_at.cast("date") <= of.until)
