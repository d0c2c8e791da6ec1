"""Several reports of one session become one draft: each says all that was used so far, so the last one counts.

A session whose end was never reported is billed by its last report. Reports that came twice change nothing.
"""

import ibis
import ibis.expr.types as ir

from yakkan.usage.mapping import Mapping
from yakkan.usage.merging import parts, united, with_reasons
from yakkan.usage.moment import moment, no_time
from yakkan.usage.times import time_text

_SECONDS = r"^[0-9]{1,9}$"


def sessions(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """One draft a session: what its longest report says, begun so long before that report was made."""
    told = _reports(rows, mapping)
    last = [told.elapsed.desc(), told.size.desc(), told.file_row]
    began = (told.at - told.elapsed.as_interval("s")).strftime("%Y-%m-%dT%H:%M:%S") + "Z"
    quantity = told.quantity.first(where=told.answered, order_by=last)
    found = united(
        told,
        [told.elapsed, told.file_row],
        started_at=began.first(where=told.answered, order_by=last).fill_null(""),
        quantity=quantity.fill_null(""),
        most=told.size.max(where=told.answered),
    )
    fell = (found.reason == "") & (found.most > found.quantity.try_cast("int64"))
    return found.mutate(reason=ibis.ifelse(fell, "counter_fell", found.reason)).drop("most")


def _reports(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """The reports: their texts, and what decides of them typed."""
    said = mapping.sessions
    assert said is not None
    elapsed, at = rows[said.elapsed], time_text(rows[said.at], mapping.times)
    told = parts(
        rows,
        mapping,
        elapsed=ibis.ifelse(elapsed.re_search(_SECONDS), elapsed, ibis.null("string")).try_cast("int64"),
        none_yet=elapsed == "",
        at=moment(at, mapping.times.zone).utc,
        at_text=at,
    ).mutate(size=lambda told: told.quantity.try_cast("int64").fill_null(0))
    wrong = [
        (told.answered & (told.at_text == ""), ibis.literal("missing_started_at")),
        (told.answered & told.at.isnull(), no_time(told.at_text)),
        (told.elapsed.isnull() & ~told.none_yet, ibis.literal("bad_elapsed")),
        (told.answered & (told.quantity == ""), ibis.literal("missing_quantity")),
        (told.answered & told.quantity.try_cast("int64").isnull(), ibis.literal("bad_quantity")),
    ]
    sound = with_reasons(told, wrong)
    return sound.mutate(elapsed=sound.elapsed.fill_null(0))
