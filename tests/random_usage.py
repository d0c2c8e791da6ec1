"""What happens on the numbers of a random month, and how it is delivered: `deliveries(random, seed, month, numbers)`.

Most records have a price; some are of other months, of nobody's number, without a price, no sound records at all, or
come again: the same, or with the same id and something else to say. Some come late, in a second delivery.
"""

from calendar import monthrange
from datetime import datetime, timedelta
from random import Random

from oracle_prices import Entry, Service
from oracle_rules import japan_time

USAGE_COLUMNS = (
    *("record_id", "number", "kind", "direction", "peer", "peer_number", "country", "partner", "gateway"),
    *("started_at", "quantity"),
)
Record = dict[str, str]
SECONDS = (0, 1, 5, 6, 7, 29, 30, 31, 59, 60, 61, 66, 67, 90, 119, 120, 121, 179, 180, 181, 240, 241, 360, 361, 541)
HOURS = (600, 3599, 3600, 3601, 3661)
PACKETS = (0, 1, 49, 50, 51, 52, 75, 99, 100, 101, 149, 150, 151, 999)
BYTES = (0, 1, 1023, 1024, 1025, 2048, 2049, 5000, 100_000, 999_999, 1_000_000, 3_000_001)
GIGABYTES = (1024**3, 3 * 1024**3 - 1, 3 * 1024**3, 3 * 1024**3 + 1)
BORDERS = (0, 0, 30, 480, 1140, 1380, 1439)
"""Minutes of the day at which bands begin."""

# Who calls; what tells a record's class besides its kind and direction.
CALLERS = (
    {"peer": "fixed", "peer_number": "0312345678"},
    {"peer": "fixed"},
    {"peer": "ip-fixed"},
    {"peer": "ip-fixed", "gateway": "bypassed"},
    {"peer": "mobile"},
    {"peer": "phs"},
    {"peer": "ip050"},
    {"peer": "international", "country": "US"},
    {"peer": "international"},
    {},
)
WITHOUT_PRICE = (
    {"kind": "voice", "direction": "out", "peer": "international", "country": "CN"},
    {"kind": "voice", "direction": "out", "peer": "service"},
    {"kind": "packet", "direction": "out", "partner": "ZZZZ1"},
)
UNSOUND = (
    {"kind": "fax"},
    {"kind": ""},
    {"quantity": "-5"},
    {"quantity": "1.5"},
    {"peer": "fixed", "country": "US"},
    {"peer": "mobile", "gateway": "bypassed"},
    {"kind": "data", "direction": "out", "peer": "fixed", "country": "", "gateway": ""},
)


def deliveries(
    random: Random, seed: int, month: str, rows: list[tuple[Record, Service]]
) -> tuple[list[Record], list[Record]]:
    """The usage of the numbers of these contract rows, as delivered at first and late."""
    usage = [record for row, service in rows for record in _usage(random, month, row, service)]
    random.shuffle(usage)
    for position, record in enumerate(usage):
        record["record_id"] = f"R{seed}-{position:03}"
    again = [_again(random, record) for record in usage if random.random() < 0.03]
    late = [random.random() < 0.15 for _ in usage]
    first = [record for record, is_late in zip(usage, late, strict=True) if not is_late]
    second = [record for record, is_late in zip(usage, late, strict=True) if is_late]
    at_once = random.randint(0, len(again))
    return (first + again[:at_once], random.sample(second + again[at_once:], len(second) + len(again) - at_once))


def _again(random: Random, record: Record) -> Record:
    """A record a second time: now and then written otherwise, or with something else to say."""
    if random.random() < 0.25 and record["quantity"].isdecimal():
        return record | {"quantity": str(int(record["quantity"]) + 1)}
    return record | {"started_at": _written(random, japan_time(record["started_at"]))}


def _usage(random: Random, month: str, row: Record, service: Service) -> list[Record]:
    """Most of it on the days of the row."""
    records = []
    talkative = random.choice((1, 1, 1, 20))  # now and then the discount reaches its cap
    moment = _moment(random, month)
    for _ in range(random.randint(0, 11)):
        if random.random() < 0.93:  # else it starts with the one before
            moment = _moment(random, month)
        if not row["from"] <= str(moment.date()) <= (row["until"] or "9") and random.random() < 0.85:
            continue
        record = dict.fromkeys(USAGE_COLUMNS, "") | _record(random, service)
        record |= {"number": row["number"], "started_at": _written(random, moment)}
        record["quantity"] = str(_quantity(random, record, talkative))
        if random.random() < 0.015:
            record |= random.choice(UNSOUND)
        if random.random() < 0.01:
            record["number"] = f"0599999{random.randint(1, 999):03}"
        records.append(record)
    return records


def _record(random: Random, service: Service) -> Record:
    """Use that one of the service's entries is for; now and then use that none is for."""
    if random.random() < 0.03:
        return random.choice(WITHOUT_PRICE)
    incoming = random.random() < (0.5 if service.earns_discount else 0.1)
    if incoming:
        return {"kind": "voice", "direction": "in", **random.choice(CALLERS)}
    return _of_entry(random, random.choice([entry for entry in service.entries if entry.id != "incoming"]))


def _of_entry(random: Random, entry: Entry) -> Record:
    record = {column: random.choice(said) for column, said in entry.only.items()}
    if record["kind"] == "data":
        record["direction"] = random.choice(("", "out"))
    if record.get("peer") == "ip-fixed" and random.random() < 0.3:
        record["gateway"] = "bypassed"
    return record


def _quantity(random: Random, record: Record, talkative: int) -> int:
    kind = record["kind"]
    if kind == "sms":
        return random.randint(0, 4)
    if kind == "packet":
        return random.choice(PACKETS)
    if kind == "data":
        return random.choice(GIGABYTES) if random.random() < 0.15 else random.choice(BYTES)
    if record["direction"] == "in":
        return talkative * random.choice(SECONDS)
    if random.random() < 0.003:
        return random.randint(50_000, 90_000)
    return random.choice(SECONDS if random.random() < 0.8 else HOURS)


def _moment(random: Random, month: str) -> datetime:
    """Japan time, in the month or by its borders; most of them about an hour at which bands begin."""
    first = datetime.fromisoformat(f"{month}-01")
    days = monthrange(int(month[:4]), int(month[5:]))[1]
    kind = random.random()
    if kind < 0.08:
        midnight = first + timedelta(days=random.choice((0, days, random.randint(0, days))))
        return midnight - timedelta(seconds=random.choice((0, 1)))
    if kind < 0.5:
        border = first + timedelta(days=random.randrange(days), minutes=random.choice(BORDERS))
        return border - timedelta(seconds=random.choice((0, 1, 30, 59, 60, 61, 300)))
    return first + timedelta(seconds=random.randint(-43_200, days * 86_400 + 43_200))


def _written(random: Random, moment: datetime) -> str:
    """One of the ways that a file may write a moment of Japan time."""
    hours, suffix = random.choice(((0, ""), (0, ""), (0, "+09:00"), (-9, "Z"), (-9, "+00:00"), (-14, "-05:00")))
    return (moment + timedelta(hours=hours)).isoformat(timespec="seconds") + suffix
