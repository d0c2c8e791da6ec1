"""The oracle: a month worked out a second time, as naively as one would by hand.

It imports nothing from yakkan, and was written from the requirements alone: where the two disagree, one of them has
misread the terms. Amounts are `Fraction` yen. `oracle_of_calls` prices single records, second by second;
`oracle_rules` has single rules; the prices of the example book stand once more in `oracle_prices`.

    result = bill_month("2015-06", contracts, usage)
    result.bills["A1"].total

`contracts` and `usage` are rows as in the CSV files: dicts of text; `quantity` may be an int; left out is empty.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from oracle_of_calls import ROUNDINGS, Priced, covered, price
from oracle_prices import DISCOUNT_PER_MINUTE, DISCOUNT_SINCE, OFFICE, SERVICES, Discount, Entry, OneOff, Service
from oracle_rules import (
    Row,
    begins,
    content,
    counts_for_discount,
    days_of,
    ends,
    fits,
    holds_on,
    japan_time,
    percent_of_metered,
    percent_on,
    shared,
    value_on,
    wrong_with,
)

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
    """`quarantined` holds what starts in the month and cannot be rated, and what is no sound record at all."""

    bills: dict[str, Bill] = field(default_factory=dict)  # by account; of 0 yen too
    parked: dict[str, set[str]] = field(default_factory=dict)  # account: reasons
    quarantined: list[tuple[str, str]] = field(default_factory=list)  # record id and reason
    outside: list[str] = field(default_factory=list)  # ids of sound records that start in another month
    duplicates: int = 0
    amounts: dict[str, Fraction] = field(default_factory=dict)  # of rated records, by id
    counted_seconds: dict[tuple[str, str], int] = field(default_factory=dict)  # by (contract, number)
    records: Counter = field(default_factory=Counter)  # rated records by (contract, entry), free ones too
    met: Counter = field(default_factory=Counter)  # how often records met which shape of price


class Use(NamedTuple):
    """A record of the month, and what it is rated by."""

    record: Row
    start: datetime
    quantity: int
    item: Item
    entry: Entry


# ---------------------------------------------------------------------------------------------------- the month


class _Month:
    """The work on one month; each step is a method, in the order of `bill_month`."""

    def __init__(self, month: str, contracts: Iterable[Row], services: Mapping[str, Service]):
        self.month, self.days, self.services = month, days_of(month), services
        self.all_rows = list(contracts)
        self.rows = [row for row in self.all_rows if any(holds_on(row, day) for day in self.days)]
        self.items = sorted({self.item(row) for row in self.rows})
        self.known_days: dict[tuple[Item, str], list[date]] = {}
        self.result = MonthResult()
        self.exact: dict[tuple[Item, str], Fraction] = defaultdict(Fraction)
        self.seconds: dict[tuple[Item, str], int] = defaultdict(int)  # counted, by item and number
        self.charges: dict[Item, dict[str, int]] = defaultdict(dict)  # whole yen by entry
        self.left: dict[tuple[Item, str], int] = {}  # what discounts have left of a charge
        self.discounts: dict[Item, Counter] = defaultdict(Counter)  # by (discount, rate of tax)

    @staticmethod
    def item(row: Row) -> Item:
        return Item(str(row["contract"]), str(row["account"]), str(row["service"]))

    def rows_of(self, item: Item) -> list[Row]:
        return [row for row in self.rows if self.item(row) == item]

    def days_in_force(self, item: Item, option: str = "") -> list[date]:
        """The union of its rows' days in the month: two numbers, or two rows end to end, are still one contract."""
        if (item, option) not in self.known_days:
            rows = [row for row in self.rows_of(item) if not option or option in str(row.get("options", "")).split()]
            self.known_days[item, option] = [day for day in self.days if any(holds_on(row, day) for row in rows)]
        return self.known_days[item, option]

    def first_day(self, item: Item, option: str = "") -> date:
        """The contract's, whoever pays."""
        days = [self.days_in_force(one, option) for one in self.items if one[::2] == item[::2]]
        return min(of_one[0] for of_one in days if of_one)

    def began(self, contract: str) -> date:
        return min(begins(row) for row in self.all_rows if row["contract"] == contract)

    # -------------------------------------------------------------------------------- what can't be billed

    def park(self, accounts: Iterable[str] | None) -> None:
        for item in self.items:
            if item.service not in self.services:
                self._park(item.account, "unknown_service")
            if accounts is not None and item.account not in accounts:
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
        """Each record once, first the one that came first; what allowances cover is known when all are."""
        uses = [use for record in self._sound(usage) if (use := self._use(record))]
        for use, free in zip(uses, self._free(uses), strict=True):
            rate = value_on(use.entry.values, use.start.date())
            in_bytes = use.record["kind"] == "data"
            priced = price(rate, use.start, use.quantity, free, in_bytes=in_bytes)
            self.exact[use.item, use.entry.id] += priced.yen
            self._note(use, free, priced)

    def _note(self, use: Use, free: int, priced: Priced) -> None:
        result, number = self.result, str(use.record["number"])
        result.amounts[str(use.record["record_id"])] = priced.yen
        result.records[use.item.contract, use.entry.id] += 1
        if free:
            result.met["covered in part" if free < use.quantity else "covered whole"] += 1
        shapes = {"split by bands": priced.bands > 1, "capped": priced.capped, "rounded": priced.rounded}
        result.met.update(shape for shape, met in shapes.items() if met)
        if self.services[use.item.service].earns_discount and counts_for_discount(use.record):
            self.seconds[use.item, number] += use.quantity
            counted = result.counted_seconds.get((use.item.contract, number), 0)
            result.counted_seconds[use.item.contract, number] = counted + use.quantity

    def _sound(self, usage: Iterable[Row]) -> Iterator[Row]:
        """Of two records with one id the first counts; a second that says something else is nobody's to choose."""
        seen: dict[object, tuple[object, ...]] = {}
        for record in usage:
            name, wrong = record["record_id"], wrong_with(record)
            if not wrong and name in seen:
                if content(record) == seen[name]:
                    self.result.duplicates += 1
                    continue
                wrong = "other_content"
            if wrong:
                self.result.quarantined.append((str(name), wrong))
                continue
            seen[name] = content(record)
            yield record

    def _use(self, record: Row) -> Use | None:
        start = japan_time(str(record["started_at"]))
        day = start.date()
        if day not in self.days:
            self.result.outside.append(str(record["record_id"]))
            return None
        owners = [row for row in self.rows if row.get("number") == record["number"] and holds_on(row, day)]
        service = self.services.get(str(owners[0]["service"])) if len(owners) == 1 else None
        entries = [e for e in service.entries if fits(e, record) and value_on(e.values, day)] if service else []
        if not entries:
            reason = "not_covered" if owners else "no_contract"
            self.result.quarantined.append((str(record["record_id"]), reason))
            return None
        return Use(record, start, int(str(record["quantity"])), self.item(owners[0]), entries[0])

    def _free(self, uses: list[Use]) -> list[int]:
        """What allowances cover of each: by the value of the contract's first day, one for it or for each number."""
        free, granted = [0] * len(uses), defaultdict(list)
        for i, use in enumerate(uses):
            for allowance in self.services[use.item.service].allowances:
                if use.entry.id in allowance.covers:
                    whose = use.record["number"] if allowance.per == "number" else ""
                    quantity = value_on(allowance.values, self.first_day(use.item)) or 0
                    granted[use.item.contract, use.item.service, allowance.id, whose, quantity].append(i)
        for (*_, quantity), members in granted.items():
            calls = [(uses[i].start, str(uses[i].record["record_id"]), uses[i].quantity) for i in members]
            for i, of_call in zip(members, covered(calls, quantity), strict=True):
                free[i] = of_call
        return free

    # -------------------------------------------------------------------------------- charges

    def charge(self) -> None:
        """A month's line is the sum of its records, rounded once."""
        for (item, entry), exact in self.exact.items():
            self.charges[item][entry] = ROUNDINGS[self.services[item.service].line_rounding](exact)
        for item in self.items:
            if item.service in self.services:
                self._fees(item, self.services[item.service])
        self.left = {(item, entry): yen for item, of_item in self.charges.items() for entry, yen in of_item.items()}

    def _fees(self, item: Item, service: Service) -> None:
        """By the value of the contract's first day (with the option); by the days, or in full by the first to pay."""
        for fee in service.fees:
            days = self.days_in_force(item, fee.option)
            if not days:
                continue
            first = self.first_day(item, fee.option)
            yen = value_on(fee.values, first)
            if yen is None:
                self._park(item.account, "not_covered")
            elif fee.prorated:
                share = Fraction(yen * len(days), len(self.days))
                self.charges[item][fee.id] = ROUNDINGS[fee.prorated](share)
            elif days[0] == first:
                self.charges[item][fee.id] = yen
        for one_off in service.one_offs:
            for day in self._days_of(item, one_off):
                yen = value_on(one_off.values, day)
                if yen is None:
                    self._park(item.account, "not_covered")
                else:
                    self.charges[item][one_off.id] = self.charges[item].get(one_off.id, 0) + yen

    def _days_of(self, item: Item, one_off: OneOff) -> list[date]:
        """The days on which the contract opens, closes, or has the option and had it not the day before."""
        of_contract = [row for row in self.all_rows if row["contract"] == item.contract]
        if one_off.on == "option_added":
            of_contract = [row for row in of_contract if one_off.option in str(row.get("options", "")).split()]
        mine = [row for row in of_contract if self.item(row) == item]
        if one_off.on == "closed":
            last = max(ends(row) for row in of_contract)
            return [day for day in self.days if day == last and any(ends(row) == day for row in mine)]
        days = [day for day in self.days if any(begins(row) == day for row in mine)]
        if one_off.on == "opened":
            return [day for day in days if day == self.began(item.contract)]
        return [day for day in days if not any(holds_on(row, day - timedelta(days=1)) for row in of_contract)]

    # -------------------------------------------------------------------------------- discounts

    def pools(self) -> Iterator[list[Item]]:
        """01, rules 5 and 7: a group holds office contracts only, a plan the others of it; the rest stand alone."""
        pools: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self.items:
            if item.service in self.services and self.services[item.service].earns_discount:
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
                self._discount_of_incoming_calls(pool)
        for contract, name in sorted({item[::2] for item in self.items}):
            for discount in self.services[name].discounts if name in self.services else ():
                self._discount(discount, [item for item in self.items if item[::2] == (contract, name)])

    def _discount_of_incoming_calls(self, pool: list[Item]) -> None:
        """Number by number, rounded up once; from the taxable calls first, never more than they are; then split."""
        of_number: dict[str, int] = defaultdict(int)  # a number's month is one sum, whoever paid for which part of it
        for (item, number), seconds in self.seconds.items():
            if item in pool:
                of_number[number] += seconds
        earned = sum(((seconds // 60) * DISCOUNT_PER_MINUTE for seconds in of_number.values()), Fraction(0))
        left = ceil(earned)  # what the calls can't take is lost (rule 8)
        for side in ("standard", "export_exempt"):
            cells = [[(item, entry) for entry in self._calls(item, side)] for item in pool]
            taken = min(left, sum(self.left[charge] for cell in cells for charge in cell))
            self._take("incoming-call", cells, taken)
            left -= taken

    def _calls(self, item: Item, tax: str) -> list[str]:
        """The call charges of a class: metered outgoing charges, never the monthly one."""
        entries = self.services[item.service].entries
        return [entry.id for entry in entries if entry.tax == tax and (item, entry.id) in self.left]

    def _discount(self, discount: Discount, items: list[Item]) -> None:
        """Of what the charges cost the contract, at most what is left of them; by tax, in the order of the bill."""
        value = value_on(discount.values, self.first_day(items[0]))
        in_order = [entry for entry, _, _ in self._order(items[0].service) if entry in discount.of]
        cells: dict[tuple[Item, str], list[tuple[Item, str]]] = defaultdict(list)
        for item in items:
            for entry in in_order:
                if (item, entry) in self.left:
                    cells[item, self._tax(item, entry)].append((item, entry))
        of = [charge for cell in cells.values() for charge in cell]
        whole = sum(self.charges[item][entry] for item, entry in of)
        amount = ROUNDINGS[discount.rounding](value * whole) if isinstance(value, Fraction) else value or 0
        self._take(discount.id, list(cells.values()), min(amount, sum(self.left[charge] for charge in of)))

    def _take(self, name: str, cells: list[list[tuple[Item, str]]], taken: int) -> None:
        """Takes yen of the cells, in proportion to what is left of each, and so of the charges in them."""
        for cell, part in zip(cells, shared(taken, [self._left(cell) for cell in cells]), strict=True):
            for (item, entry), yen in zip(cell, shared(part, [self.left[charge] for charge in cell]), strict=True):
                self.left[item, entry] -= yen
                self.discounts[item][name, self._tax(item, entry)] += yen

    def _left(self, cell: list[tuple[Item, str]]) -> int:
        return sum(self.left[charge] for charge in cell)

    # -------------------------------------------------------------------------------- bills

    def bill(self) -> None:
        for account in sorted({item.account for item in self.items}):
            if account not in self.result.parked:
                self.result.bills[account] = self._bill([item for item in self.items if item.account == account])

    def _bill(self, items: list[Item]) -> Bill:
        bill, bases = Bill(), Counter()
        for item in items:
            for entry, yen in self.charges[item].items():
                bases[self._tax(item, entry)] += yen
                if yen:
                    bill.charges[item.contract, entry] = yen
            for (name, rate), yen in self.discounts[item].items():
                bases[rate] -= yen
                if yen:
                    bill.discounts[item.contract, name] = bill.discounts.get((item.contract, name), 0) + yen
        bill.bases = {name: base for name, base in bases.items() if base}
        for name, base in bill.bases.items():
            if name.endswith("%"):
                bill.tax[name] = floor(Fraction(base * int(name[:-1]), 100))
        bill.before_tax = sum(bill.charges.values()) - sum(bill.discounts.values())
        bill.total = bill.before_tax + sum(bill.tax.values())
        return bill

    def _order(self, service: str) -> list[tuple[str, str, bool]]:
        """A service's charges in the order of a bill: id, tax class, whether it is metered."""
        said = self.services[service]
        flat = [(fee.id, fee.tax, False) for fee in (*said.fees, *said.one_offs)]
        return [*flat, *((entry.id, entry.tax, True) for entry in said.entries)]

    def _tax(self, item: Item, charge: str) -> str:
        """The rate of a charge, "8%", or the class of one that bears no tax."""
        tax, is_metered = next((tax, metered) for id_, tax, metered in self._order(item.service) if id_ == charge)
        metered = percent_of_metered(self.month, self.began(item.contract))
        flat = percent_on(self.days_in_force(item)[0])
        return tax if tax != "standard" else f"{metered if is_metered else flat}%"


def bill_month(
    month: str,
    contracts: Iterable[Row],
    usage: Iterable[Row],
    accounts: Iterable[str] | None = None,
    services: Mapping[str, Service] = SERVICES,
) -> MonthResult:
    """A month ("2015-06") of contracts and usage, to bills by account. `accounts`: those known; None knows all."""
    work = _Month(month, contracts, services)
    work.park(None if accounts is None else set(accounts))
    work.rate(usage)
    work.charge()
    work.discount()
    work.bill()
    return work.result
