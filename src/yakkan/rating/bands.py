"""Bands: a call split to the second where another band begins.

Each part is priced by its own band; units begin anew in it, while steps count on from the start of the call. Set-up,
maximum and rounding are the whole call's: they stand with the part in which it starts.
"""

import ibis
import ibis.expr.types as ir


def parts(records: ir.Table, segments: ir.Table, rates: ir.Table) -> ir.Table:
    """The parts of each record with bands, each beside the tariff of its band.

    `quantity` is what of the part is charged (what an allowance covered is the beginning of the call), `after` how
    much was charged before it, `used` the whole part; `begins` tells the part in which the call starts.
    """
    call = records.mutate(
        day=records.started_at.cast("date"), ended=records.started_at + records.quantity.as_interval("s")
    )
    segment = segments.rename(
        segment_scheme="scheme", segment_day="day", segment_band="band", since="start", until="end"
    )
    touched = call.join(
        segment,
        [
            call.scheme == segment.segment_scheme,
            call.day == segment.segment_day,
            segment.until > call.started_at,
            (segment.since < call.ended) | (segment.since <= call.started_at),
        ],
    )
    began = _seconds(touched.started_at, ibis.greatest(touched.since, touched.started_at))
    over = _seconds(touched.started_at, ibis.least(touched.until, touched.ended))
    charged_from = ibis.greatest(began, touched.covered)
    cut = touched.mutate(
        begins=touched.since <= touched.started_at,
        used=over - began,
        after=charged_from - touched.covered,
        quantity=ibis.greatest(over, touched.covered) - charged_from,
        whole_rate=touched.tariff,
        at_band=touched.segment_band,
    )
    kept = ["row", "record_id", "file", "line", "started_at", "covered", "begins", "used", "after", "quantity"]
    part, banded = cut.select(*kept, "whole_rate", "at_band"), rates.filter(rates.band >= 0)
    return part.join(banded, [part.whole_rate == banded["of"], part.at_band == banded.band]).drop(
        "whole_rate", "at_band"
    )


def _seconds(since: ir.TimestampValue, until: ir.TimestampValue) -> ir.IntegerValue:
    return until.delta(since, unit="second")
