"""Random terms and random wrong set-ups: the rates named are the ones injected, and every yen is accounted for.

The oracle prices both, and reads the named rates from the audit's own table as text.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from random import Random

import pytest
import yaml

from oracle_of_calls import Rate, Step, price
from yakkan.runs.audit import Audit, AuditInputs, audit
from yakkan.runs.audit_source import BilledFiles
from yakkan.terms import load_with, yaml_file

BOOK = Path(__file__).parents[2] / "book"
KNOWN_ON = date(2015, 9, 1)
SINCE = datetime.fromisoformat("2015-06-01")
ENTRIES = 24
RIGHT = 3  # of the entries are billed rightly
CUSTOMERS = 40
SIZES = (1, 10, 30, 50, 60, 100, 180)
PRICES = [Fraction(n, 10) for n in (2, 5, 8, 10, 30, 45, 80, 90, 100, 160, 250, 500, 1200)]


def some_rate(random: Random) -> Rate:
    """One step, one with a set-up, or two."""
    size, yen = random.choice(SIZES[1:]), random.choice(PRICES[2:])
    kind = random.random()
    if kind < 0.4:
        return Rate((Step(size, yen),))
    if kind < 0.6:
        return Rate((Step(size, yen),), setup=random.choice(PRICES[3:]))
    then = random.choice([each for each in SIZES if each <= size])
    return Rate((Step(size, yen, up_to=size), Step(then, random.choice(PRICES[:5]))))


def wrong_rate(random: Random, right: Rate, others: list[Rate]) -> Rate:
    """What somebody typed instead: another price, another size, another entry's rate, or something else altogether."""
    kind = random.random()
    if kind < 0.3:
        first, *rest = right.steps
        return Rate((first._replace(yen=first.yen + random.choice(PRICES)), *rest), setup=right.setup)
    if kind < 0.5 and len(right.steps) == 2:
        first, then = right.steps
        return Rate((Step(2 * first.per, 2 * first.yen, up_to=2 * first.per), then))
    return random.choice(others) if kind < 0.7 else some_rate(random)


def as_text(rate: Rate) -> dict[str, object]:
    steps = [{"per": step.per, "yen": f"{float(step.yen):g}"} for step in rate.steps]
    for said, step in zip(steps, rate.steps, strict=True):
        if step.up_to:
            said["up_to"] = step.up_to
    return {"steps": steps} | ({"setup": f"{float(rate.setup):g}"} if rate.setup else {})


def from_text(text: str) -> Rate:
    """A rate as the audit's table writes it."""
    said = yaml.load(text, Loader=yaml.BaseLoader)
    steps = (
        Step(int(s["per"]), Fraction(s["yen"]), int(s["up_to"]) if "up_to" in s else None)
        for s in said.get("steps", ())
    )
    return Rate(tuple(steps), setup=Fraction(said.get("setup", 0)))


def yen(rate: Rate, quantity: int) -> Fraction:
    return price(rate, SINCE, quantity).yen if rate.steps else rate.setup


@dataclass
class World:
    """Entries by id, each with the right and the wrong rate, and its records: (customer, id, quantity, billed)."""

    right: dict[str, Rate] = field(default_factory=dict)
    wrong: dict[str, Rate] = field(default_factory=dict)
    records: dict[str, list[tuple[int, str, int, Fraction]]] = field(default_factory=lambda: defaultdict(list))
    strange: set[str] = field(default_factory=set)


def invented(seed: int) -> World:
    random, world = Random(seed), World()
    names = [f"entry-{i:02}" for i in range(ENTRIES)]
    world.right = {name: some_rate(random) for name in names}
    for i, name in enumerate(names):
        right = world.right[name]
        others = [world.right[other] for other in names if other != name]
        wrong = right if i < RIGHT else wrong_rate(random, right, others)
        world.wrong[name] = wrong
        for n in range(90):
            quantity = random.choice((random.randint(1, 150), random.randint(1, 700)))
            billed, name_of = yen(wrong, quantity), f"{name}-{n}"
            if n >= 88 and i % 2:
                billed += random.randint(3_001, 9_999)  # nobody knows why
                world.strange.add(name_of)
            world.records[name].append((random.randrange(CUSTOMERS), name_of, quantity, billed))
    return world


@pytest.fixture(scope="module", params=[1, 2])
def found(request, tmp_path_factory) -> tuple[World, Audit, Path]:
    """A world audited."""
    world, folder = invented(request.param), tmp_path_factory.mktemp("errors")
    random = Random(-request.param)
    charges = [
        {
            "id": name,
            "applies": {"kind": "packet", "partner": name.upper()},
            "values": [
                {
                    "in_force": {"from": "2000-01-01", "until": None},
                    "rate": as_text(rate),
                    "cites": {"source": "example", "clause": name},
                }
            ],
        }
        for name, rate in world.right.items()
    ]
    service = {
        "service": "audited", "name": {"ja": "監査", "en": "Audited"}, "tax": "out_of_scope", "line_rounding": "floor",
        "usage_charges": charges,
    }  # fmt: skip
    rows = [
        f"{of},0901{customer:07},packet,out,,,,{name.upper()},,"
        f"{SINCE + timedelta(seconds=random.randrange(60 * 86_400)):%Y-%m-%dT%H:%M:%S},{quantity},{float(billed):.4f}"
        for name, records in world.records.items()
        for customer, of, quantity, billed in records
    ]
    header = "record_id,number,kind,direction,peer,peer_number,country,partner,gateway,started_at,quantity,billed_yen"
    (folder / "billed.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    held = [f"C{i},A{i},K{i},audited,0901{i:07}" for i in range(CUSTOMERS)]
    (folder / "contracts.csv").write_text(
        "\n".join(["contract,account,customer,service,number", *held]), encoding="utf-8"
    )
    book = load_with(BOOK, [yaml_file.parse(json.dumps(service, ensure_ascii=False), "random")])
    billed = BilledFiles([folder / "billed.csv"], folder / "contracts.csv")
    return world, audit(book, AuditInputs(billed, KNOWN_ON), folder / "out")[0], folder / "out"


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_rates_named_are_the_ones_injected(found):
    world, _, out = found
    named: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in table(out / "incidents.csv"):
        named[row["entry"]].append(row)
    exact = 0
    for name, wrong in world.wrong.items():
        differs = [r for r in world.records[name] if r[1] not in world.strange and r[3] != yen(world.right[name], r[2])]
        assert bool(differs) == (name in named), name
        if differs:
            (row,) = named[name]
            rate = from_text(row["billed_rate"])
            assert int(row["records"]) == len(differs), name
            assert all(yen(rate, quantity) == billed for _, _, quantity, billed in differs), name
            same = all(yen(rate, quantity) == yen(wrong, quantity) for quantity in range(1, 701))
            assert same or int(row["other_rates"]) > 0, f"{name} is not {wrong} and says that it is sure"
            exact += same
    assert exact >= len(named) - 1


def test_what_is_given_back_and_what_is_kept_are_what_was_billed(found):
    world, made, out = found
    over: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    kept = billed_over = Fraction(0)
    for name, records in world.records.items():
        for customer, of, quantity, billed in records:
            right = yen(world.right[name], quantity)
            if of not in world.strange and billed > right:
                over[name, f"K{customer}"] += billed - right
                kept, billed_over = kept + right, billed_over + billed
    rows = table(out / "affected.csv")
    refunded: dict[tuple[str, str], int] = {}
    for row in rows:
        entry = row["incident"].split(".")[1]
        if int(row["refund"]):
            refunded[entry, row["customer"]] = int(row["refund"])
            assert int(row["refund"]) - Fraction(row["rounding"]) == Fraction(row["over"])
            assert 0 <= Fraction(row["rounding"]) < 1
    assert refunded == {key: ceil(amount) for key, amount in over.items()}
    assert sum(Fraction(row["over"]) for row in rows) + kept == billed_over
    assert made.lone == len(world.strange)


def test_records_are_right_or_over_or_under_and_none_is_lost(found):
    world, made, _ = found
    signs = [
        (billed > right) - (billed < right)
        for name, records in world.records.items()
        for _, _, quantity, billed in records
        for right in [yen(world.right[name], quantity)]
    ]
    counts = {"right": signs.count(0), "over": signs.count(1), "under": signs.count(-1)}
    assert made.counts == {"received": len(signs), **counts, "quarantined": 0, "duplicate": 0}
