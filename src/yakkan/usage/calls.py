"""Several rows of one call become one draft: an exchange writes a row for each leg, a person pays for one call."""

import ibis
import ibis.expr.types as ir

from yakkan.usage.mapping import Mapping
from yakkan.usage.merging import parts, united, with_reasons
from yakkan.usage.moment import moment, no_time
from yakkan.usage.times import time_text


def calls(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """One draft a call: from its first answer, as long as its answered leg or, of several, to the last end."""
    legs = _legs(rows, mapping)
    in_order = [legs.place, legs.file_row]
    span = legs.ended.max(where=legs.answered).delta(legs.began.min(where=legs.answered), unit="second")
    several = legs.answered.cast("int64").sum() > 1
    of_one_leg = legs.quantity.first(where=legs.answered, order_by=in_order)
    began = legs.started_at.first(where=legs.answered, order_by=[legs.began, legs.file_row])
    return united(
        legs,
        in_order,
        started_at=began.fill_null(""),
        quantity=ibis.ifelse(several, span.cast("string"), of_one_leg).fill_null(""),
    )


def _legs(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """The rows of calls: their texts, and what decides of them typed."""
    said = mapping.calls
    assert said is not None
    legs = parts(
        rows,
        mapping,
        place=rows[said.in_order_of].try_cast("int64"),
        began=moment(time_text(rows[said.answered_at], mapping.times), mapping.times.zone).utc,
        ended=moment(time_text(rows[said.ended_at], mapping.times), mapping.times.zone).utc,
    )
    wrong = [
        (legs.place.isnull(), ibis.literal("bad_order")),
        (legs.answered & legs.quantity.try_cast("int64").isnull(), ibis.literal("bad_quantity")),
        (legs.answered & legs.began.isnull(), no_time(legs.started_at)),
        (legs.answered & legs.ended.isnull(), ibis.literal("bad_ended_at")),
    ]
    sound = with_reasons(legs, wrong)
    return sound.mutate(place=sound.place.fill_null(0))
