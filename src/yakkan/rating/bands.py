"""Bands: a call split to the second where another band begins.

Each part is priced by its own band; units begin anew in it, while steps count on from the start of the call. Set-up,
maximum and rounding are the whole call's: they stand with the part in which it starts.
"""

import ibis
import ibis.expr.types as ir


def started(priced: ir.Table, segments: ir.Table, rates: ir.Table) -> ir.Table:
    """Each priced record beside its whole rate: where that has bands, beside that of the band in which it starts.

    `split` tells the records in which another band begins.
    """
    of_band = rates.filter(rates.band >= 0).select("of", "scheme", "band", banded_tariff="tariff")
    held = segments.rename(since="start", until="end").join(of_band, ["scheme", "band"]).drop("scheme", "band")
    found = priced.left_join(
        held,
        [
            priced.tariff == held["of"],
            priced.started_at.cast("date") == held.day,
            priced.started_at >= held.since,
            priced.started_at < held.until,
        ],
    )
    ended = found.started_at + found.quantity.as_interval("s")
    begun = found.mutate(
        tariff=ibis.ifelse(found.scheme >= 0, found.banded_tariff, found.tariff),
        split=ibis.coalesce(ended > found.until, False),
    ).drop(*held.columns, "scheme")
    rate = rates.select("tariff", *(column for column in rates.columns if column not in begun.columns))
    return begun.left_join(rate, "tariff").drop("tariff_right")


def parts(records: ir.Table, segments: ir.Table, rates: ir.Table) -> ir.Table:
    """The parts of each record that bands split, each beside the tariff of its band.

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
        whole_rate=touched["of"],
        at_band=touched.segment_band,
    )
    kept = ["row", "record_id", "file", "line", "started_at", "month_no", "covered"]
    part, banded = (
        cut.select(*kept, "begins", "used", "after", "quantity", "whole_rate", "at_band"),
        rates.filter(rates.band >= 0),
    )
    return part.join(banded, [part.whole_rate == banded["of"], part.at_band == banded.band]).drop(
        "whole_rate", "at_band"
    )


def _seconds(since: ir.TimestampValue, until: ir.TimestampValue) -> ir.IntegerValue:
    return until.delta(since, unit="second")
