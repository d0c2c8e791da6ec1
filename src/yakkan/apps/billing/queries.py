"""What is asked of bills, the ledger and the deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Prefetch, QuerySet, Sum

from yakkan.apps.billing.models import Bill, BillLine, BillTax, Delivery, Entry, LineCitation
from yakkan.days import Month

_LAKE = "usage"


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


def bills_of(account: str) -> QuerySet[Bill]:
    """An account's bills, the latest month first."""
    return Bill.objects.filter(account=account).order_by("-month")


def deliveries_of(data: Path, month: Month) -> list[Delivery]:
    """The committed deliveries that hold usage of a month, by folder."""
    rows = Delivery.objects.order_by("folder")
    return [row for row in rows if (data / _LAKE / row.folder / f"month={month}").is_dir()]


def usage_files(data: Path, month: Month, deliveries: Sequence[Delivery]) -> list[Path]:
    """The lake's files of a month, of these deliveries, in order."""
    folders = [data / _LAKE / delivery.folder / f"month={month}" for delivery in deliveries]
    return [file for folder in folders for file in sorted(folder.glob("*.parquet"))]


def unknown_folders(data: Path) -> list[Path]:
    """The lake's folders that no delivery committed."""
    lake = data / _LAKE
    known = set(Delivery.objects.values_list("folder", flat=True))
    found = sorted(lake.iterdir()) if lake.is_dir() else []
    return [folder for folder in found if folder.is_dir() and folder.name not in known]
