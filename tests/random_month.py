"""Random months of the example book, for holding a working against the oracle's: `random_month(seed)`.

The rows have the columns of the contracts and usage files. The same seed gives the same month.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

CONTRACT_COLUMNS = ("contract", "account", "customer", "service", "number", "plan", "group", "options", "from", "until")
USAGE_COLUMNS = (
    *("record_id", "number", "kind", "direction", "peer", "peer_number", "country", "partner", "gateway"),
    *("started_at", "quantity"),
)
MONTHS = (
    *("2014-03", "2014-04", "2014-04", "2014-04", "2014-05", "2019-09", "2019-10", "2019-10", "2019-10", "2019-11"),
    *("2006-12", "2008-06", "2015-02", "2015-05", "2015-06", "2016-02", "2020-02", "2023-10", "2025-12"),
)
DOTPHONES = ("ocn-dotphone", "ocn-dotphone-office", "050-anshin-number")
SERVICES = (*DOTPHONES, *DOTPHONES, "ocn-dotphone-office", "world-wing")
SECONDS = (0, 1, 29, 30, 31, 59, 60, 61, 90, 119, 120, 121, 179, 180, 181, 359, 360, 361, 540, 541, 3599, 3600, 3661)
PACKETS = (0, 1, 49, 50, 51, 52, 75, 99, 100, 101, 149, 150, 151, 999, 5000)

# kind, direction and what else tells a record's class; those that bear no price in the book come last
INCOMING = (
    {"peer": "fixed", "peer_number": "0312345678"},
    {"peer": "fixed"},
    {"peer": "ip-fixed"},
    {"peer": "ip-fixed", "gateway": "bypassed"},
    {"peer": "mobile"},
    {"peer": "phs"},
    {"peer": "ip050"},
    {"peer": "international", "country": "US"},
    {"peer": "international", "country": "DE"},
    {"peer": "international"},
    {},
)
OUTGOING = (
    {"peer": "fixed"},
    {"peer": "fixed"},
    {"peer": "ip-fixed"},
    {"peer": "ip-fixed", "gateway": "bypassed"},
    {"peer": "mobile"},
    {"peer": "phs"},
    {"peer": "ip050"},
    {"peer": "international", "country": "US"},
    {"peer": "international", "country": "US"},
)
ROAMING = (
    {"kind": "packet", "direction": "out", "partner": "DEUE2"},
    {"kind": "packet", "direction": "out", "partner": "DEUE2"},
    {"kind": "packet", "direction": "out", "partner": "DEUE1"},
    {"kind": "packet", "direction": "out", "partner": "DEUD1"},
    {"kind": "voice", "direction": "forwarded", "partner": "CYPCT"},
    {"kind": "voice", "direction": "forwarded", "partner": "CYPTC"},
    {"kind": "voice", "direction": "forwarded", "partner": "ANTCT"},
    {"kind": "video", "direction": "in", "partner": "LKADG"},
    {"kind": "voice", "direction": "in", "partner": "DEUE2"},
    {"kind": "voice", "direction": "in", "peer": "mobile", "partner": "CYPCT"},
)
WITHOUT_PRICE = (
    {"kind": "voice", "direction": "out", "peer": "international", "country": "CN"},
    {"kind": "voice", "direction": "out", "peer": "service"},
    {"kind": "packet", "direction": "out", "partner": "ZZZZ1"},
)


@dataclass(frozen=True)
class RandomMonth:
    month: str
    contracts: list[dict[str, str]]
    usage: list[dict[str, str]]


def random_month(seed: int) -> RandomMonth:
    """Two to four customers with their contracts, and what happened on their numbers around the month."""
    random = Random(seed)
    month = random.choice(MONTHS)
    contracts = _contracts(random, month)
    usage = []
    numbers = {row["number"]: row["service"] for row in contracts if row["number"]}
    for number, service in numbers.items():
        usage += _usage(random, month, number, service)
    random.shuffle(usage)
    for position, record in enumerate(usage):
        record["record_id"] = f"R{seed}-{position}"
    if usage and random.random() < 0.3:
        usage.append(dict(random.choice(usage)))  # delivered twice
    return RandomMonth(month, contracts, usage)


def write_csv(path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """The rows as a file: no value of theirs needs quoting."""
    lines = [",".join(columns), *(",".join(row[column] for column in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---------------------------------------------------------------------------------------------------- contracts


def _contracts(random: Random, month: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for customer in range(1, random.randint(2, 3) + 1):
        accounts = [f"A{customer}{letter}" for letter in "XY"[: random.randint(1, 2)]]
        for position in range(1, random.randint(1, 5) + 1):
            rows += _contract(random, month, f"K{customer}", random.choice(accounts), f"C{customer}{position}")
    rows += _moved_number(random, month, rows)
    random.shuffle(rows)
    return rows


def _moved_number(random: Random, month: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Where a number is given up in the month, another contract of the same kind of service may take it over."""
    for given_up in rows:
        until, number = given_up["until"], given_up["number"]
        kept = any(row["number"] == number and row["from"] > until for row in rows)
        if until.startswith(month) and number and not kept:
            day = str(datetime.fromisoformat(until).date() + timedelta(days=1))
            takers = [row for row in rows if _could_take_over(row, given_up)]
            if takers and random.random() < 0.3:
                return [{**random.choice(takers), "number": number, "from": day}]
    return []


def _could_take_over(row: dict[str, str], given_up: dict[str, str]) -> bool:
    alike = (row["service"] in DOTPHONES) == (given_up["service"] in DOTPHONES)
    return alike and row["contract"] != given_up["contract"] and not row["until"]


def _contract(random: Random, month: str, customer: str, account: str, contract: str) -> list[dict[str, str]]:
    """One to four numbers, each with a row or two; some rows begin or end in the month, some lie outside it."""
    service = random.choice(SERVICES)
    same = {
        "contract": contract,
        "account": account,
        "customer": customer,
        "service": service,
        "plan": random.choice(("", "", f"P{customer}1", f"P{customer}1", f"P{customer}1", f"P{customer}2")),
        "group": random.choice(("", f"G{customer}1", f"G{customer}1", f"G{customer}2")),
        "options": "",
    }
    prefix = "090000" if service == "world-wing" else "050111"
    begins, ends = _period(random, month)
    rows = []
    count = random.randint(1, 4)
    for position in range(1, count + 1):
        number = f"{prefix}{int(contract[1:]):04d}{position}" if count > 1 or random.random() < 0.8 else ""
        for start, end in _rows_of_number(random, month, begins, ends):
            rows.append({**same, "number": number, "from": start, "until": end})
    return rows


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


# ---------------------------------------------------------------------------------------------------- usage


def _usage(random: Random, month: str, number: str, service: str) -> list[dict[str, str]]:
    records = []
    talkative = random.choice((1, 1, 1, 20))  # now and then the discount reaches its cap
    for _ in range(random.randint(0, 14)):
        record = _record(random, service)
        at_units = PACKETS if record["kind"] == "packet" else SECONDS
        quantity = random.choice(at_units) if random.random() < 0.7 else random.randint(0, 1200)
        if record["direction"] == "in":
            quantity *= talkative
        records.append(
            {
                **dict.fromkeys(USAGE_COLUMNS, ""),
                **record,
                "number": number,
                "started_at": _written(random, _moment(random, month)),
                "quantity": str(quantity),
            }
        )
    return records


def _record(random: Random, service: str) -> dict[str, str]:
    if random.random() < 0.02:
        return random.choice(WITHOUT_PRICE)
    if service == "world-wing":
        return random.choice(ROAMING)
    if random.random() < 0.5:
        return {"kind": "voice", "direction": "in", **random.choice(INCOMING)}
    return {"kind": "voice", "direction": "out", **random.choice(OUTGOING)}


def _moment(random: Random, month: str) -> datetime:
    """Japan time, in the month or by its borders; a twelfth of them at one of its midnights."""
    first = datetime.fromisoformat(f"{month}-01")
    days = _length(month)
    if random.random() < 0.08:
        midnight = first + timedelta(days=random.choice((0, days, random.randint(0, days))))
        return midnight - timedelta(seconds=random.choice((0, 1)))
    return first + timedelta(seconds=random.randint(-43_200, days * 86_400 + 43_200))


def _written(random: Random, moment: datetime) -> str:
    """One of the ways that a file may write a moment of Japan time."""
    hours, suffix = random.choice(((0, ""), (0, ""), (0, "+09:00"), (-9, "Z"), (-9, "+00:00"), (-14, "-05:00")))
    return (moment + timedelta(hours=hours)).isoformat(timespec="seconds") + suffix
