"""What is asked of bills, the ledger and the deliveries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet, Sum

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
from yakkan.apps.customers.models import Customer
from yakkan.apps.records.models import IssuedDocument
from yakkan.bill.assemble import BILLS
from yakkan.bill.tax import TAXES
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.residue import RESIDUE
from yakkan.runs import delivery_folder, reasons
from yakkan.runs.delivery_folder import QUARANTINE
from yakkan.runs.told import ToldBill, numbers_of

BILL_DOCUMENT = "bill"
"""The kind of an issued document that is a bill; its subject is the bill's id."""
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


def bills_of_month(month: Month) -> QuerySet[Bill]:
    """The issued bills of a month of use."""
    return Bill.objects.filter(month=str(month)).order_by("bill")


def without_document(month: Month) -> QuerySet[Bill, tuple[str, str]]:
    """The issued bills of a month that have no document in their customer's language, each with that language."""
    kept = IssuedDocument.objects.filter(
        kind=BILL_DOCUMENT, subject=OuterRef("bill"), language=OuterRef("customer__language"), format="pdf"
    )
    return bills_of_month(month).filter(~Exists(kept)).values_list("bill", "customer__language")


@dataclass(frozen=True)
class Sought:
    """Which issued documents are looked for; what is None may be anything. Days and yen are both inclusive.

    `customer` is his id, his billing number, or a part of his name or its reading: of the name on the document, and of
    today's.
    """

    first: date | None = None
    last: date | None = None
    least: int | None = None
    most: int | None = None
    customer: str = ""


def documents(sought: Sought) -> QuerySet[IssuedDocument]:
    """The issued documents that are looked for, by day and subject; their bytes are read when they are asked for."""
    found = IssuedDocument.objects.defer("content").order_by("day", "subject", "language", "format")
    bounds = {
        "day__gte": sought.first,
        "day__lte": sought.last,
        "amount__gte": sought.least,
        "amount__lte": sought.most,
    }
    found = found.filter(**{name: bound for name, bound in bounds.items() if bound is not None})
    if sought.customer:
        now = Customer.objects.filter(Q(name__icontains=sought.customer) | Q(kana__icontains=sought.customer))
        found = found.filter(
            Q(customer=sought.customer)
            | Q(account=sought.customer)
            | Q(name__icontains=sought.customer)
            | Q(customer__in=now.values("customer"))
        )
    return found


def bills_of(account: str) -> QuerySet[Bill]:
    """An account's bills, the latest month first."""
    return Bill.objects.filter(account=account).order_by("-month")


def lake(data: Path) -> Path:
    """The lake of a data folder: one folder a delivery."""
    return data / "lake"


@dataclass(frozen=True)
class Held:
    """What the lake holds of a month: the deliveries' folders, and the hashes of their files."""

    folders: Sequence[str]
    usage: Sequence[str]


def deliveries_by_month(data: Path, months: Iterable[Month]) -> dict[Month, Held]:
    """The committed deliveries that hold usage of each month, or are gone from the lake, by folder."""
    said: dict[str, dict[str, str] | None] = {}
    for name in Delivery.objects.order_by("folder").values_list("folder", flat=True):
        there = (lake(data) / name).is_dir()
        said[name] = delivery_folder.months(lake(data) / name) if there else None
    return {
        month: Held(
            [name for name, held in said.items() if held is None or str(month) in held],
            [held[str(month)] for held in said.values() if held and str(month) in held],
        )
        for month in months
    }


def deleted_months() -> set[Month]:
    """The months of which usage, of whatever kind, was deleted after its retention period."""
    deleted = UsageDeletion.objects.exclude(kind=QUARANTINE)
    return {Month.parse(name) for name in deleted.values_list("month", flat=True).distinct()}


def came_too_late(data: Path) -> list[tuple[str, Month]]:
    """The files that brought usage of a month after usage of it was deleted, each with the month: it is not billed."""
    deletions = UsageDeletion.objects.exclude(kind=QUARANTINE).values_list("month").annotate(since=Min("at"))
    since = {Month.parse(month): at for month, at in deletions}
    held = deliveries_by_month(data, since)
    received = {row.folder: row for row in Delivery.objects.all()} if since else {}
    return [
        (received[name].file, month)
        for month, at in sorted(since.items())
        for name in held[month].folders
        if received[name].received_at > at
    ]


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


@dataclass(frozen=True)
class UsageBalance:
    """All records ever delivered, and where they are: `received + added = accepted + duplicate + open + left_out`.

    `added` and `left_out` are the records that came or went when quarantine was taken up again.
    """

    received: int
    added: int
    accepted: int
    duplicate: int
    open: int
    left_out: int


def usage_balance() -> UsageBalance:
    """The balance of all deliveries: received counts files only, open only what nobody took up."""
    first, successor = Q(again_of__isnull=True), Q(again_of__isnull=False)
    found = Delivery.objects.aggregate(
        all_received=Sum("received", filter=first, default=0),
        all_added=Sum("added", filter=successor, default=0),
        all_accepted=Sum("accepted", default=0),
        all_duplicate=Sum("duplicate", default=0),
        all_open=Sum("quarantined", filter=Q(again__isnull=True), default=0),
        all_left_out=Sum("left_out", filter=successor, default=0),
    )
    return UsageBalance(**{name.removeprefix("all_"): count for name, count in found.items()})


def open_deliveries(format_name: str | None = None) -> list[Delivery]:
    """The deliveries whose quarantine is open, of all formats or of one, in the order in which they came."""
    rows = Delivery.objects.filter(quarantined__gt=0, again__isnull=True).order_by("received_at", "folder")
    return list(rows.filter(format=format_name) if format_name else rows)


def open_quarantine(data: Path, format_name: str | None = None) -> list[tuple[str, int]]:
    """The messages of the reasons for open quarantine, each with its records, the most frequent first."""
    counts: Counter[str] = Counter()
    for row in open_deliveries(format_name):
        counts.update(dict(reasons.quarantined(lake(data) / row.folder / "quarantine.csv")))
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))


def residue_of(data: Path, delivery: Delivery) -> Path:
    """What is kept of a delivery's quarantine, to be read again; there may be none."""
    return lake(data) / delivery.folder / RESIDUE


def closed_residues(data: Path) -> list[Path]:
    """Residues of deliveries that have a successor: nobody needs them any more."""
    closed = Delivery.objects.filter(quarantined__gt=0, again__isnull=False)
    return [residue for residue in (residue_of(data, row) for row in closed) if residue.is_file()]


def quarantine_left_of(data: Path, delivery: Delivery) -> int:
    """How many records of a delivered file are in quarantine to this day and can be taken up again."""
    last = delivery
    while successor := Delivery.objects.filter(again_of=last).first():
        last = successor
    return last.quarantined if residue_of(data, last).is_file() else 0
