"""A rate against itself: every quantity has a price, and every record's amount is exact or rounded as it says."""

from collections.abc import Iterator, Sequence

from yakkan.messages import Refused
from yakkan.terms.rate import Rate, Step
from yakkan.terms.yaml_file import Document, Place


def rate(document: Document, place: Place, rate: Rate) -> Iterator[Refused]:
    """What is wrong with the rate at a place."""
    yield from _steps(document, (*place, "steps"), rate.steps)
    if rate.rounding is None:
        yield from _exact(document, (*place, "steps"), rate.steps)


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
