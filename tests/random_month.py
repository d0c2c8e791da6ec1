"""Random months of the example book's services and of random ones: `random_month(seed)`.

For holding a working against the oracle's. The rows have the columns of the contracts and usage files. The same seed
gives the same month.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from oracle_prices import SERVICES, Service
from random_services import OPTIONS, random_service
from random_usage import deliveries

CONTRACT_COLUMNS = ("contract", "account", "customer", "service", "number", "plan", "group", "options", "from", "until")

MONTHS_OF_A_BATCH = 250
BATCHES: tuple[tuple[str, ...], ...] = (
    ("2014-03", "2014-04", "2014-05", "2006-12"),
    ("2019-10",),
    ("2015-12", "2016-01", "2015-05", "2016-02"),
    ("2014-04",),
    ("2016-10", "2019-09", "2019-11", "2008-06"),
    ("2019-05",),
    ("2010-04", "2012-01", "2023-10", "2020-02"),
    ("2015-05",),
)
"""The calendar months of 250 random months each: 2,000 in all."""
RANDOM_SERVICES = 12
"""How many random services the months of a batch choose from."""

DOTPHONES = ("ocn-dotphone", "ocn-dotphone-office", "050-anshin-number")
OF_THE_BOOK = (*DOTPHONES, *DOTPHONES, "ocn-dotphone-office", "world-wing")
PREFIXES = {"world-wing": "090000", "ocn-mobile-one": "080000", "example-line": "031234", "data-sim": "070000"}
OPTIONS_OF = {"ocn-mobile-one": ("device-protection",), "example-line": ("call-waiting", "voicemail")}


@dataclass(frozen=True)
class RandomMonth:
    """A month's contracts, and its usage as delivered: at first, and late."""

    month: str
    contracts: list[dict[str, str]]
    deliveries: tuple[list[dict[str, str]], list[dict[str, str]]]

    @property
    def usage(self) -> list[dict[str, str]]:
        return [record for delivery in self.deliveries for record in delivery]


def random_month(seed: int) -> RandomMonth:
    """Two or three customers with their contracts, and what happened on their numbers around the month."""
    random = Random(seed)
    batch = seed // MONTHS_OF_A_BATCH % len(BATCHES)
    month = random.choice(BATCHES[batch])
    contracts = _contracts(random, month, tuple(services_of(batch)))
    known = {**SERVICES, **services_of(batch)}
    numbered = [(row, known[row["service"]]) for row in contracts if row["number"]]
    return RandomMonth(month, contracts, deliveries(random, seed, month, numbered))


@cache
def services_of(batch: int) -> dict[str, Service]:
    """The random services of a batch."""
    numbers = range(batch * RANDOM_SERVICES, (batch + 1) * RANDOM_SERVICES)
    return {f"line-{number}": random_service(number, BATCHES[batch]) for number in numbers}


def write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> None:
    """The rows as a file: no value of theirs needs quoting."""
    lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---------------------------------------------------------------------------------------------------- contracts


def _contracts(random: Random, month: str, lines: tuple[str, ...]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for customer in range(1, random.randint(2, 3) + 1):
        accounts = [f"A{customer}{letter}" for letter in "XY"[: random.randint(1, 2)]]
        for position in range(1, random.randint(1, 4) + 1):
            service = _service(random, month, lines)
            rows += _contract(random, month, (f"K{customer}", accounts, f"C{customer}{position}", service))
    rows += _moved_number(random, month, rows)
    random.shuffle(rows)
    return rows


def _service(random: Random, month: str, lines: tuple[str, ...]) -> str:
    """One of the book or a random one; a mobile service before its first day only now and then."""
    mobile = "ocn-mobile-one" if month >= "2016-10" or random.random() < 0.05 else "example-line"
    sim = "data-sim" if month >= "2014-04" or random.random() < 0.05 else "world-wing"
    of_random = [random.choice(lines) for _ in range(7)]
    return random.choice((*OF_THE_BOOK, mobile, mobile, "example-line", sim, *of_random))


def _contract(random: Random, month: str, of: tuple[str, list[str], str, str]) -> list[dict[str, str]]:
    """One to three numbers, each with a row or two; some rows begin or end in the month, some lie outside it."""
    customer, accounts, contract, service = of
    same = {
        "contract": contract,
        "account": random.choice(accounts),
        "customer": customer,
        "service": service,
        "plan": random.choice(("", "", f"P{customer}1", f"P{customer}1", f"P{customer}1", f"P{customer}2")),
        "group": random.choice(("", f"G{customer}1", f"G{customer}1", f"G{customer}2")),
        "options": "",
    }
    prefix = PREFIXES.get(service, "050111")
    begins, ends = _period(random, month)
    rows = []
    count = random.randint(1, 3)
    for position in range(1, count + 1):
        number = f"{prefix}{int(contract[1:]):04d}{position}" if count > 1 or random.random() < 0.8 else ""
        for start, end in _rows_of_number(random, month, begins, ends):
            rows.append({**same, "number": number, "from": start, "until": end})
    if random.random() < 0.15:
        rows = _other_account(random, month, rows, accounts[-1])
    return _with_options(random, rows, OPTIONS_OF.get(service, OPTIONS if service.startswith("line-") else ()))


def _other_account(random: Random, month: str, rows: list[dict[str, str]], account: str) -> list[dict[str, str]]:
    """The same rows, paid by an account from a day of the month on."""
    day = f"{month}-{random.randint(2, _length(month)):02d}"
    before = str(datetime.fromisoformat(day).date() - timedelta(days=1))
    cut = []
    for row in rows:
        if row["from"] < day:
            cut.append({**row, "until": min(row["until"] or before, before)})
        if not row["until"] or row["until"] >= day:
            cut.append({**row, "account": account, "from": max(row["from"], day)})
    return cut


def _with_options(random: Random, rows: list[dict[str, str]], options: tuple[str, ...]) -> list[dict[str, str]]:
    """Options that the whole contract has, or rows of it each for themselves."""
    some = [option for option in options if random.random() < 0.6]
    if random.random() < 0.5:
        return [{**row, "options": " ".join(some)} for row in rows]
    return [{**row, "options": " ".join(random.sample(some, random.randint(0, len(some))))} for row in rows]


def _moved_number(random: Random, month: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Where a number is given up in the month, another contract of the same kind of service may take it over."""
    for given_up in rows:
        until, number = given_up["until"], given_up["number"]
        kept = any(row["number"] == number and row["from"] > until for row in rows)
        if until.startswith(month) and number and not kept:
            day = str(datetime.fromisoformat(until).date() + timedelta(days=1))
            takers = [row for row in rows if _could_take_over(row, given_up) and row["from"] <= day]
            if takers and random.random() < 0.6:
                return [{**random.choice(takers), "number": number, "from": day}]
    return []


def _could_take_over(row: dict[str, str], given_up: dict[str, str]) -> bool:
    alike = row["service"] == given_up["service"] or {row["service"], given_up["service"]} <= set(DOTPHONES)
    return alike and row["contract"] != given_up["contract"] and not row["until"]


def _period(random: Random, month: str) -> tuple[str, str]:
    """Of a contract: (from, until) in files' terms, both inclusive, empty for no border."""
    first, last = f"{month}-01", f"{month}-{_length(month):02d}"
    before = str((datetime.fromisoformat(first) - timedelta(days=1)).date())
    after = str((datetime.fromisoformat(last) + timedelta(days=1)).date())
    inside = sorted(f"{month}-{random.randint(1, _length(month)):02d}" for _ in range(2))
    return random.choice(
        (
            *(("", ""), ("", ""), ("", ""), ("2000-01-01", ""), (before, ""), (first, ""), ("", last), ("", first)),
            *((inside[0], ""), (inside[0], ""), ("", inside[1]), (inside[0], inside[1]), (last, "")),
            *((first, last), ("", before), (after, "")),
        )
    )


def _rows_of_number(random: Random, month: str, begins: str, ends: str) -> list[tuple[str, str]]:
    """The whole period; or from a day in it; or until one; or two rows, end to end or with a gap."""
    low = int(begins[8:]) if begins.startswith(month) else 1
    high = int(ends[8:]) if ends.startswith(month) else _length(month)
    touches = begins <= f"{month}-{_length(month):02d}" and (not ends or ends >= f"{month}-01")
    if not touches or random.random() < 0.6:
        return [(begins, ends)]
    cut = random.randint(low, high)
    day = f"{month}-{cut:02d}"
    rows = [(begins, day)]
    resumes = cut + random.randint(1, 3)
    if resumes <= high:
        rows.append((f"{month}-{resumes:02d}", ends))
    return random.choice((rows, rows[-1:], [(day, ends)]))


def _length(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1]
