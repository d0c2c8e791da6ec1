"""What is asked of bills, the ledger and the deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Prefetch, QuerySet, Sum

from yakkan.apps.billing.models import (
    Bill,
    BillLine,
    BillRun,
    BillTax,
    Delivery,
    Entry,
    Hold,
    LineCitation,
    UsageDeletion,
)
from yakkan.bill.assemble import BILLS
from yakkan.bill.tax import TAXES
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.runs.delivery_folder import QUARANTINE
from yakkan.runs.told import ToldBill, numbers_of

BILL_CITED = ("entry", "position", "in_force_from", "recorded", "source", "clause", "records", "quantity", "amount")


@dataclass(frozen=True)
class IssuedBill:
    """A bill with all that it says: lines in order, each with its citations (`line.citations.all()`), and taxes.

    `book` is the frozen book of its run, as JSON text.
    """

    bill: Bill
    lines: Sequence[BillLine]
    taxes: Sequence[BillTax]
    book: str


def balance(account: str) -> int:
    """What a billing account owes, in yen: the sum of its entries and nothing else."""
    return Entry.objects.filter(account=account).aggregate(owed=Sum("yen", default=0))["owed"]


def bill(bill_id: str) -> IssuedBill | None:
    """An issued bill by its id, in four queries however long it is; None where there is none."""
    found = Bill.objects.select_related("run", "account", "customer").filter(pk=bill_id).first()
    if found is None:
        return None
    citations = Prefetch("citations", LineCitation.objects.order_by("position"))
    lines = BillLine.objects.filter(bill=bill_id).order_by("position").prefetch_related(citations)
    taxes = BillTax.objects.filter(bill=bill_id).order_by("tax_class", "percent")
    return IssuedBill(found, list(lines), list(taxes), found.run.book)


def told_bill(bill_id: str, data: Path) -> ToldBill | None:
    """An issued bill as rows that explain themselves; None where there is none.

    The seconds that its numbers received come from the folder of its run, if that is still there.
    """
    found = Bill.objects.filter(pk=bill_id).values("run", *sorted(set(BILLS) - {"lines"})).first()
    if found is None:
        return None
    run = found.pop("run")
    lines = BillLine.objects.filter(bill=bill_id).order_by("position").values()
    citations = LineCitation.objects.filter(line__bill=bill_id).order_by("line", "position")
    taxes = BillTax.objects.filter(bill=bill_id).order_by("tax_class", "percent")
    return ToldBill(
        bill=found,
        lines=list(lines),
        citations=list(citations.values("line", *BILL_CITED)),
        taxes=list(taxes.values(*TAXES)),
        numbers=numbers_of(DuckDB(), data / "runs" / run, found["account"]),
        book=BillRun.objects.values_list("book", flat=True).get(pk=run),
    )


def bills_of(account: str) -> QuerySet[Bill]:
    """An account's bills, the latest month first."""
    return Bill.objects.filter(account=account).order_by("-month")


def lake(data: Path) -> Path:
    """The lake of a data folder: one folder a delivery."""
    return data / "lake"


def deliveries_of(data: Path, month: Month) -> list[Delivery]:
    """The committed deliveries that hold usage of a month, or are gone from the lake, by folder."""
    rows = Delivery.objects.order_by("folder")
    folders = {row.folder: lake(data) / row.folder for row in rows}
    held = {name for name, folder in folders.items() if (folder / "usage" / f"month={month}").is_dir()}
    return [row for row in rows if row.folder in held or not folders[row.folder].is_dir()]


def usage_folders(data: Path, month: Month) -> list[Path]:
    """The folders of the lake with a month's usage, of committed deliveries, in order."""
    return [lake(data) / row.folder / "usage" / f"month={month}" for row in deliveries_of(data, month)]


def deleted_months() -> set[str]:
    """The months of which usage, of whatever kind, was deleted after its retention period."""
    deleted = UsageDeletion.objects.exclude(kind=QUARANTINE)
    return set(deleted.values_list("month", flat=True).distinct())


def open_holds() -> QuerySet[Hold]:
    """The holds that are not released, the oldest first."""
    return Hold.objects.filter(release__isnull=True).order_by("id")


def unknown_folders(data: Path) -> list[Path]:
    """The lake's folders that no delivery committed: to be swept."""
    known = set(Delivery.objects.values_list("folder", flat=True))
    found = sorted(lake(data).iterdir()) if lake(data).is_dir() else []
    return [
        folder for folder in found if folder.is_dir() and folder.name not in known and not folder.name.startswith(".")
    ]
