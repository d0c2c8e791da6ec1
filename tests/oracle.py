"""The oracle: a month of the example book worked out a second time, as naively as one would by hand.

It imports nothing from yakkan, and was written from the requirements alone: where the two disagree, one of them has
misread the terms. Amounts are `Fraction` yen; units are counted second by second; the prices stand here once more.

    result = bill_month("2015-06", contracts, usage)
    result.bills["A1"].total

`contracts` and `usage` are rows as in the CSV files: dicts of text; `quantity` may be an int; left out is empty.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

Row = dict[str, object]
JAPAN = timezone(timedelta(hours=9))


# ---------------------------------------------------------------------------------------------------- the prices


class Entry(NamedTuple):
    """One usage charge, for what `only` says. `steps`: (up to this quantity or None, per, yen) in order; () is free."""

    id: str
    only: dict[str, tuple[str, ...]]
    steps: tuple[tuple[int | None, int, Fraction], ...] = ()
    tax: str = "standard"


class Service(NamedTuple):
    since: date
    entries: tuple[Entry, ...]
    monthly: int = 0  # yen a month
    earns_discount: bool = False


def each(per: int, yen: int) -> tuple[tuple[int | None, int, Fraction], ...]:
    return ((None, per, Fraction(yen)),)


PACKETS = ((50, 50, Fraction(50)), (None, 1, Fraction("0.2")))
OUT, IN, FORWARDED = ("out",), ("in",), ("forwarded",)
VOICE, VIDEO, PACKET = ("voice",), ("video",), ("packet",)

INCOMING = Entry("incoming", {"kind": VOICE, "direction": IN})
DOTPHONE = (
    Entry("domestic-fixed", {"kind": VOICE, "direction": OUT, "peer": ("fixed", "ip-fixed")}, each(180, 8)),
    Entry("mobile", {"kind": VOICE, "direction": OUT, "peer": ("mobile", "phs")}, each(60, 16)),
    Entry("ip050", {"kind": VOICE, "direction": OUT, "peer": ("ip050",)}, each(180, 8)),
    Entry(
        "international-us",
        {"kind": VOICE, "direction": OUT, "peer": ("international",), "country": ("US",)},
        each(60, 9),
        "export_exempt",
    ),
    INCOMING,
)
ROAMING = (
    Entry("packet-de-o2", {"kind": PACKET, "direction": OUT, "partner": ("DEUE2",)}, PACKETS, "out_of_scope"),
    Entry("packet-de-eplus", {"kind": PACKET, "direction": OUT, "partner": ("DEUE1",)}, PACKETS, "out_of_scope"),
    Entry("packet-de-tmo", {"kind": PACKET, "direction": OUT, "partner": ("DEUD1",)}, PACKETS, "out_of_scope"),
    Entry(
        "forwarding-cy",
        {"kind": VOICE, "direction": FORWARDED, "partner": ("CYPCT", "CYPTC")},
        each(60, 80),
        "out_of_scope",
    ),
    Entry(
        "forwarding-an", {"kind": VOICE, "direction": FORWARDED, "partner": ("ANTCT",)}, each(60, 140), "out_of_scope"
    ),
    Entry("video-in-lk", {"kind": VIDEO, "direction": IN, "partner": ("LKADG",)}, each(60, 100), "out_of_scope"),
    INCOMING,
)
DATA_SIM = (
    Entry("data", {"kind": ("data",)}, ((None, 1048576, Fraction("0.5")),)),
    Entry("sms", {"kind": ("sms",), "direction": OUT, "peer": ("mobile",)}, each(1, 3)),
)
OFFICE = "ocn-dotphone-office"
SERVICES = {
    "ocn-dotphone": Service(date(2006, 12, 1), DOTPHONE, 280, earns_discount=True),
    OFFICE: Service(date(2006, 12, 1), DOTPHONE, 280, earns_discount=True),
    "050-anshin-number": Service(date(2006, 12, 1), DOTPHONE, 280, earns_discount=True),
    "world-wing": Service(date(2004, 9, 7), ROAMING),
    "data-sim": Service(date(2014, 4, 1), DATA_SIM),
}
DISCOUNT_SINCE = date(2006, 12, 1)
DISCOUNT_PER_MINUTE = Fraction(1, 2)
RATES = ((date(1989, 4, 1), 3), (date(1997, 4, 1), 5), (date(2014, 4, 1), 8), (date(2019, 10, 1), 10))
CHANGES_OF_RATE = (date(1997, 4, 1), date(2014, 4, 1), date(2019, 10, 1))


# ---------------------------------------------------------------------------------------------------- what comes out


class Item(NamedTuple):
    """What a month's lines belong to."""

    contract: str
    account: str
    service: str


@dataclass
class Bill:
    """An account's month. Charges and discounts by (contract, entry), never 0; tax by rate, where it has a base."""

    charges: dict[tuple[str, str], int] = field(default_factory=dict)
    discounts: dict[tuple[str, str], int] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)  # by "8%", or by the class that bears no tax
    tax: dict[str, int] = field(default_factory=dict)
    before_tax: int = 0
    total: int = 0


@dataclass
class MonthResult:
    bills: dict[str, Bill] = field(default_factory=dict)  # by account; of 0 yen too
    parked: dict[str, set[str]] = field(default_factory=dict)  # account: reasons
    quarantined: list[str] = field(default_factory=list)  # record ids, of the month only
    duplicates: int = 0
    counted_seconds: dict[tuple[str, str], int] = field(default_factory=dict)  # by (contract, number)
    records: Counter = field(default_factory=Counter)  # rated records by (contract, entry), free ones too


# ---------------------------------------------------------------------------------------------------- days


def days_of(month: str) -> list[date]:
    day = date.fromisoformat(month + "-01")
    days = []
    while f"{day:%Y-%m}" == month:
        days.append(day)
        day += timedelta(days=1)
    return days


def japan_time(text: str) -> datetime:
    """The moment as a Japanese clock shows it; Japan time where the text has no offset."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else moment.astimezone(JAPAN).replace(tzinfo=None)


def begins(row: Row) -> date:
    return date.fromisoformat(str(row["from"])) if row.get("from") else date.min


def holds_on(row: Row, day: date) -> bool:
    """Whether a row of the contracts is in force; `until` is its last day."""
    last = date.fromisoformat(str(row["until"])) if row.get("until") else date.max
    return begins(row) <= day <= last


# ---------------------------------------------------------------------------------------------------- single rules


def fits(entry: Entry, record: Row) -> bool:
    return all(record.get(column, "") in allowed for column, allowed in entry.only.items())


def price(entry: Entry, quantity: int) -> Fraction:
    """Unit by unit: each begun `per` of the step that it falls in costs that step's yen."""
    if not entry.steps:
        return Fraction(0)
    yen, step, start = Fraction(0), 0, 0
    for used in range(quantity):
        if entry.steps[step][0] == used:
            step, start = step + 1, used
        _, per, price_of_unit = entry.steps[step]
        if (used - start) % per == 0:
            yen += price_of_unit
    return yen


def counts_for_discount(record: Row) -> bool:
    """01, rules 2 and 3."""
    if record["kind"] != "voice" or record["direction"] != "in":
        return False
    if record.get("peer", "") == "ip-fixed":
        return record.get("gateway", "") != "bypassed"
    return record.get("peer", "") in ("fixed", "mobile", "phs", "international")


def percent_on(day: date) -> int:
    return [percent for since, percent in RATES if since <= day][-1]


def percent_of_metered(month: str, contract_began: date) -> int:
    """03, rule 3: in the month of a change the old rate stays for a contract that began before the change."""
    first = days_of(month)[0]
    if first in CHANGES_OF_RATE and contract_began < first:
        return percent_on(first - timedelta(days=1))
    return percent_on(first)


def shared(total: int, weights: list[tuple[str, int]]) -> list[int]:
    """In proportion to the weights by largest remainder; of equal remainders the earlier name."""
    whole = sum(weight for _, weight in weights)
    if whole == 0:
        return [0 for _ in weights]
    exact = [Fraction(total * weight, whole) for _, weight in weights]
    parts = [floor(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], weights[i][0]))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


# ---------------------------------------------------------------------------------------------------- the month


class _Month:
    """The work on one month; each step is a method, in the order of `bill_month`."""

    def __init__(self, month: str, contracts: Iterable[Row], accounts: Iterable[str] | None):
        self.month, self.days = month, days_of(month)
        self.all_rows = list(contracts)
        self.rows = [row for row in self.all_rows if any(holds_on(row, day) for day in self.days)]
        self.accounts = None if accounts is None else set(accounts)
        self.result = MonthResult()
        self.exact: dict[tuple[Item, str], Fraction] = defaultdict(Fraction)
        self.seconds: dict[tuple[Item, str], int] = defaultdict(int)  # counted, by item and number
        self.charges: dict[Item, dict[str, int]] = defaultdict(dict)  # whole yen by entry
        self.discounts: dict[Item, dict[str, int]] = defaultdict(dict)  # by tax class

    @staticmethod
    def item(row: Row) -> Item:
        return Item(str(row["contract"]), str(row["account"]), str(row["service"]))

    def items(self) -> list[Item]:
        return sorted({self.item(row) for row in self.rows})

    def rows_of(self, item: Item) -> list[Row]:
        return [row for row in self.rows if self.item(row) == item]

    def days_in_force(self, item: Item) -> list[date]:
        """The union of its rows' days in the month: two numbers, or two rows end to end, are still one contract."""
        return [day for day in self.days if any(holds_on(row, day) for row in self.rows_of(item))]

    def began(self, contract: str) -> date:
        return min(begins(row) for row in self.all_rows if row["contract"] == contract)

    # -------------------------------------------------------------------------------- what can't be billed

    def park(self) -> None:
        for item in self.items():
            service = SERVICES.get(item.service)
            if service is None:
                self._park(item.account, "unknown_service")
            elif service.monthly and self.days_in_force(item)[0] < service.since:
                self._park(item.account, "not_covered")
            if self.accounts is not None and item.account not in self.accounts:
                self._park(item.account, "unknown_account")
        disputed: set[str] = set()
        for one in self.rows:
            for other in self.rows:
                if one is not other and self._claim_one_number(one, other):
                    two = one["contract"] != other["contract"]
                    self._park(str(one["account"]), "number_in_two_contracts" if two else "number_twice")
                    disputed.add(str(one["contract"]))
        for pool in self.pools():
            if any(item.contract in disputed for item in pool):
                for item in pool:
                    if item.contract not in disputed:
                        self._park(item.account, "pool_incomplete")

    def _claim_one_number(self, one: Row, other: Row) -> bool:
        same = one.get("number") and one["number"] == other.get("number")
        return bool(same) and any(holds_on(one, day) and holds_on(other, day) for day in self.days)

    def _park(self, account: str, reason: str) -> None:
        self.result.parked.setdefault(account, set()).add(reason)

    # -------------------------------------------------------------------------------- usage

    def rate(self, usage: Iterable[Row]) -> None:
        """Record by record; of two with one id the first counts."""
        seen = set()
        for record in usage:
            if record["record_id"] in seen:
                self.result.duplicates += 1
                continue
            seen.add(record["record_id"])
            day = japan_time(str(record["started_at"])).date()
            if day in self.days:
                self._rate_one(record, day)

    def _rate_one(self, record: Row, day: date) -> None:
        owners = [row for row in self.rows if row.get("number") == record["number"] and holds_on(row, day)]
        service = SERVICES.get(str(owners[0]["service"])) if len(owners) == 1 else None
        entries = [e for e in service.entries if fits(e, record)] if service and day >= service.since else []
        if not entries:
            self.result.quarantined.append(str(record["record_id"]))
            return
        item, quantity = self.item(owners[0]), int(str(record["quantity"]))
        self.exact[item, entries[0].id] += price(entries[0], quantity)
        self.result.records[item.contract, entries[0].id] += 1
        if service.earns_discount and counts_for_discount(record):
            number = str(record["number"])
            self.seconds[item, number] += quantity
            self.result.counted_seconds[item.contract, number] = self.seconds[item, number]

    # -------------------------------------------------------------------------------- charges and discounts

    def charge(self) -> None:
        """A month's line is the sum of its records, rounded down once; the monthly charge goes by the day."""
        for (item, entry), exact in self.exact.items():
            self.charges[item][entry] = floor(exact)
        for item in self.items():
            service = SERVICES.get(item.service)
            if service and service.monthly:
                days = len(self.days_in_force(item))
                self.charges[item]["monthly"] = floor(Fraction(service.monthly * days, len(self.days)))

    def pools(self) -> Iterator[list[Item]]:
        """01, rules 5 and 7: a group holds office contracts only, a plan the others of it; the rest stand alone."""
        pools: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self.items():
            if item.service in SERVICES and SERVICES[item.service].earns_discount:
                row = min(self.rows_of(item), key=begins)
                if item.service == OFFICE and row.get("group"):
                    pools["group", str(row["group"])].append(item)
                elif row.get("plan"):
                    pools["plan", str(row["plan"])].append(item)
                else:
                    pools["contract", item.contract].append(item)
        yield from pools.values()

    def discount(self) -> None:
        for pool in self.pools():
            first_day = min(self.days_in_force(item)[0] for item in pool)
            if first_day >= DISCOUNT_SINCE:
                self._discount(pool)

    def _discount(self, pool: list[Item]) -> None:
        """Number by number, rounded up once; from the taxable calls first, never more than they are; then split."""
        of_number: dict[str, int] = defaultdict(int)  # a number's month is one sum, whoever paid for which part of it
        for (item, number), seconds in self.seconds.items():
            if item in pool:
                of_number[number] += seconds
        earned = sum(((seconds // 60) * DISCOUNT_PER_MINUTE for seconds in of_number.values()), Fraction(0))
        calls = {
            tax: [(item.contract, self._calls(item, tax)) for item in pool] for tax in ("standard", "export_exempt")
        }
        left = ceil(earned)  # what the calls can't take is lost (rule 8)
        for tax, weights in calls.items():
            taken = min(left, sum(yen for _, yen in weights))
            for item, part in zip(pool, shared(taken, weights), strict=True):
                self.discounts[item][tax] = part
            left -= taken

    def _calls(self, item: Item, tax: str) -> int:
        """The call charges of a class: metered outgoing charges, never the monthly one."""
        return sum(self.charges[item].get(entry.id, 0) for entry in DOTPHONE if entry.tax == tax)

    # -------------------------------------------------------------------------------- bills

    def bill(self) -> None:
        for account in sorted({item.account for item in self.items()}):
            if account not in self.result.parked:
                self.result.bills[account] = self._bill([item for item in self.items() if item.account == account])

    def _bill(self, items: list[Item]) -> Bill:
        bill, bases = Bill(), Counter()
        for item in items:
            metered = percent_of_metered(self.month, self.began(item.contract))
            flat = percent_on(self.days_in_force(item)[0])
            for entry, yen in self.charges[item].items():
                tax = self._tax_class(item.service, entry)
                bases[f"{flat if entry == 'monthly' else metered}%" if tax == "standard" else tax] += yen
                if yen:
                    bill.charges[item.contract, entry] = yen
            for tax, yen in self.discounts[item].items():
                bases[f"{metered}%" if tax == "standard" else tax] -= yen
            if any(self.discounts[item].values()):
                bill.discounts[item.contract, "incoming-call"] = sum(self.discounts[item].values())
        bill.bases = {name: base for name, base in bases.items() if base}
        for name, base in bill.bases.items():
            if name.endswith("%"):
                bill.tax[name] = floor(Fraction(base * int(name[:-1]), 100))
        bill.before_tax = sum(bill.charges.values()) - sum(bill.discounts.values())
        bill.total = bill.before_tax + sum(bill.tax.values())
        return bill

    @staticmethod
    def _tax_class(service: str, entry_id: str) -> str:
        return next((entry.tax for entry in SERVICES[service].entries if entry.id == entry_id), "standard")


def bill_month(
    month: str, contracts: Iterable[Row], usage: Iterable[Row], accounts: Iterable[str] | None = None
) -> MonthResult:
    """A month ("2015-06") of contracts and usage, to bills by account. `accounts`: those known; None knows all."""
    work = _Month(month, contracts, accounts)
    work.park()
    work.rate(usage)
    work.charge()
    work.discount()
    work.bill()
    return work.result
