"""What the invented people did: the truth behind the usage files, as records of the canonical fields.

Each month's calls are drawn number by number; a call between two of our numbers becomes two records.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from yakkan.cli.demo.people import PARKED, TOLD, Row, in_force

DOTPHONES = ("ocn-dotphone", "ocn-dotphone-office", "050-anshin-number")
PARTNERS = ("DEUE2", "DEUE2", "DEUE1", "DEUD1")
_PEERS = (
    ("fixed", 42), ("mobile", 32), ("ip050", 8), ("international", 6), ("withheld", 4), ("ip-fixed", 4), ("phs", 2),
    ("bypassed", 2),
)  # fmt: skip
_FIXED = "0399995"
_BEGINS = {"mobile": "09099995", "phs": "07099995", "ip050": "05099999"}
_ONLY_GIVEN = ("ip-fixed", "phs", "bypassed")
"""Peers that no number shows: a file must give them, and an exchange's cannot."""


@dataclass(frozen=True)
class Call:
    """A call as it happened. `caller` and `called` as dialled or shown, '' where withheld; `seconds` 0: unanswered."""

    caller: str
    called: str
    answered_at: datetime
    seconds: int
    peer: str
    country: str = ""
    gateway: str = ""
    out: bool = False
    into: bool = False


@dataclass(frozen=True)
class Roaming:
    """A record of use abroad: `what` is packet, forwarded, received or video."""

    number: str
    partner: str
    what: str
    started_at: datetime
    quantity: int


def month_of_calls(month: str, contracts: Sequence[Row], random: Random, *, exchange: bool) -> list[Call]:
    """A month's calls of all numbers in order of time; `exchange`: unanswered ones too, and no peer but by number."""
    made: list[Call] = []
    for row in contracts:
        if row["service"] in DOTPHONES:
            busy = _busy(row, random)
            for _ in range(random.randint(3, 9) * busy):
                made += _call(row, month, random, out=True, exchange=exchange)
            for _ in range(random.randint(4, 12) * busy):
                made += _call(row, month, random, out=False, exchange=exchange)
    made += _among_us(month, contracts, random)
    return sorted(made, key=lambda call: (call.answered_at, call.caller, call.called))


def _busy(row: Row, random: Random) -> int:
    """Some never call, a few never stop; the two whom the demo tells of do call."""
    return 2 if row["account"] in (TOLD, PARKED) else random.choice((0, 1, 1, 1, 1, 2, 2, 4))


def _call(row: Row, month: str, random: Random, *, out: bool, exchange: bool) -> Iterator[Call]:
    """A call of a number, where its contract holds on the day that was drawn."""
    at = moment(month, random)
    peer, number, country, gateway = _other_end(random, out=out, exchange=exchange)
    seconds = 0 if exchange and random.random() < 0.08 else _seconds(random, out=out)
    if in_force([row], f"{at:%Y-%m-%d}"):
        caller, called = (row["number"], number) if out else (number, row["number"])
        yield Call(caller, called, at, seconds, peer, country, gateway, out=out, into=not out)


def _other_end(random: Random, *, out: bool, exchange: bool) -> tuple[str, str, str, str]:
    """Peer, number, country and gateway of who is at the other end."""
    usual = [(peer, weight) for peer, weight in _PEERS if not (exchange and peer in _ONLY_GIVEN)]
    usual = [(peer, weight) for peer, weight in usual if not (out and peer in ("withheld", "bypassed"))]
    kind = random.choices([peer for peer, _ in usual], [weight for _, weight in usual])[0]
    if kind == "withheld":
        return "", "", "", ""
    if kind == "international":
        return kind, f"{'010' if out else '+'}1202555{random.randint(100, 199):04}", "US", ""
    number = f"{_BEGINS.get(kind, _FIXED)}{random.randint(0, 999):03}"
    return ("ip-fixed", number, "", "bypassed") if kind == "bypassed" else (kind, number, "", "")


def _among_us(month: str, contracts: Sequence[Row], random: Random) -> Iterator[Call]:
    """Calls from one of our numbers to another."""
    ours = [row for row in contracts if row["service"] in DOTPHONES]
    for _ in range(60):
        at = moment(month, random)
        caller, called = random.sample(ours, 2)
        if len(in_force([caller, called], f"{at:%Y-%m-%d}")) == 2:
            seconds = _seconds(random, out=True)
            yield Call(caller["number"], called["number"], at, seconds, "ip050", out=True, into=True)


def roaming(months: Sequence[str], contracts: Sequence[Row], random: Random) -> list[Roaming]:
    """Journeys: some packets, calls forwarded or received abroad."""
    made = []
    for month in months:
        for row in contracts:
            if row["service"] == "world-wing" and random.random() < 0.6:
                partner = random.choice(PARTNERS)
                made += [_abroad(row, month, partner, random) for _ in range(random.randint(2, 9))]
    kept = [one for one in made if in_force(_rows_of(one.number, contracts), f"{one.started_at:%Y-%m-%d}")]
    return sorted(kept, key=lambda one: (one.started_at, one.number))


def _rows_of(number: str, contracts: Sequence[Row]) -> list[Row]:
    return [row for row in contracts if row["number"] == number]


def _abroad(row: Row, month: str, partner: str, random: Random) -> Roaming:
    what = random.choices(("packet", "forwarded", "received", "video"), (70, 12, 12, 6))[0]
    at = moment(month, random)
    if what == "packet":
        return Roaming(row["number"], partner, what, at, random.randint(1, 1500))
    elsewhere = {"forwarded": random.choice(("CYPCT", "CYPTC", "ANTCT")), "video": "LKADG"}.get(what, partner)
    return Roaming(row["number"], elsewhere, what, at, random.randint(15, 600))


def moment(month: str, random: Random) -> datetime:
    """A waking moment of the month, Japan time."""
    day, second = random.randint(1, 31 if month != "2026-09" else 30), random.randint(7 * 3600, 24 * 3600 - 1)
    return datetime.fromisoformat(f"{month}-{day:02}") + timedelta(seconds=second)


def _seconds(random: Random, *, out: bool) -> int:
    """How long a call lasts: most are short."""
    return 1 + min(3599, int(random.expovariate(1 / (170 if out else 240))))
