"""Bill runs, as their folders say; what was issued before, to compare with; bills that stand out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Sum

from yakkan import clock
from yakkan.apps.billing.models import Bill, BillLine, BillRun, Job
from yakkan.apps.billing.models.job import CONFIRM, OPEN
from yakkan.apps.billing.runfolder import LINES
from yakkan.apps.records.rows import copy_out
from yakkan.bill.assemble import BILLS
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.messages import Refused
from yakkan.runs.folder import RUN, read_run

SHOWN = 20
"""Of a list of bills that stand out, so many are shown, those with the largest amounts first."""
LEAST_CHANGE = 1_000
"""A bill has changed much where it is at least so many yen above or below the bill of the month before ..."""
LEAST_PART = 2
"""... and that is at least one half of the larger of the two bills."""
LEAST_HIGH = 10_000
"""A bill is unusually high where it is at least so many yen ..."""
TIMES_THE_MIDDLE = 10
"""... and at least so many times the median of the run's bills."""
_EARLIER = "SELECT account, customer, total FROM billing_bill WHERE month = '{month}'"


@dataclass(frozen=True)
class Run:
    """A run: its folder, what `run.json` says, when it was made, and, where it was confirmed, its row."""

    folder: Path
    said: dict[str, Any]
    made_at: datetime
    confirmed: BillRun | None

    @property
    def name(self) -> str:
        """Its id."""
        return self.folder.name

    @property
    def month(self) -> Month:
        """The month of use that it bills."""
        return Month.parse(self.said["month"])

    @property
    def confirming(self) -> Job | None:
        """The job that is confirming it."""
        return Job.objects.filter(kind=CONFIRM, subject=self.name, state__in=OPEN).first()


def runs_folder() -> Path:
    """The folder of all runs."""
    return Path(settings.DATA) / "runs"


def run(name: str) -> Run | None:
    """The run of this name; None where there is none."""
    folder = runs_folder() / name
    if Path(name).name != name or name == ".." or not (folder / RUN).is_file():
        return None
    confirmed = BillRun.objects.filter(pk=name).select_related("confirmed_by").defer("book").first()
    return _run(folder, {name: confirmed} if confirmed else {})


def all_runs() -> list[Run]:
    """All runs, those of the latest month first, and of a month the latest."""
    confirmed = {row.run: row for row in BillRun.objects.select_related("confirmed_by").defer("book")}
    folders = [file.parent for file in runs_folder().glob(f"*/{RUN}") if not file.parent.name.startswith(".")]
    found = [one for one in (_run(folder, confirmed) for folder in folders) if one]
    return sorted(found, key=lambda one: (one.month, one.made_at), reverse=True)


def waiting_runs(runs: Sequence[Run]) -> list[Run]:
    """The latest run of each month, where it has bills and was not confirmed, and no later one of its month was."""
    latest: dict[Month, Run] = {}
    for one in runs:
        latest.setdefault(one.month, one)
    return [one for one in latest.values() if one.said["counts"]["bills"] and not one.confirmed]


def _run(folder: Path, confirmed: dict[str, BillRun]) -> Run | None:
    try:
        said = read_run(folder)
        Month.parse(said["month"])
    except (Refused, KeyError, ValueError):
        return None
    made_at = datetime.fromtimestamp((folder / RUN).stat().st_mtime, clock.JAPAN)
    return Run(folder, said, made_at, confirmed.get(folder.name))


@dataclass(frozen=True)
class OfService:
    """What a service comes to in the run and in the month before, as issued: lines before tax, in yen; bills."""

    service: str
    bills: int
    yen: int
    bills_before: int
    yen_before: int

    @property
    def change(self) -> int:
        """How much more it is now."""
        return self.yen - self.yen_before


def by_service(one: Run) -> list[OfService]:
    """Each service of the run, or of the bills issued for the month before."""
    engine = DuckDB()
    lines = engine.read("lines", LINES, [one.folder / "lines.parquet"])
    now = {
        row["service"]: (row["bills"], row["yen"])
        for row in engine.rows(lines.group_by("service").agg(bills=lines.bill.nunique(), yen=lines.yen.sum()))
    }
    issued = BillLine.objects.filter(bill__month=str(one.month.after(-1))).values("service")
    before = {
        row["service"]: (row["bills"], row["sum"])
        for row in issued.annotate(bills=Count("bill", distinct=True), sum=Sum("yen"))
    }
    return [OfService(name, *now.get(name, (0, 0)), *before.get(name, (0, 0))) for name in sorted({*now, *before})]


@dataclass(frozen=True)
class Standing:
    """Bills that stand out, a row each (account, total now, before); `counts` says how many there are of each."""

    changed: list[dict[str, Any]]
    new: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    high: list[dict[str, Any]]
    counts: dict[str, int]
    median: int


def standing_out(one: Run) -> Standing:
    """The bills of a run that somebody should look at, by the rules above."""
    engine = DuckDB()
    bills = engine.read("bills", BILLS, [one.folder / "bills.parquet"])
    schema = {"account": "string", "customer": "string", "total": "int64"}
    with transaction.atomic(), connection.cursor() as cursor:
        before = copy_out(cursor, _EARLIER.format(month=one.month.after(-1)), engine, "before", schema)
    before = before.select("account", before=before.total)
    both = bills.select("bill", "account", "customer", "total").outer_join(before, "account")
    both = both.mutate(account=both.account.fill_null(both.account_right), change=both.total - both.before)
    middle = engine.rows(bills.select("total").order_by("total").limit(1, offset=engine.count(bills) // 2))
    median = middle[0]["total"] if middle else 0
    lower, higher = both.total.fill_null(0), both.before.fill_null(0)
    larger = (lower > higher).ifelse(lower, higher)
    much = (both.change.abs() >= LEAST_CHANGE) & (both.change.abs() * LEAST_PART >= larger)
    high = (both.total >= LEAST_HIGH) & (both.total >= median * TIMES_THE_MIDDLE)
    kinds = {
        "changed": (both.filter(much), both.change.abs()),
        "new": (both.filter(both.before.isnull()), both.total),
        "gone": (both.filter(both.total.isnull()), both.before),
        "high": (both.filter(high), both.total),
    }
    rows, counts = {}, {}
    for kind, (found, by) in kinds.items():
        counts[kind] = engine.count(found)
        ordered = found.mutate(by=by).order_by(ibis.desc("by"), "account").limit(SHOWN)
        rows[kind] = engine.rows(ordered.select("bill", "account", "total", "before", "change"))
    return Standing(**rows, counts=counts, median=median)


def bills_of_run(one: Run, text: str, customers: Sequence[str], most: int = 50) -> list[dict[str, Any]]:
    """Bills of a run's folder whose id, account or customer begins so, or that are of these customers."""
    engine = DuckDB()
    bills = engine.read("bills", BILLS, [one.folder / "bills.parquet"])
    if text:
        begins = bills.bill.startswith(text) | bills.account.startswith(text) | bills.customer.startswith(text)
        bills = bills.filter((begins | bills.customer.isin(list(customers))) if customers else begins)
    return engine.rows(bills.order_by("account").limit(most))


def last_issued() -> dict[str, Any] | None:
    """The latest month that has bills: how many, and what they come to."""
    latest = Bill.objects.order_by("-month").values_list("month", flat=True).first()
    if latest is None:
        return None
    return {"month": latest, **Bill.objects.filter(month=latest).aggregate(bills=Count("bill"), yen=Sum("total"))}
