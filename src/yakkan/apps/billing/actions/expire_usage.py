"""Deleting usage after its retention period: decided in the database, then carried out in the lake.

Files without the records that go are written first, beside those that count; the rows of `UsageDeletion` are the
commit; then each delivery's folder is made to agree with its rows. Stopped before the commit nothing has happened but
for files that nobody reads; stopped after it, the next deletion carries out what was decided.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan import clock
from yakkan.apps.billing.actions.rights import EXPIRE, may
from yakkan.apps.billing.locks import HOLDS, LAKE
from yakkan.apps.billing.models import BillRun, Delivery, Hold, ParkedBill, UsageDeletion
from yakkan.apps.billing.queries import lake, open_holds
from yakkan.apps.contracts.queries import all_contracts
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import copy_out
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch
from yakkan.messages import Refused
from yakkan.runs import delivery_folder, expiry
from yakkan.runs.delivery_folder import QUARANTINE, Deletion
from yakkan.runs.expiry import DELETED, Asked, Billing, Counted, Held, MonthExpiry
from yakkan.runs.folder import sha256
from yakkan.terms.retention import deleted_from, longest_from
from yakkan.terms.schema import Retention
from yakkan.usage.schema import KINDS

_BILLS = """
    SELECT account, run FROM billing_bill WHERE month = '{month}'
    UNION
    SELECT bill.account, later.run FROM billing_bill bill, billing_billrun later
    WHERE bill.month = '{month}' AND later.month > '{month}' AND later.settled ? '{month}'
"""
"""Who was billed for a month by which run: the run of the month or, of what came late, a later one that settled it."""
_UNRATED = "quarantine.csv"


@dataclass(frozen=True)
class Period:
    """The carrier's terms of retention and the day on which periods are looked at."""

    terms: Sequence[Retention]
    day: date


@dataclass
class Outcome:
    """What a deletion came to: records by (month, kind, outcome); kinds in the lake without a period, by month;
    runs whose list of records that they could not rate is lost, so that their usage stays."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    without_period: dict[str, list[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def expire_usage(period: Period, data: Path, username: str) -> Outcome:
    """Delete the usage whose period is over on a day, in the name of a user with the right to.

    One at a time, and not while usage is loaded. A day that has not come is refused.
    """
    if period.day > clock.today():
        raise Refused("retention.day_to_come", values={"day": period.day})
    with transaction.atomic(), connection.cursor() as cursor:
        may(username, EXPIRE)
        _alone(cursor)
        _settle(data)
        outcome = _Expiry(cursor, data, period, username).decide()
        gone = sum(records for (_, _, what), records in outcome.counts.items() if what == DELETED)
        record(username, "delete usage", f"usage on {period.day}", f"{gone} records")
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor)
        _settle(data)
    return outcome


def foresee_expiry(period: Period, data: Path) -> Outcome:
    """What `expire_usage` would delete and leave on a day; nothing is changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor)
        return _Expiry(cursor, data, period, "").decide()


def _alone(cursor: CursorWrapper) -> None:
    cursor.execute(LAKE)
    cursor.execute(HOLDS)


def _settle(data: Path) -> None:
    """Makes the lake agree with all that was ever decided."""
    decided: dict[str, list[Deletion]] = defaultdict(list)
    for row in UsageDeletion.objects.select_related("delivery").order_by("id"):
        deletion = Deletion(row.month, row.kind, row.records, str(row.day), row.before, row.after)
        decided[row.delivery.folder].append(deletion)
    for folder in Delivery.objects.order_by("folder").values_list("folder", flat=True):
        delivery_folder.settle(lake(data) / folder, decided[folder])


class _Expiry:
    """One deletion: what is due, month by month; `username` is empty where it is only foreseen."""

    def __init__(self, cursor: CursorWrapper, data: Path, period: Period, username: str) -> None:
        self.cursor, self.data, self.period, self.username = cursor, data, period, username
        self.deliveries = {row.folder: row for row in Delivery.objects.order_by("folder")}
        self.holds = [_held(hold) for hold in open_holds()]
        self.outcome = Outcome()

    def decide(self) -> Outcome:
        """Every month of the lake in which a period is over, then the detail of quarantined records."""
        in_month: dict[str, list[str]] = defaultdict(list)
        for folder in self.deliveries:
            for month in delivery_folder.months(lake(self.data) / folder):
                in_month[month].append(folder)
        for month, folders in sorted(in_month.items()):
            self._month(Month.parse(month), folders)
        for delivery in self.deliveries.values():
            self._quarantine(delivery)
        return self.outcome

    def _month(self, month: Month, folders: Sequence[str]) -> None:
        firsts = {kind: deleted_from(self.period.terms, kind, month, self.period.day) for kind in KINDS}
        with scratch() as spill:
            engine = DuckDB(spill=spill)
            self._name_without_period(engine, month, folders, [kind for kind, first in firsts.items() if not first])
            due = [kind for kind, first in firsts.items() if first and first <= self.period.day]
            if due:
                asked = Asked(month, due, self.holds)
                self._delete(MonthExpiry(engine, lake(self.data), asked, folders, self._billing(engine, month)))

    def _name_without_period(self, engine: DuckDB, month: Month, folders: Sequence[str], kinds: Sequence[str]) -> None:
        """Kinds that are in the lake and of which the terms do not say how long they are kept."""
        if kinds:
            found = [delivery_folder.file_of(lake(self.data) / folder, month) for folder in folders]
            held = expiry.kinds_of(engine, [file[1] for file in found if file])
            if unsaid := sorted(set(held) & set(kinds)):
                self.outcome.without_period[str(month)] = unsaid

    def _delete(self, of_month: MonthExpiry) -> None:
        counts = of_month.counts()
        for each in counts:
            self.outcome.counts[each.month, each.kind, each.outcome] += each.records
        gone = [each for each in counts if each.outcome == DELETED]
        if self.username:
            for delivery in dict.fromkeys(each.delivery for each in gone):
                hashes = of_month.write_rest(delivery)
                self._commit([each for each in gone if each.delivery == delivery], hashes)

    def _quarantine(self, delivery: Delivery) -> None:
        """The detail of quarantined records, after the longest period of any kind since they were received.

        No kind or day is known of them: any hold that does not begin after that month keeps them.
        """
        month = Month.of(delivery.received_at.astimezone(clock.JAPAN).date())
        first = longest_from(self.period.terms, month, self.period.day)
        done = delivery.deletions.filter(kind=QUARANTINE).exists()
        if not delivery.quarantined or done or first is None or first > self.period.day:
            return
        held = any(hold.first <= month for hold in self.holds)
        what = expiry.HELD if held else DELETED
        self.outcome.counts[str(month), QUARANTINE, what] += delivery.quarantined
        if self.username and not held:
            counted = Counted(delivery.folder, str(month), QUARANTINE, DELETED, delivery.quarantined)
            self._commit([counted], ("", ""))

    def _commit(self, gone: Iterable[Counted], hashes: tuple[str, str]) -> None:
        """The rows that say so."""
        UsageDeletion.objects.bulk_create(
            UsageDeletion(
                delivery=self.deliveries[each.delivery],
                month=each.month,
                kind=each.kind,
                records=each.records,
                day=self.period.day,
                before=hashes[0],
                after=hashes[1],
                who=self.username,
                at=clock.now(),
            )
            for each in gone
        )

    def _billing(self, engine: DuckDB, month: Month) -> Billing:
        """What was billed of the month. A run whose list of unrated records is lost billed nothing, for all we know."""
        runs, unrated = {}, {}
        for run in BillRun.objects.filter(inputs__months__has_key=str(month)).order_by("run"):
            listed = self.data / "runs" / run.run / _UNRATED
            if run.counts.get("quarantined") or run.month != str(month):
                if not listed.is_file() or sha256(listed) != run.files.get(_UNRATED):
                    self.outcome.lost.append(run.run)
                    continue
                unrated[run.run] = listed
            runs[run.run] = set(run.inputs["months"][str(month)]["usage"].values())
        parked = set(ParkedBill.objects.filter(run__month=str(month)).values_list("account", flat=True))
        billed = copy_out(self.cursor, _BILLS.format(month=month), engine, "issued_bills", expiry.BILLS)
        parked -= {row["account"] for row in engine.rows(billed.filter(billed.account.isin(sorted(parked))))}
        contracts = all_contracts(self.cursor, engine)
        return Billing(contracts, billed, parked, runs, unrated)


def _held(hold: Hold) -> Held:
    return Held(Month.parse(hold.first_month), Month.parse(hold.last_month), hold.kind, hold.partner)
