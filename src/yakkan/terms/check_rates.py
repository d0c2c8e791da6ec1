"""A rate against itself: every quantity has a price, and every record's amount is exact or rounded as it says."""

from collections.abc import Iterator, Sequence
from typing import get_args

from yakkan.messages import Refused
from yakkan.terms.rate import DAY, DayKind, Rate, Step
from yakkan.terms.yaml_file import Document, Place


def rate(document: Document, place: Place, rate: Rate) -> Iterator[Refused]:
    """What is wrong with the rate at a place."""
    if (rate.steps is None) == (rate.bands is None):
        yield document.refused("terms.steps_or_bands", place)
        return
    stepped = [((*place, "steps"), rate.steps)] if rate.steps else []
    stepped += [((*place, "bands", i, "steps"), band.steps) for i, band in enumerate(rate.bands or ())]
    for where, steps in stepped:
        yield from _steps(document, where, steps)
        if rate.rounding is None:
            yield from _exact(document, where, steps)
    yield from _bands(document, (*place, "bands"), rate)


def _bands(document: Document, place: Place, rate: Rate) -> Iterator[Refused]:
    """Bands that hold no time or some time twice, or leave a time of the week out; two set-ups for one call."""
    bands = rate.bands or ()
    for i, band in enumerate(bands):
        if band.first in (band.until, DAY):
            yield document.refused("terms.band_of_no_time", (*place, i, "from"))
        if rate.setup is not None and band.setup is not None:
            yield document.refused("terms.setup_twice", (*place, i, "setup"))
    for day in get_args(DayKind) if bands else ():
        held = sorted((*piece, i) for i, band in enumerate(bands) if day in band.days for piece in band.pieces)
        reached = 0
        for first, until, i in held:
            if first != reached:
                name = "terms.bands_overlap" if first < reached else "terms.bands_leave_out"
                yield document.refused(name, (*place, i), day=day, time=_time(min(first, reached)))
                break
            reached = until
        else:
            if reached < DAY:
                yield document.refused("terms.bands_leave_out", place, day=day, time=_time(reached))


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _steps(document: Document, place: Place, steps: Sequence[Step]) -> Iterator[Refused]:
    """Steps that leave a quantity without a price, or that nothing can reach: each ends later, the last never."""
    *before, last = steps
    reached = 0
    for i, step in enumerate(before):
        if step.up_to is None or step.up_to <= reached:
            yield document.refused("terms.step_ends", (*place, i), reached=reached)
            return
        reached = step.up_to
    if last.up_to is not None:
        yield document.refused("terms.last_step_ends", (*place, len(before)), up_to=last.up_to)


def _exact(document: Document, place: Place, steps: Sequence[Step]) -> Iterator[Refused]:
    """Steps whose begun unit costs no whole number of 1/10,000 yen, in a rate that does not say how to round."""
    for i, step in enumerate(steps):
        if step.price.denominator > 1:
            yield document.refused("terms.not_exact_record", (*place, i), increment=step.counted_in)
