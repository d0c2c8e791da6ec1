"""Naming what was billed, from a few pairs of quantity and amount worked out by hand."""

import pytest

from yakkan.correction.family import Pair
from yakkan.correction.naming import Named, Origin, named
from yakkan.correction.shape import Shape, ShapeStep, of_rate
from yakkan.terms.rate import Rate

YEN = 10_000
FIFTY = Shape(steps=(ShapeStep(50, 50, 50 * YEN), ShapeStep(None, 1, 2_000)))
MINUTE = Shape(steps=(ShapeStep(None, 60, 80 * YEN),))


def pairs(*rows: tuple[int, float]) -> list[Pair]:
    return [Pair(quantity, round(yen * YEN), 1) for quantity, yen in rows]


def only(found: list[Named]) -> Named:
    (one,) = found
    return one


def test_100_yen_up_to_100_packets_in_the_place_of_50_up_to_50():
    billed = pairs(
        (1, 100), (20, 100), (50, 100), (77, 100), (100, 100), (101, 100.2), (110, 102), (200, 120), (300, 140)
    )
    found = only(named(billed, FIFTY, []))
    assert found.shape.text == "{steps: [{up_to: 100, per: 100, yen: 100}, {per: 1, yen: 0.2}]}"
    assert (found.sort, found.records, found.other_count) == ("steps", 9, 0)


def test_the_configured_rate_is_believed_where_it_fits_and_needs_one_record_only():
    origin = Origin("configured", "forwarding-cy", Shape(steps=(ShapeStep(None, 60, 110 * YEN),)))
    found = only(named(pairs((30, 110)), MINUTE, [origin]))
    assert (found.sort, found.of, found.other_count) == ("configured", "forwarding-cy", 0)


def test_where_a_fixed_amount_fits_as_well_the_name_says_so():
    """All calls within the first minute: 110 yen a minute, or 110 yen a call."""
    found = only(named(pairs((10, 110), (30, 110), (50, 110)), MINUTE, []))
    assert found.shape.text == "{steps: [{per: 60, yen: 110}]}"
    assert "{setup: 110}" in [other.text for other in found.others]
    assert found.other_count >= 1


def test_a_longer_call_tells_them_apart():
    found = only(named(pairs((10, 110), (30, 110), (50, 110), (70, 220)), MINUTE, []))
    assert "{setup: 110}" not in [other.text for other in found.others]
    found = only(named(pairs((10, 110), (30, 110), (50, 110), (70, 110), (200, 110)), MINUTE, []))
    assert found.shape.text == "{setup: 110}"


def test_an_older_price_of_the_same_charge_is_recognised():
    older = Origin("value", "2004-09-07", Shape(steps=(ShapeStep(None, 180, 50 * YEN),)))
    found = only(named(pairs((10, 50), (200, 100), (500, 150)), MINUTE, [older]))
    assert (found.sort, found.of) == ("value", "2004-09-07")


def test_two_wrong_rates_in_one_charge_are_two_patterns():
    one = [(q, 110 * -(-q // 60)) for q in (20, 80, 130, 200, 250)]
    other = [(q, 95 * -(-q // 60)) for q in (30, 90, 140, 190)]
    found = named(pairs(*one, *other), MINUTE, [])
    assert [each.shape.text for each in found] == ["{steps: [{per: 60, yen: 110}]}", "{steps: [{per: 60, yen: 95}]}"]
    assert [each.records for each in found] == [5, 4]


def test_a_few_strange_records_do_not_hide_the_pattern_and_are_in_none():
    billed = [(q, 110 * -(-q // 60)) for q in range(7, 400, 13)]
    strange = [(33, 777.5), (290, 1), (12, 13)]
    found = only(named(pairs(*billed, *strange), MINUTE, []))
    assert found.shape.text == "{steps: [{per: 60, yen: 110}]}"
    assert found.records == len(billed)


def test_two_records_make_no_pattern():
    assert named(pairs((33, 777.5), (290, 1)), MINUTE, []) == []


@pytest.mark.parametrize("quantity", [0, 1, 59, 60, 61, 66, 67, 3_600])
def test_a_shape_costs_what_its_rate_costs(quantity):
    """Britain's rate of the example line: 10 + 30 for the first minute, then 2.4 a begun 6 seconds, at most 130."""
    steps = [{"up_to": "60", "per": "60", "yen": "30"}, {"per": "60", "increment": "6", "yen": "24"}]
    (shape,) = of_rate(Rate.model_validate({"setup": "10", "steps": steps, "maximum": "130"}))
    by_hand = 10 + (30 if quantity else 0) + 2.4 * max(0, -(-(quantity - 60) // 6))
    assert shape.amount(quantity) == round(min(by_hand, 130) * YEN)


def test_a_rate_that_rounds_each_record_is_rounded_after_its_maximum():
    """7 yen for 60 seconds, counted by the second: 7/60 yen each; a record is rounded up to 0.1 yen."""
    step = {"per": "60", "increment": "1", "yen": "7"}
    (shape,) = of_rate(Rate.model_validate({"steps": [step], "rounding": {"to": "0.1", "mode": "ceil"}}))
    assert shape.amount(1) == 2_000  # 0.11666... yen
    assert shape.amount(60) == 7 * YEN
