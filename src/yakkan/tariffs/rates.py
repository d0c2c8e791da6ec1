"""A rate of CGRateS as a rate of ours: connect fee = set-up, group intervals = steps, rate unit and increment as such.

Its rows say what a duration costs from `GroupIntervalStart` on. The destination's rate adds the rounding, which is left
out where it changes nothing, and the maximum.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from yakkan.money import UNITS_PER_YEN, text_of_units, units
from yakkan.tariffs.rows import Row

Plain = dict[str, Any]
"""A part of a book as its file has it: texts, lists and mappings."""

_SECONDS = re.compile(r"(\d+)(s|m|h)", re.ASCII)
_COUNT = re.compile(r"\d+", re.ASCII)
_LENGTH = {"s": 1, "m": 60, "h": 3600}
_ROUNDING = {"*up": "ceil", "*down": "floor", "*middle": "half_up"}
_NOTHING = ("", "0", "0s")
_MOST_DECIMALS = 4


def price(rows: Sequence[Row], timed: bool) -> Plain:
    """`setup` (where there is one) and `steps`. `timed`: quantities are seconds, else they are counted.

    Raises Refused for what an amount in 1/10,000 yen, or a step, cannot hold.
    """
    setup = _yen(rows[0], "connectfee")
    starts = [_quantity(row, "groupintervalstart", timed) for row in rows]
    steps = []
    for i, row in enumerate(rows):
        if i and row["connectfee"] not in _NOTHING and units(row["connectfee"]):
            raise row.refused("later_connect_fee")
        if starts[i] <= (starts[i - 1] if i else -1) or (i == 0 and starts[0]):
            raise row.refused("group_order", start=row["groupintervalstart"])
        steps.append(_step(row, starts[i + 1] if i + 1 < len(rows) else None, timed))
    return {**({"setup": text_of_units(setup)} if setup else {}), "steps": steps}


def _step(row: Row, up_to: int | None, timed: bool) -> Plain:
    per, increment = _quantity(row, "rateunit", timed), _quantity(row, "rateincrement", timed)
    if not per or not increment:
        raise row.refused("no_unit")
    return {
        **({} if up_to is None else {"up_to": str(up_to)}),
        "per": str(per),
        **({} if increment == per else {"increment": str(increment)}),
        "yen": text_of_units(_yen(row, "rate")),
    }


def finished(row: Row, price: Plain) -> Plain:
    """A price with the maximum and the rounding of the destination's rate `row`."""
    found = dict(price)
    if row["maxcost"] not in _NOTHING and _yen(row, "maxcost"):
        if row["maxcoststrategy"] != "*free":
            raise row.refused("disconnects", strategy=row["maxcoststrategy"] or "-")
        if "setup" in price:
            raise row.refused("maximum_and_setup")
        found["maximum"] = text_of_units(_yen(row, "maxcost"))
    return found | _rounding(row, price)


def _rounding(row: Row, price: Plain) -> Plain:
    """The rounding of a record; none where every amount is a multiple of what is rounded to."""
    method, decimals = row["roundingmethod"], row["roundingdecimals"] or "0"
    exact = all(amount.denominator == 1 for amount in _amounts(price))
    if method == "" and exact:
        return {}
    if method not in _ROUNDING or not _COUNT.fullmatch(decimals):
        raise row.refused("rounding", method=method or "-", decimals=decimals)
    to = Fraction(UNITS_PER_YEN, 10 ** int(decimals))
    if all((amount / to).denominator == 1 for amount in _amounts(price)) or (exact and to < 1):
        return {}
    if int(decimals) > _MOST_DECIMALS:
        raise row.refused("rounding", method=method, decimals=decimals)
    return {"rounding": {"to": text_of_units(int(to)), "mode": _ROUNDING[method]}}


def _amounts(price: Plain) -> list[Fraction]:
    """What a record's amount is a sum of, in 1/10,000 yen."""
    steps = price["steps"]
    begun = [Fraction(units(s["yen"]) * int(s.get("increment", s["per"])), int(s["per"])) for s in steps]
    return [Fraction(units(price.get("setup", "0"))), *begun]


def _yen(row: Row, column: str) -> int:
    try:
        return units(row[column] or "0")
    except ValueError as error:
        raise row.refused("amount", column=column, text=row[column]) from error


def _quantity(row: Row, column: str, timed: bool) -> int:
    """Whole seconds of a duration such as 60s or 1m; a count where quantities are not timed."""
    text = row[column]
    if text in _NOTHING:
        return 0
    if timed and (match := _SECONDS.fullmatch(text)):
        return int(match[1]) * _LENGTH[match[2]]
    if not timed and _COUNT.fullmatch(text):
        return int(text)
    raise row.refused("duration" if timed else "count", column=column, text=text)
