"""Rows that share their natural key become one draft: the frame, whatever the rows are to each other."""

import ibis
import ibis.expr.types as ir

from yakkan.usage.drafts import first_reason, texts, unmapped
from yakkan.usage.mapping import Mapping
from yakkan.usage.no_call import no_call, unknown_answer
from yakkan.usage.schema import FIELDS

Wrong = list[tuple[ir.BooleanValue, ir.StringValue]]


def parts(rows: ir.Table, mapping: Mapping, **typed: ir.Value) -> ir.Table:
    """The rows as parts of something larger: their texts, whether they were `answered`, their `reason`, and `typed`.

    A row without a key belongs to nothing else: its place in the file is its `lone` key.
    """
    text = texts(rows, mapping)
    return rows.select(
        **text,
        **typed,
        line=rows.line,
        file_row=rows.file_row,
        lone=ibis.ifelse(text["record_id"] == "", rows.file_row, 0),
        answered=~no_call(rows, mapping),
        reason=first_reason([*unmapped(rows, mapping), *unknown_answer(rows, mapping)]),
    )


def with_reasons(found: ir.Table, wrong: Wrong) -> ir.Table:
    """Parts with the first reason against each, that which they brought along before any other."""
    return found.mutate(reason=ibis.cases((found.reason != "", found.reason), *wrong, else_=""))


def united(found: ir.Table, in_order: list[ir.Value], **measured: ir.Value) -> ir.Table:
    """One draft for all parts of a key, with how many `rows` it has and whether it was `answered`.

    Its texts are those of the first part `in_order` but for what is `measured`. A part that can't be read makes the
    whole unreadable: the draft has that part's line and reason.
    """
    wrong_first = [found.reason == "", *in_order]
    named = [name for name in found.columns if name in (*FIELDS, "caller", "called") and name not in measured]
    return (
        found.group_by(key=found.record_id, own=found.lone)
        .agg(
            **{name: found[name].first(order_by=in_order) for name in named},
            **measured,
            line=found.line.first(order_by=wrong_first),
            file_row=found.file_row.first(order_by=wrong_first),
            reason=found.reason.first(order_by=wrong_first),
            rows=found.count(),
            answered=found.answered.any(),
        )
        .drop("key", "own")
    )
