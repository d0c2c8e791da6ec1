"""Records beside what was billed for them and what the terms say; those that differ, grouped by what was billed.

All are expressions over tables. A record is told by the contract `row` and the `value` of the terms that it was rated
by; `charged` is the quantity that was priced, -1 where bands split the record, so that no one shape can explain it.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from yakkan.correction.shape import Shape, as_tariff
from yakkan.rating import metered, parts
from yakkan.terms.tariff import Tariff

GROUP = ["value", "kind", "direction"]
"""Records are held against one price in groups: a value of the terms, a kind of use, a direction."""
_ZONE = ["partner", "country", "peer"]
_RECORD = ["row", "record_id", "file", "line"]
_KEPT = [*_RECORD, "source", "started_at", "kind", "direction", *_ZONE, "billed"]
_PRICE = [*GROUP, "charged", "billed"]
FOUND = {
    "incident": "string", "row": "int64", "day": "date", "partner": "string", "country": "string", "peer": "string",
    "over": "int64", "under": "int64", "source": "string", "record_id": "string", "billed": "int64", "terms": "int64",
    "published": "int64",
}  # fmt: skip
"""A record of an incident, and what it was over- or undercharged, in 1/10,000 yen.

`published` is null where the incident is one against the terms.
"""


def audited(
    settled: ir.Table, at_once: ir.Table, apart: ir.Table | None, tariff: Tariff, kept: Sequence[str] = _KEPT
) -> ir.Table:
    """Each rated record with `terms` (1/10,000 yen), `value`, `charged` and what is `kept` of it: of those priced at
    once, and of the parts of those that are looked at `apart`."""
    known = at_once.filter(at_once.tariff.notnull())
    terms = metered.amount(known, tariff)
    priced = known.select(*kept, "value", charged=known.quantity, terms=terms)
    if apart is None:
        return priced
    whole = ibis.window(group_by=[*_RECORD, "started_at"])
    summed = apart.mutate(amount=metered.amount(apart, tariff), in_parts=apart.quantity.count().over(whole))
    summed = summed.filter(summed.begins)
    of_parts = summed.select(
        *_RECORD, "value", charged=ibis.ifelse(summed.in_parts == 1, summed.quantity, -1), terms=summed.amount
    )
    told = settled.filter(parts.apart(settled) & settled.tariff.notnull()).select(*kept)
    return priced.union(told.join(of_parts, _RECORD).select(priced.columns))


def differing(audited: ir.Table) -> ir.Table:
    """The records that were billed something else than the terms say."""
    wrong = audited.filter(audited.billed != audited.terms)
    return wrong.mutate(
        day=wrong.started_at.cast("date"),
        over=ibis.greatest(wrong.billed - wrong.terms, 0),
        under=ibis.greatest(wrong.terms - wrong.billed, 0),
    ).drop("started_at")


def pairs(differing: ir.Table) -> ir.Table:
    """How many records of each group and quantity were billed which amount."""
    return differing.group_by(_PRICE).agg(records=differing.count())


def sample(pairs: ir.Table, most: int) -> ir.Table:
    """The heaviest pairs of each group; of those that weigh the same, some from all over their range."""
    mixed = (pairs.charged % 9_973) * 7_919 % 9_973
    heaviest = ibis.window(group_by=GROUP, order_by=[pairs.records.desc(), mixed, pairs.charged, pairs.billed])
    ranked = pairs.filter(pairs.charged >= 0).mutate(nth=ibis.row_number().over(heaviest))
    return ranked.filter(ranked.nth < most).drop("nth").order_by(_PRICE)


def fitted(pairs: ir.Table, shapes: ir.Table, known: Sequence[Shape]) -> ir.Table:
    """The pairs with the `rank` of the first shape of their group that gives just what was billed; else none."""
    priced = pairs.rename(quantity="charged").join(shapes, GROUP)
    hit = priced.filter((metered.amount(priced, as_tariff(known)) == priced.billed) & (priced.quantity >= 0))
    ranks = hit.rename(charged="quantity").group_by(_PRICE).agg(rank=hit["rank"].min())
    return pairs.left_join(ranks, _PRICE).select(*pairs.columns, "rank")


def with_incident(differing: ir.Table, fitted: ir.Table, incidents: ir.Table) -> ir.Table:
    """Differing records with the `incident` that their group and rank belong to; empty where they are lone.

    `incidents` names the incident of each group and rank; rank -1 stands for what no shape fits.
    """
    ranked = fitted.mutate(rank=fitted["rank"].fill_null(-1)).select(*_PRICE, "rank")
    told = ranked.left_join(incidents, [*GROUP, "rank"]).select(*_PRICE, "incident")
    found = differing.join(told, _PRICE)
    return found.mutate(incident=found.incident.fill_null(""), published=ibis.null("int64"))


def told_less(audited: ir.Table, published: ir.Table) -> ir.Table:
    """Records for which less was `published` than was rightly billed, with the rest as `over`.

    What was billed above the terms is given back on their account; here it is from there down to what was published.
    """
    both = audited.join(published, ["source", "record_id"])
    rest = ibis.least(both.billed, both.terms) - both.published
    told = both.mutate(over=rest, under=ibis.literal(0, "int64"), day=both.started_at.cast("date"))
    return told.filter(told.over > 0)


def of_groups(told: ir.Table, incidents: ir.Table) -> ir.Table:
    """Records with the incident of their group, of FOUND."""
    return told.join(incidents.select(*GROUP, "incident"), GROUP).select(*FOUND)


def zones(found: ir.Table) -> ir.Table:
    """The partners, countries and peers of each incident, with their records."""
    return found.group_by("incident", *_ZONE).agg(records=found.count()).order_by("incident", *_ZONE)
