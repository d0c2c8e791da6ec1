"""Several rows of one call become one draft: an exchange writes a row for each leg, a person pays for one call."""

import ibis
import ibis.expr.types as ir

from yakkan.usage.drafts import first_reason, texts, unmapped
from yakkan.usage.mapping import Mapping
from yakkan.usage.moment import moment
from yakkan.usage.schema import FIELDS

_MERGED = ("started_at", "quantity")


def calls(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """One draft a call, with how many `rows` it has and whether it was `answered`.

    A row that can't be read makes its whole call unreadable: the draft has that row's line and reason.
    """
    legs = _legs(rows, mapping)
    in_order = [legs.place, legs.line]
    wrong_first = [legs.reason == "", *in_order]
    of_first_row = [name for name in legs.columns if name in (*FIELDS, "caller", "called") and name not in _MERGED]
    merged = legs.group_by("call", "lone").agg(
        **{name: legs[name].first(order_by=in_order) for name in of_first_row},
        line=legs.line.first(order_by=wrong_first),
        reason=legs.reason.first(order_by=wrong_first),
        rows=legs.count(),
        answered_rows=legs.answered.cast("int64").sum(),
        started_at=legs.started_at.first(where=legs.answered, order_by=[legs.began, legs.line]),
        quantity=legs.quantity.first(where=legs.answered, order_by=in_order),
        seconds=legs.ended.max(where=legs.answered).delta(legs.began.min(where=legs.answered), unit="second"),
    )
    quantity = ibis.ifelse(merged.answered_rows > 1, merged.seconds.cast("string"), merged.quantity)
    return merged.select(
        *of_first_row,
        *("line", "reason", "rows"),
        started_at=merged.started_at.fill_null(""),
        quantity=quantity.fill_null(""),
        answered=merged.answered_rows > 0,
    )


def _legs(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """The rows of calls: their texts, and what decides of them typed. A row without a call's key is its own call."""
    said = mapping.calls
    assert said is not None
    status, call, text = rows[said.answered.column], rows[said.rows_of_one_call], texts(rows, mapping)
    says_answered = status.isin(list(said.answered.values))
    legs = rows.select(
        **text,
        line=rows.line,
        call=call,
        lone=ibis.ifelse(call == "", rows.line, 0),
        place=rows[said.in_order_of].try_cast("int64"),
        began=moment(rows[said.answered_at], mapping.time_zone).utc,
        ended=moment(rows[said.ended_at], mapping.time_zone).utc,
        answered=says_answered & (text["quantity"].try_cast("int64").fill_null(1) > 0),
        unknown=~says_answered & status.notin(list(said.answered.unanswered)),
        reason=first_reason(unmapped(rows, mapping)),
    )
    wrong = [
        (legs.reason != "", legs.reason),
        (legs.unknown, ibis.literal("unknown_answer")),
        (legs.place.isnull(), ibis.literal("bad_order")),
        (legs.answered & legs.quantity.try_cast("int64").isnull(), ibis.literal("bad_quantity")),
        (legs.answered & legs.began.isnull(), ibis.literal("bad_started_at")),
        (legs.answered & legs.ended.isnull(), ibis.literal("bad_ended_at")),
    ]
    return legs.mutate(reason=ibis.cases(*wrong, else_=""), place=legs.place.fill_null(0))
