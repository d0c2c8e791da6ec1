"""Random rates of every shape, with random allowances and discounts, held against the oracle of single calls."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from pathlib import Path
from random import Random

import pytest
from rated_months import BOOK, KNOWN_ON, rows_of

from oracle_of_calls import ROUNDINGS, covered, price
from random_month import CONTRACT_COLUMNS, USAGE_COLUMNS, write_csv
from yakkan.bill import arithmetic
from yakkan.days import Month
from yakkan.runs.rate import RateInputs, rate
from yakkan.terms import load_with, yaml_file
from yakkan.usage import CANONICAL

KINDS = ("weekday", "saturday", "sunday", "holiday")
# 2015-12: a holiday on a Wednesday, New Year's Eve; 2016-01: New Year's Day on a Friday; 2015-05: a holiday on a
# Sunday and one in lieu of it on a Wednesday; 2016-02: a leap day
MONTHS = ("2015-12", "2016-01", "2015-05", "2016-02")
HOLIDAYS = {
    date(2015, 5, 3), date(2015, 5, 4), date(2015, 5, 5), date(2015, 5, 6), date(2015, 12, 23), date(2016, 1, 1),
    date(2016, 1, 11), date(2016, 2, 11), date(2016, 3, 20), date(2016, 3, 21), date(2015, 4, 29),
}  # fmt: skip
QUANTITIES = (0, 1, 5, 6, 7, 59, 60, 61, 66, 67, 179, 180, 181, 240, 241, 600, 3600)
ONE = {"in_force": {"from": "2010-01-01", "until": "null"}, "cites": {"source": "example", "clause": "一"}}


def steps(random: Random) -> list[dict]:
    made, reached = [], 0
    for _ in range(random.randint(0, 2)):
        reached += random.choice((10, 60, 61, 180))
        made.append({"up_to": reached, **step(random)})
    return [*made, step(random)]


def step(random: Random) -> dict:
    made = {"per": random.choice((1, 3, 60, 180)), "yen": random.choice(("8", "9", "0.2", "24", "0"))}
    return made | ({"increment": random.choice((1, 6, 7))} if random.random() < 0.5 else {})


def bands(random: Random) -> list[dict]:
    """A week of bands: kinds of day grouped at random, each group's day cut at random."""
    groups = random.choice(([KINDS], [KINDS[:1], KINDS[1:]], [KINDS[:1], KINDS[1:2], KINDS[2:]], [[k] for k in KINDS]))
    made = []
    for days in groups:
        cuts = sorted(random.sample(("00:00", "00:30", "08:00", "19:00", "23:00", "23:59"), random.randint(1, 3)))
        if cuts == ["00:00"] or len(cuts) == 1:
            made.append({"days": list(days), "from": "00:00", "until": "24:00", "steps": steps(random)})
            continue
        ends = cuts[1:] + (["24:00"] if cuts[0] == "00:00" else [cuts[0]])
        made += [
            {"days": list(days), "from": since, "until": until, "steps": steps(random)}
            for since, until in zip(cuts, ends, strict=True)
        ]
    if random.random() < 0.5:
        made = [band | {"setup": random.choice(("0", "3", "10.5"))} for band in made]
    return made


def random_rate(random: Random) -> dict:
    made: dict = {"bands": bands(random)} if random.random() < 0.7 else {"steps": steps(random)}
    if random.random() < 0.4 and not any("setup" in band for band in made.get("bands", ())):
        made["setup"] = random.choice(("5", "0.25"))
    if random.random() < 0.3:
        made["maximum"] = random.choice(("30", "100.05", "12"))
    inexact = any(
        Fraction(each["yen"]) * each.get("increment", each["per"]) * 10_000 % each["per"]
        for part in (made, *made.get("bands", ()))
        for each in part.get("steps", ())
    )
    if inexact or random.random() < 0.2:
        to = random.choice(("0.1", "1", "0.0001"))
        made["rounding"] = {"to": to, "mode": random.choice(("floor", "ceil", "half_up"))}
    return made


def texts(value):
    """Every scalar as text, as a book is read."""
    if isinstance(value, dict):
        return {key: texts(each) for key, each in value.items()}
    return [texts(each) for each in value] if isinstance(value, list | tuple) else str(value)


def service(seed: int, random: Random) -> dict:
    made = {
        "service": f"line-{seed}",
        "name": {"ja": "例", "en": "Line"},
        "tax": "standard",
        "line_rounding": random.choice(("floor", "ceil", "half_up")),
        "usage_charges": [
            {"id": entry, "applies": {"kind": "voice", "peer": peer}, "values": [ONE | {"rate": random_rate(random)}]}
            for entry, peer in (("a", "fixed"), ("b", "mobile"))
        ],
    }
    if random.random() < 0.6:
        covers, per = random.choice((["a"], ["a", "b"])), random.choice(("contract", "number"))
        allowance = {"id": "free", "covers": covers, "per": per}
        made["allowances"] = [allowance | {"values": [ONE | {"quantity": random.choice((1, 100, 700, 5000))}]}]
    made["discounts"] = random.sample(
        [
            {"id": "f", "shape": "fixed", "of": ["a"], "values": [ONE | {"yen": random.choice((0, 10, 500))}]},
            {
                "id": "p", "shape": "percentage", "of": ["a", "b"],
                "values": [ONE | {"percent": random.choice(("10", "12.5", "80")), "rounding": "half_up"}],
            },
        ],
        2,
    )  # fmt: skip
    return made


def calls_of(seed: int, random: Random, month: str) -> list[dict]:
    first = datetime.fromisoformat(f"{month}-01")
    days = Month.parse(month).days
    made = []
    for i in range(random.randint(5, 25)):
        start = first + timedelta(seconds=random.randint(0, days * 86_400 - 1))
        if random.random() < 0.7:  # about a border: the hours at which bands begin, on any day
            minutes = random.choice((0, 0, 30, 480, 1140, 1380, 1439))
            border = first + timedelta(days=random.randint(0, days), minutes=minutes)
            start = min(max(border - timedelta(seconds=random.choice((0, 1, 30, 59, 60, 61, 300))), first),
                        first + timedelta(days=days) - timedelta(seconds=1))  # fmt: skip
        quantity = random.choice(QUANTITIES) if random.random() < 0.96 else random.randint(0, 90_000)
        number = f"0501{seed:05}{random.randint(1, 2)}"
        made.append({"id": f"R{seed}-{i:03}", "number": number, "peer": random.choice(("fixed", "mobile")),
                     "start": start, "quantity": quantity})  # fmt: skip
    return made


@pytest.fixture(scope="module", params=MONTHS)
def run(request, tmp_path_factory):
    """Fifteen random services of a month: services, calls by service, the folder that they were rated into."""
    return rated_services(request.param, tmp_path_factory.mktemp("shapes"))


def rated_services(month: str, folder: Path, engine: str = "duckdb") -> tuple[dict, dict, Path]:
    """Fifteen random services of a month, rated in one run: services, calls by service, the run's folder."""
    services, calls = {}, {}
    for seed in range(15):
        random = Random(f"{month} {seed}")
        services[seed] = service(seed, random)
        calls[seed] = calls_of(seed, random, month)
    documents = [yaml_file.parse(json.dumps(texts(each), ensure_ascii=False), "random") for each in services.values()]
    blank = dict.fromkeys((*CONTRACT_COLUMNS, *USAGE_COLUMNS), "")
    contracts = [
        blank
        | {"contract": f"C{seed}", "account": f"A{seed}", "service": f"line-{seed}", "number": f"0501{seed:05}{i}"}
        for seed in services
        for i in (1, 2)
    ]
    usage = [
        blank | {"record_id": c["id"], "number": c["number"], "kind": "voice", "direction": "out", "peer": c["peer"],
                 "started_at": c["start"].isoformat(), "quantity": str(c["quantity"])}
        for each in calls.values()
        for c in each
    ]  # fmt: skip
    write_csv(folder / "contracts.csv", CONTRACT_COLUMNS, contracts)
    write_csv(folder / "usage.csv", USAGE_COLUMNS, usage)
    files = [folder / "usage.csv"], CANONICAL, folder / "contracts.csv"
    inputs = RateInputs(*files, KNOWN_ON, Month.parse(month), engine)
    rate(load_with(BOOK, documents), inputs, folder / "out")
    return services, calls, folder / "out"


def oracle_amounts(terms: dict, calls: list[dict]) -> dict[str, Fraction]:
    """What each call costs, in yen."""
    charges = {"fixed": terms["usage_charges"][0], "mobile": terms["usage_charges"][1]}
    free: dict[str, int] = {}
    for allowance in terms.get("allowances", ()):
        pools = defaultdict(list)
        for call in calls:
            if charges[call["peer"]]["id"] in allowance["covers"]:
                pools[call["number"] if allowance["per"] == "number" else ""].append(call)
        for pool in pools.values():
            free |= covered(pool, allowance["values"][0]["quantity"])
    rates = {peer: charge["values"][0]["rate"] for peer, charge in charges.items()}
    return {
        call["id"]: price(rates[call["peer"]], call["start"], call["quantity"], free.get(call["id"], 0), HOLIDAYS)
        for call in calls
    }


def test_each_record_costs_what_the_oracle_says(run):
    services, calls, out = run
    found = {row["record_id"]: Fraction(row["amount"], 10_000) for row in rows_of(out / "charges.parquet")}
    wanted: dict[str, Fraction] = {}
    for seed, terms in services.items():
        wanted |= oracle_amounts(terms, calls[seed])
    assert found == wanted


def test_lines_discounts_and_arithmetic_follow(run):
    services, calls, out = run
    lines = defaultdict(dict)
    for row in rows_of(out / "lines.parquet"):
        assert arithmetic.value(row["arithmetic"]) == row["yen"], row
        lines[int(row["account"][1:])][row["entry"]] = row["yen"]
    for seed, terms in services.items():
        amounts, sums = oracle_amounts(terms, calls[seed]), defaultdict(Fraction)
        for call in calls[seed]:
            sums["a" if call["peer"] == "fixed" else "b"] += amounts[call["id"]]
        wanted = {entry: ROUNDINGS[terms["line_rounding"]](yen) for entry, yen in sums.items()}
        wanted |= discounted(terms["discounts"], wanted)
        assert {entry: yen for entry, yen in lines[seed].items() if yen} == {e: yen for e, yen in wanted.items() if yen}


def discounted(discounts: list[dict], charges: dict[str, int]) -> dict[str, int]:
    """What each discount takes, as a negative: in turn, each of what is left of its charges."""
    left, lines = dict(charges), {}
    for discount in discounts:
        value, of = discount["values"][0], [entry for entry in discount["of"] if entry in charges]
        base, rest = sum(charges[entry] for entry in of), sum(left[entry] for entry in of)
        percent = Fraction(value.get("percent", 0)) / 100
        taken = min(value["yen"] if "yen" in value else floor(base * percent + Fraction(1, 2)), rest)
        lines[discount["id"]] = -taken
        exact = {entry: Fraction(taken * left[entry], rest) if rest else Fraction(0) for entry in of}
        parts = {entry: floor(part) for entry, part in exact.items()}
        by_remainder = sorted(of, key=lambda entry: (parts[entry] - exact[entry], entry))
        for entry in by_remainder[: taken - sum(parts.values())]:
            parts[entry] += 1
        left |= {entry: left[entry] - parts[entry] for entry in of}
    return lines
