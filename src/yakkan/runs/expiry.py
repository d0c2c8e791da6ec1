"""Which records of a month may be deleted after their retention period, and what is left of a delivery without them.

A record goes where the period of its kind is over, no hold keeps it, and the month of its account is settled: every
record of the account was billed. An account whose month is not settled keeps all of it, and so do those that it
shares a plan or group with, for its bill is worked out from theirs too. A record of a number without a contract was
never billed, and stays.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import ibis
import ibis.expr.types as ir

from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.rating import place
from yakkan.runs import delivery_folder
from yakkan.runs.calculation import UNRATED
from yakkan.terms import tables
from yakkan.usage import SCHEMA as USAGE

BILLS = {"account": "string", "run": "string"}
"""The issued bills of a month, each with its run."""
DELETED, HELD, UNBILLED, KEPT = "deleted", "held", "unbilled", "kept"
"""What becomes of a record; `kept`: its period is not over."""
_ORDER = ("kind", "partner", "started_at", "record_id")


@dataclass(frozen=True)
class Held:
    """Usage that must not be deleted: of these months, and of one kind or partner where they are not empty."""

    first: Month
    last: Month
    kind: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Billing:
    """What was billed of a month: `contracts`, `bills` of BILLS, accounts `parked` in a run and not billed since.

    `runs` says from which deliveries each run was made; `unrated` holds the list of records that it could not rate.
    """

    contracts: ir.Table
    bills: ir.Table
    parked: Collection[str]
    runs: Mapping[str, Collection[str]]
    unrated: Mapping[str, Path]


@dataclass(frozen=True)
class Asked:
    """A month of the lake, the kinds whose period is over, and the holds."""

    month: Month
    kinds: Collection[str]
    holds: Sequence[Held]


@dataclass(frozen=True)
class Counted:
    """How many records of a kind and month of a delivery there are of each outcome."""

    delivery: str
    month: str
    kind: str
    outcome: str
    records: int


class MonthExpiry:
    """One month of the lake: what becomes of its records, delivery by delivery."""

    def __init__(self, engine: DuckDB, lake: Path, asked: Asked, deliveries: Sequence[str], billing: Billing) -> None:
        """Looks at all of the month's records once. Raises Refused where a file of usage is lost."""
        self.engine, self.lake, self.asked = engine, lake, asked
        found = {delivery: delivery_folder.file_of(lake / delivery, asked.month) for delivery in deliveries}
        self.files = {delivery: file for delivery, file in found.items() if file}
        months = engine.put("terms_months", tables.MONTHS, tables.months((asked.month,)))
        rows = engine.keep("contract_rows", place.rows(billing.contracts))
        disagreeing = engine.keep("disagreeing", place.disagreeing(rows, months))
        self.rows = engine.keep("agreeing", place.agreeing(rows, disagreeing))
        self.open = engine.keep("open_accounts", self._open(rows, months, billing))

    def counts(self) -> list[Counted]:
        """How many records of which kind become what."""
        counted = []
        for delivery in self.files:
            judged = self._judged(delivery)
            totals = judged.group_by("kind", "outcome").agg(records=judged.count()).order_by("kind", "outcome")
            for row in self.engine.rows(totals):
                counted.append(Counted(delivery, str(self.asked.month), **row))
        return counted

    def write_rest(self, delivery: str) -> tuple[str, str]:
        """Writes what is left of a delivery's month beside its file; the hashes of the file and of the new one.

        The new one is '' where nothing is left. Nothing counts yet.
        """
        hashed, file = self.files[delivery]
        judged = self._judged(delivery)
        rest = judged.filter(judged.outcome != DELETED).select(list(USAGE)).order_by(*_ORDER)
        if not self.engine.count(rest):
            return hashed, ""
        writing = file.with_name(delivery_folder.WRITING)
        try:
            self.engine.write(rest, writing)
            return hashed, delivery_folder.name_after_hash(writing)
        finally:
            writing.unlink(missing_ok=True)

    def _judged(self, delivery: str) -> ir.Table:
        """The delivery's records, each with its `outcome`."""
        usage = self._accounted(self._usage([delivery]))
        still_open = self.open.select(open_account="account")
        usage = usage.left_join(still_open, usage.account == still_open.open_account)
        unbilled = usage.account.isnull() | usage.open_account.notnull()
        due = usage.kind.isin(sorted(self.asked.kinds))
        outcome = ibis.ifelse(unbilled, UNBILLED, DELETED)
        return usage.mutate(outcome=ibis.ifelse(~due, KEPT, ibis.ifelse(self._held(usage), HELD, outcome)))

    def _held(self, usage: ir.Table) -> ir.BooleanValue:
        never: ir.BooleanValue = ibis.literal(False)
        holds = [hold for hold in self.asked.holds if hold.first <= self.asked.month <= hold.last]
        return reduce(lambda held, hold: held | _held_by(usage, hold), holds, never)

    def _usage(self, deliveries: Sequence[str]) -> ir.Table:
        return self.engine.read("expiring", USAGE, [self.files[delivery][1] for delivery in deliveries])

    def _accounted(self, usage: ir.Table) -> ir.Table:
        """Records beside the account that is billed for them; null where there is none."""
        whose = self.rows.select("row", "account")
        return place.placed(usage, self.rows).left_join(whose, "row").drop("row_right")

    def _open(self, rows: ir.Table, months: ir.Table, billing: Billing) -> ir.Table:
        """The accounts whose month is not settled, and those that share a plan or group with one of them."""
        unrated = self._unrated(billing)
        parked = [(account,) for account in sorted(billing.parked)]
        known = self.engine.put("open_known", {"account": "string"}, parked)
        for runs, deliveries in self._alike(billing).items():
            usage = self._accounted(self._usage(deliveries)).filter(lambda t: t.account.notnull())
            bills = billing.bills.filter(billing.bills.run.isin(runs)) if runs else billing.bills.limit(0)
            record = ["file", "line", "record_id"]
            billed = usage.join(bills, "account").anti_join(unrated, ["run", *record])
            found = usage.anti_join(billed, record).select("account").distinct()
            known = self.engine.keep("open_known", known.union(found).distinct())
        of_month = rows.join(months, (rows.start < months.next) & (rows.end > months.first)).select(
            "account", "plan", "group"
        )
        shares = [
            of_month.filter(of_month[by] != "").select("account", pool=ibis.literal(f"{by} ") + of_month[by])
            for by in ("plan", "group")
        ]
        pools = ibis.union(*shares).distinct()
        mates = pools.semi_join(pools.semi_join(known, "account"), "pool").select("account")
        return known.union(mates).distinct()

    def _alike(self, billing: Billing) -> dict[tuple[str, ...], list[str]]:
        """The deliveries by the runs that were made from them: few however many deliveries there are."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for delivery in self.files:
            runs = tuple(sorted(run for run, made_from in billing.runs.items() if delivery in made_from))
            alike.setdefault(runs, []).append(delivery)
        return alike

    def _unrated(self, billing: Billing) -> ir.Table:
        """The records that a run could not rate, with the run."""
        schema = {**UNRATED, "run": "string"}
        found = self.engine.put("unrated", schema, [])
        for run, file in sorted(billing.unrated.items()):
            listed = self.engine.read_csv("unrated_of_run", UNRATED, [file]).mutate(run=ibis.literal(run))
            found = self.engine.keep("unrated", found.union(listed.select(list(schema))))
        return found


def _held_by(usage: ir.Table, hold: Held) -> ir.BooleanValue:
    held: ir.BooleanValue = ibis.literal(True)
    if hold.kind:
        held = held & (usage.kind == hold.kind)
    if hold.partner:
        held = held & (usage.partner == hold.partner)
    return held


def kinds_of(engine: DuckDB, files: Sequence[Path]) -> list[str]:
    """The kinds of use in files of usage."""
    usage = engine.read("kinds_of_usage", USAGE, files)
    return [row["kind"] for row in engine.rows(usage.select("kind").distinct().order_by("kind"))]
