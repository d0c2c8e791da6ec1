"""Random services of every shape: `random_service(number, months)` for the oracle, `as_terms` for a book.

The entries of all have the same names and apply to the same use: `a` calls to fixed lines, `b` to mobile phones, `c` to
Britain, `d` data, `e` messages, `incoming`. The same number and months give the same service.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from oracle_of_calls import FREE, KINDS, Band, Rate, Step
from oracle_prices import Allowance, Discount, Entry, Fee, OneOff, Service, Values, abroad, calls

LONG_AGO = date(2000, 1, 1)
ROUNDINGS = ("floor", "ceil", "half_up")
OPTIONS = ("opt-a", "opt-b")
UNTAXED = ("export_exempt", "exempt", "out_of_scope")
CITES = {"source": "example", "clause": "一"}


# ---------------------------------------------------------------------------------------------------- rates


def _steps(random: Random, most: tuple[int, ...] = (10, 60, 61, 180)) -> tuple[Step, ...]:
    steps, reached = [], 0
    for _ in range(random.choice((0, 0, 1, 2))):
        reached += random.choice(most)
        steps.append(_step(random)._replace(up_to=reached))
    return (*steps, _step(random))


def _step(random: Random) -> Step:
    yen = Fraction(random.choice(("8", "9", "0.2", "24", "0")))
    return Step(random.choice((1, 3, 60, 180)), yen, increment=random.choice((None, None, None, 1, 6, 7)))


def _bands(random: Random) -> tuple[Band, ...]:
    """A week of bands: kinds of day grouped at random, each group's day cut at random."""
    groups = random.choice(((KINDS,), (KINDS[:1], KINDS[1:]), (KINDS[:1], KINDS[1:2], KINDS[2:])))
    bands = []
    for days in groups:
        cuts = sorted(random.sample(("00:00", "00:30", "08:00", "19:00", "23:00", "23:59"), random.randint(1, 3)))
        if len(cuts) == 1:
            bands.append(Band(days, "00:00", "24:00", _steps(random)))
            continue
        ends = [*cuts[1:], "24:00" if cuts[0] == "00:00" else cuts[0]]
        bands += [Band(days, since, until, _steps(random)) for since, until in zip(cuts, ends, strict=True)]
    if random.random() < 0.5:
        bands = [band._replace(setup=Fraction(random.choice(("0", "3", "10.5")))) for band in bands]
    return tuple(bands)


def _rate(random: Random, *, of_time: bool) -> Rate:
    """A rate; one that is not of calls has no bands."""
    rate = Rate(bands=_bands(random)) if of_time and random.random() < 0.6 else Rate(_steps(random))
    if random.random() < 0.4 and not any(band.setup for band in rate.bands):
        rate = replace(rate, setup=Fraction(random.choice(("5", "0.25"))))
    if random.random() < 0.3:
        rate = replace(rate, maximum=Fraction(random.choice(("30", "100.05", "12"))))
    steps = [step for part in (rate, *rate.bands) for step in part.steps]
    inexact = any(step.yen * (step.increment or step.per) * 10_000 % step.per for step in steps)
    if inexact or random.random() < 0.2:
        rounding = (Fraction(random.choice(("0.1", "1", "0.0001"))), random.choice(ROUNDINGS))
        rate = replace(rate, rounding=rounding)
    return rate


# ---------------------------------------------------------------------------------------------------- services


def random_service(number: int, months: tuple[str, ...]) -> Service:
    """A service; what changes in it changes within one of the months."""
    random = Random(f"service {number}")
    entries = _entries(random, months)
    fees = [Fee("monthly", _yen(random, months, (0, 280, 1700)), random.choice(("", *ROUNDINGS)))]
    fees += [Fee(f"fee-{o}", _yen(random, months, (100, 350)), random.choice(("", *ROUNDINGS)), o) for o in OPTIONS]
    one_offs = [OneOff(on, _yen(random, months, (300, 800)), on) for on in ("opened", "closed")]
    one_offs.append(OneOff("added", _yen(random, months, (200,)), "option_added", "opt-a"))
    fees, one_offs = (tuple(each for each in some if random.random() < 0.7) for some in (fees, one_offs))
    charges = [each.id for each in (*entries, *fees, *one_offs) if each.id != "incoming"]
    return Service(
        entries=entries,
        fees=fees,
        one_offs=one_offs,
        allowances=_allowances(random, months, {entry.id for entry in entries}),
        discounts=_discounts(random, months, charges),
        line_rounding=random.choice(ROUNDINGS),
        earns_discount=random.random() < 0.3,
    )


def _entries(random: Random, months: tuple[str, ...]) -> tuple[Entry, ...]:
    only = {
        "a": calls(("fixed", "ip-fixed")),
        "b": calls(("mobile", "phs")),
        "c": abroad("GB"),
        "d": {"kind": ("data",)},
        "e": {"kind": ("sms",), "direction": ("out",)},
    }
    kept = [name for name in only if name in "ab" or random.random() < 0.6]
    entries = [
        Entry(name, only[name], _rates(random, months, name), random.choice(("standard", "standard", *UNTAXED)))
        for name in kept
    ]
    return (*entries, Entry("incoming", {"kind": ("voice",), "direction": ("in",)}, ((LONG_AGO, FREE),)))


def _rates(random: Random, months: tuple[str, ...], name: str) -> Values:
    """One rate since long ago, or since a day of the months; or one that another follows on such a day."""
    values = [_data(random) if name == "d" else _rate(random, of_time=name in "abc") for _ in range(2)]
    kind = random.random()
    if kind < 0.15:
        return ((LONG_AGO, values[0]), (_day(random, months), values[1]))
    return ((_day(random, months) if kind < 0.2 else LONG_AGO, values[0]),)


def _data(random: Random) -> Rate:
    per, yen = random.choice(((1024, "0.02"), (1_000_000, "3"), (128, "0.0001")))
    steps = (Step(per, Fraction(yen)),)
    if random.random() < 0.4:
        steps = (Step(per, Fraction(yen), up_to=random.choice((2048, 3_000_000))), Step(4096, Fraction("0.05")))
    return Rate(steps, maximum=Fraction(50) if random.random() < 0.3 else None)


def _day(random: Random, months: tuple[str, ...]) -> date:
    month = random.choice(months)
    return date.fromisoformat(f"{month}-{random.randint(1, monthrange(int(month[:4]), int(month[5:]))[1]):02}")


def _yen(random: Random, months: tuple[str, ...], amounts: tuple[int, ...]) -> Values:
    """An amount since long ago, and now and then another since a day of the months."""
    values = ((LONG_AGO, random.choice(amounts)),)
    return values if random.random() < 0.7 else (*values, (_day(random, months), random.choice(amounts) + 7))


def _allowances(random: Random, months: tuple[str, ...], entries: set[str]) -> tuple[Allowance, ...]:
    """Of calls, of data, of messages; some since a day of the months only."""
    covers = {
        "free-calls": random.choice((("a",), ("a", "b"), ("b", "c"), ("a", "b", "c"))),
        "free-data": ("d",),
        "free-messages": ("e",),
    }
    quantities = {"free-calls": (1, 100, 700, 5000), "free-data": (1, 5000, 3_000_000), "free-messages": (1, 3, 10)}
    made = []
    for name, of in covers.items():
        covered = tuple(entry for entry in of if entry in entries)
        if covered and random.random() < 0.6:
            since = LONG_AGO if random.random() < 0.8 else _day(random, months)
            quantity, per = random.choice(quantities[name]), random.choice(("contract", "number"))
            made.append(Allowance(name, ((since, quantity),), covered, per))
    return tuple(made)


def _discounts(random: Random, months: tuple[str, ...], charges: list[str]) -> tuple[Discount, ...]:
    """Of percent and of yen, in any order, some since a day of the months only."""
    made = []
    for number in range(random.choice((0, 1, 2, 3))):
        of = tuple(random.sample(charges, random.randint(1, min(4, len(charges)))))
        since = LONG_AGO if random.random() < 0.8 else _day(random, months)
        if random.random() < 0.5:
            made.append(Discount(f"off-{number}", ((since, random.choice((10, 250, 2000))),), of))
        else:
            percent = Fraction(random.choice(("10", "12.5", "80"))) / 100
            made.append(Discount(f"off-{number}", ((since, percent),), of, random.choice(ROUNDINGS)))
    return tuple(made)


# ---------------------------------------------------------------------------------------------------- as a book says it


def as_terms(name: str, service: Service) -> dict:
    """The service as a file of a book's terms says it, every scalar as text."""
    usage = [
        {
            "id": e.id,
            "applies": {key: list(said) for key, said in e.only.items()},
            "tax": e.tax,
            **_values(e, _rate_said),
        }
        for e in service.entries
    ]
    monthly = [
        {"id": f.id, **({"option": f.option} if f.option else {}), "proration": _proration(f), **_values(f, _yen_said)}
        for f in service.fees
    ]
    one_off = [
        {"id": o.id, "on": o.on, **({"option": o.option} if o.option else {}), **_values(o, _yen_said)}
        for o in service.one_offs
    ]
    allowances = [
        {"id": a.id, "covers": list(a.covers), "per": a.per, **_values(a, lambda quantity: {"quantity": str(quantity)})}
        for a in service.allowances
    ]
    return {
        "service": name,
        "name": {"ja": "例", "en": "Line"},
        "tax": "standard",
        "line_rounding": service.line_rounding,
        "usage_charges": usage,
        "monthly_fees": monthly,
        "one_off_fees": one_off,
        "allowances": allowances,
        "discounts": [*_incoming(service), *(_discount(each) for each in service.discounts)],
    }


def _values(entry, said) -> dict:
    """Each value until the day before the next."""
    firsts = [since for since, _ in entry.values]
    lasts = [str(since - timedelta(days=1)) for since in firsts[1:]] + ["null"]
    days = [{"from": str(first), "until": last} for first, last in zip(firsts, lasts, strict=True)]
    values = [value for _, value in entry.values]
    return {
        "values": [{"in_force": d, **said(value), "cites": CITES} for d, value in zip(days, values, strict=True)],
    }


def _yen_said(yen: int) -> dict:
    return {"yen": str(yen)}


def _proration(fee: Fee) -> object:
    return {"by": "calendar_day", "rounding": fee.prorated} if fee.prorated else "none"


def _rate_said(rate: Rate) -> dict:
    if rate is FREE:
        return {"rate": "free"}
    said: dict = {"bands": [_band_said(band) for band in rate.bands]} if rate.bands else {"steps": _said(rate.steps)}
    if rate.setup:
        said["setup"] = _text(rate.setup)
    if rate.maximum is not None:
        said["maximum"] = _text(rate.maximum)
    if rate.rounding:
        said["rounding"] = {"to": _text(rate.rounding[0]), "mode": rate.rounding[1]}
    return {"rate": said}


def _band_said(band: Band) -> dict:
    said = {"days": list(band.days), "from": band.since, "until": band.until, "steps": _said(band.steps)}
    return said | ({"setup": _text(band.setup)} if band.setup else {})


def _said(steps: tuple[Step, ...]) -> list[dict]:
    every = [{"per": str(step.per), "yen": _text(step.yen)} for step in steps]
    for step, said in zip(steps, every, strict=True):
        said |= {"up_to": str(step.up_to)} if step.up_to else {}
        said |= {"increment": str(step.increment)} if step.increment else {}
    return every


def _text(yen: Fraction) -> str:
    """At most four decimals, which is all that an amount may have."""
    whole, part = divmod(yen * 10_000, 10_000)
    return f"{whole}.{int(part):04}"


def _incoming(service: Service) -> list[dict]:
    """着割, from the charges that its terms know a side of."""
    of = [e.id for e in service.entries if e.tax in ("standard", "export_exempt")]
    said = {"id": "incoming-call", "shape": "incoming_seconds", "of": of, "parameters": "shared/incoming-call.yaml"}
    return [said] if service.earns_discount else []


def _discount(discount: Discount) -> dict:
    if discount.rounding:
        return {
            "id": discount.id,
            "shape": "percentage",
            "of": list(discount.of),
            **_values(discount, lambda part: {"percent": _text(part * 100), "rounding": discount.rounding}),
        }
    return {"id": discount.id, "shape": "fixed", "of": list(discount.of), **_values(discount, _yen_said)}
