"""Issued bills as an audit takes them: the lake's files, the contracts, and whose bills were made by which terms."""

from collections.abc import Sequence
from pathlib import Path

from django.db import connection, transaction

from yakkan.apps.billing.models import Bill, Delivery
from yakkan.apps.billing.queries import deliveries_by_month, lake
from yakkan.apps.contracts.queries import all_contracts
from yakkan.apps.incidents.rights import FIND, may
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import copy_out
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.messages import Refused
from yakkan.runs import delivery_folder
from yakkan.runs.audit_issued import BILLS, Issued, LakeFile

_BILLS = """
    SELECT bill.account, bill.month, run.as_known_on
    FROM billing_bill bill JOIN billing_billrun run ON run.run = bill.run
    WHERE bill.month BETWEEN '{first}' AND '{last}'
"""


def issued_bills(months: tuple[Month, Month], data: Path, folder: Path, username: str) -> Issued:
    """The bills of the months from the first to the last, for a user who may find incidents; he is on the trail.

    The snapshot goes into `folder`. Refused where no bill of these months was issued.
    """
    may(username, FIND)
    first, last = months
    engine = DuckDB()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        issued = Bill.objects.filter(month__gte=str(first), month__lte=str(last))
        billed = [Month.parse(name) for name in issued.values_list("month", flat=True).distinct().order_by("month")]
        if not billed:
            raise Refused("incident.nothing_issued", values={"first": first, "last": last})
        contracts = all_contracts(cursor, engine)
        bills = copy_out(cursor, _BILLS.format(first=first, last=last), engine, "bills", BILLS)
        usage = _files(data, billed)
    engine.write(contracts.order_by("contract", "number", "start"), folder / "contracts.parquet")
    engine.write(bills.order_by("month", "account"), folder / "bills.parquet")
    record(username, "audit issued bills", f"bills {first} - {last}", f"{engine.count(bills)} bills")
    return Issued(usage, folder / "contracts.parquet", folder / "bills.parquet")


def _files(data: Path, months: Sequence[Month]) -> dict[Month, list[LakeFile]]:
    """The lake's files of each month, with the format that each delivery came in."""
    formats = dict(Delivery.objects.values_list("folder", "format"))
    found: dict[Month, list[LakeFile]] = {}
    for month, held in deliveries_by_month(data, months).items():
        files = [(name, delivery_folder.named(lake(data) / name, month)) for name in held.folders]
        found[month] = [LakeFile(formats[name], file, hashed) for name, of in files if of for hashed, file in [of]]
    return found
