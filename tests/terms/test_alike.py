"""Whether two rates charge alike: against rating by the oracle, second by second; by hand where numbers are large."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

import oracle_of_calls as oracle
from random_services import _rate, _rate_said
from yakkan.terms.compare.alike import compared
from yakkan.terms.compare.cost import cost, cost_of_call
from yakkan.terms.rate import Rate

FAR = 240
STEP = oracle.Step


def ours(rate: oracle.Rate) -> Rate:
    return Rate.model_validate(_rate_said(rate)["rate"])


def random_rate(chance: random.Random) -> oracle.Rate:
    """A rate of few and small numbers, so that many pairs charge alike."""
    borders = sorted(chance.sample((1, 2, 3, 6, 10, 12), chance.choice((0, 0, 1, 2))))
    steps = tuple(
        STEP(
            chance.choice((1, 2, 3, 4, 6)),
            Fraction(chance.choice(("0", "0.5", "1", "2", "3"))),
            up_to,
            chance.choice((None, None, 1, 2)),
        )
        for up_to in (*borders, None)
    )
    rounding = (Fraction(chance.choice(("1", "0.5"))), chance.choice(("floor", "ceil", "half_up")))
    exact = all(oracle.price_of(step) * 10_000 % 1 == 0 for step in steps)
    return oracle.Rate(
        steps,
        setup=Fraction(chance.choice(("0", "0", "1"))),
        maximum=chance.choice((None, None, Fraction(5), Fraction(12))),
        rounding=None if exact and chance.random() < 0.6 else rounding,
    )


def other_form(rate: oracle.Rate) -> oracle.Rate:
    """The same price written otherwise: a step split where a unit ends, a unit told as an increment."""
    *before, last = rate.steps
    reached = before[-1].up_to if before else 0
    unit = last.increment or last.per
    split = [last._replace(up_to=reached + 2 * unit), last._replace(per=last.per * 2, yen=last.yen * 2, increment=unit)]
    return replace(rate, steps=(*before, *split))


def prices(rate: oracle.Rate) -> list[Fraction]:
    start = datetime.combine(date(2015, 6, 3), time(10))
    return [oracle.price(rate, start, quantity).yen for quantity in range(FAR + 1)]


@pytest.fixture(scope="module")
def pool() -> list[tuple[Rate, list[Fraction]]]:
    chance = random.Random("rates that may charge alike")
    rates = [random_rate(chance) for _ in range(45)]
    rates += [other_form(rate) for rate in rates[:15]]
    return [(ours(rate), prices(rate)) for rate in rates]


def test_they_are_alike_exactly_where_rating_every_quantity_says_so(pool) -> None:
    alike = 0
    for one, of_one in pool:
        for other, of_other in pool:
            verdict = compared(one, other)
            first = next((quantity for quantity in range(FAR + 1) if of_one[quantity] != of_other[quantity]), None)
            assert (verdict.alike, verdict.quantity) == (first is None, first), (one, other)
            alike += verdict.alike
    assert len(pool) + 30 <= alike < len(pool) ** 2 / 2  # each is like itself, 15 like their other form, and back


def test_a_record_costs_what_the_oracle_says_at_any_time_of_the_week() -> None:
    chance = random.Random("records of rates with bands")
    holidays = {date(2015, 5, 4)}
    for _ in range(150):
        rate = _rate(chance, of_time=True)
        start = datetime.combine(date(2015, 5, 1), time()) + timedelta(seconds=chance.randrange(7 * 86_400))
        quantity = chance.choice((0, 1, 59, 60, 180, 181, 3600, 20_000))
        expected = oracle.price(rate, start, quantity).yen * 10_000
        known = {day for day in oracle.HOLIDAYS if day.month == 5} | holidays
        assert cost_of_call(ours(rate), quantity, start, known) == expected


def rate(**said) -> Rate:
    return Rate.model_validate(said)


MEGABYTE, KILOBYTE = 1_048_576, 1_024
BY_HAND = [
    # free of charge is a price of 0, whatever its unit
    ("free", rate(steps=[{"per": "60", "yen": "0"}]), None),
    # 30 yen a minute counted in tens of seconds, and 5 yen each begun ten: the same
    (rate(steps=[{"per": "60", "increment": "10", "yen": "30"}]), rate(steps=[{"per": "10", "yen": "5"}]), None),
    # 50 packets for 50 yen and 0.2 after: at 1 packet 50 and 100
    (
        rate(steps=[{"up_to": "50", "per": "50", "yen": "50"}, {"per": "1", "yen": "0.2"}]),
        rate(steps=[{"up_to": "100", "per": "100", "yen": "100"}, {"per": "1", "yen": "0.2"}]),
        1,
    ),
    # dearer only beyond a gigabyte: the first byte after it shows
    (
        rate(steps=[{"per": str(KILOBYTE), "yen": "0.02"}]),
        rate(
            steps=[
                {"up_to": str(KILOBYTE * MEGABYTE), "per": str(KILOBYTE), "yen": "0.02"},
                {"per": str(KILOBYTE), "yen": "0.0201"},
            ]
        ),
        KILOBYTE * MEGABYTE + 1,
    ),
    # a maximum that only the 41st unit of 3 yen passes: 40 × 3 = 120
    (rate(steps=[{"per": "180", "yen": "3"}]), rate(steps=[{"per": "180", "yen": "3"}], maximum="120"), 40 * 180 + 1),
    # a price after the maximum is never charged
    (
        rate(steps=[{"up_to": "60", "per": "60", "yen": "9"}, {"per": "60", "yen": "1"}], maximum="9"),
        rate(steps=[{"per": "60", "yen": "9"}], maximum="9"),
        None,
    ),
    # a set-up fee shows in a record of nothing
    (rate(steps=[{"per": "60", "yen": "9"}], setup="1"), rate(steps=[{"per": "60", "yen": "9"}]), 0),
    # 0.1 yen a second rounded up to the yen is 1 yen each begun 10 seconds
    (
        rate(steps=[{"per": "1", "yen": "0.1"}], rounding={"to": "1", "mode": "ceil"}),
        rate(steps=[{"per": "10", "yen": "1"}]),
        None,
    ),
    # rounded down it is 0 until the tenth second
    (
        rate(steps=[{"per": "1", "yen": "0.1"}], rounding={"to": "1", "mode": "floor"}),
        rate(steps=[{"per": "10", "yen": "1"}]),
        1,
    ),
]


@pytest.mark.parametrize("one, other, quantity", BY_HAND)
def test_by_hand(one, other, quantity) -> None:
    for verdict in (compared(one, other), compared(other, one)):
        assert (verdict.alike, verdict.quantity) == (quantity is None, quantity)
    if quantity:
        assert cost(one, quantity) != cost(other, quantity)
        assert cost(one, quantity - 1) == cost(other, quantity - 1)


def test_two_that_cannot_be_told_apart_in_reasonable_time_count_as_different() -> None:
    # 0.0001 yen a byte, rounded to 10,000 yen: what is lost in the rounding comes back after 100 million bytes
    one = rate(steps=[{"per": "1", "yen": "0.0001"}], rounding={"to": "10000", "mode": "ceil"})
    other = rate(steps=[{"per": "100000000", "yen": "10000"}])
    assert compared(one, other) == (False, None)


ALL = ["weekday", "saturday", "sunday", "holiday"]
DAY = {"from": "08:00", "until": "23:00", "steps": [{"per": "180", "yen": "9"}]}
NIGHT = {"from": "23:00", "until": "08:00", "steps": [{"per": "240", "yen": "9"}]}
BANDED = rate(bands=[{"days": ALL, **DAY}, {"days": ALL, **NIGHT}])


@pytest.mark.parametrize(
    "other, alike",
    [
        (rate(bands=[{"days": ALL, **NIGHT}, {"days": ALL[::-1], **DAY}]), True),  # listed otherwise
        (rate(bands=[{"days": ALL, **DAY, "setup": "0"}, {"days": ALL, **NIGHT}]), True),
        (rate(bands=[{"days": ALL, **DAY, "until": "22:59"}, {"days": ALL, **NIGHT, "from": "22:59"}]), False),
        # a night in two bands: at midnight a unit begins anew
        (
            rate(
                bands=[
                    {"days": ALL, **DAY},
                    {"days": ALL, **NIGHT, "until": "24:00"},
                    {"days": ALL, **NIGHT, "from": "00:00"},
                ]
            ),
            False,
        ),
        (rate(steps=[{"per": "180", "yen": "9"}]), False),
        ("free", False),
    ],
)
def test_rates_with_bands(other, alike) -> None:
    assert compared(BANDED, other).alike is compared(other, BANDED).alike is alike


def test_one_band_all_week_is_none() -> None:
    whole = {"days": ALL, "from": "00:00", "until": "24:00", "steps": [{"per": "180", "yen": "9"}], "setup": "2"}
    assert compared(rate(bands=[whole]), rate(setup="2", steps=[{"per": "180", "yen": "9"}])).alike
