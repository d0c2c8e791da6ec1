"""The oracle of single calls: every shape of price, second by second, with Fraction; nothing of yakkan.

A rate is a dict as the terms write it, amounts as text. `price` says what a call costs of which the first `free`
seconds are covered by an allowance.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

ROUNDINGS = {"floor": floor, "ceil": ceil, "half_up": lambda number: floor(number + Fraction(1, 2))}


def kind_of_day(day: date, holidays: set[date]) -> str:
    if day in holidays:
        return "holiday"
    return {5: "saturday", 6: "sunday"}.get(day.weekday(), "weekday")


def band_at(rate: dict, moment: datetime, holidays: set[date]) -> dict:
    """The band that holds a moment; a rate without bands is its own."""
    time, kind = f"{moment:%H:%M}", kind_of_day(moment.date(), holidays)
    for band in rate.get("bands", ()):
        since, until = band["from"], band["until"]
        within = since <= time < until if since < until else time >= since or time < until
        if kind in band["days"] and within:
            return band
    return rate


def price(rate: dict, start: datetime, quantity: int, free: int, holidays: set[date]) -> Fraction:
    """What a call costs in yen."""
    first = band_at(rate, start, holidays)
    yen = Fraction(str(first.get("setup", rate.get("setup", 0))))
    band, step, left = None, None, 0
    for second in range(free, quantity):
        now = band_at(rate, start + timedelta(seconds=second), holidays)
        of_now = next(s for s in now["steps"] if "up_to" not in s or second - free < s["up_to"])
        if now is not band or of_now is not step or left == 0:
            band, step, left = now, of_now, of_now.get("increment", of_now["per"])
            yen += Fraction(str(of_now["yen"])) * left / of_now["per"]
        left -= 1
    if "maximum" in rate:
        yen = min(yen, Fraction(str(rate["maximum"])))
    if "rounding" in rate:
        to = Fraction(str(rate["rounding"]["to"]))
        yen = ROUNDINGS[rate["rounding"]["mode"]](yen / to) * to
    return yen


def covered(calls: list[dict], granted: int) -> dict[str, int]:
    """What of each call an allowance covers, by record id, in order of start and then of id."""
    free = {}
    for call in sorted(calls, key=lambda call: (call["start"], call["id"])):
        free[call["id"]] = min(granted, call["quantity"])
        granted -= free[call["id"]]
    return free
