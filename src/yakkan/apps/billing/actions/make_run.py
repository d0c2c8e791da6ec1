"""Making a bill run: snapshots of contracts and accounts out of the database, then the run over files."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction

from yakkan.apps.billing.queries import deliveries_of, usage_files
from yakkan.apps.records.rows import copy_out
from yakkan.days import Month
from yakkan.engines import DuckDB

CONTRACTS = {
    "contract": "string", "account": "string", "customer": "string", "service": "string", "number": "string",
    "plan": "string", "group": "string", "options": "string", "start": "date", "end": "date", "line": "int64",
}  # fmt: skip
"""The snapshot of contracts; `line` is 0, for they come from no file."""
ACCOUNTS = {
    "account": "string", "customer": "string", "method": "string", "delivery": "string", "billed": "boolean",
}  # fmt: skip
"""The snapshot of billing accounts; `billed`: a bill of the month is issued already."""
_CONTRACTS = """
    SELECT contract, account, customer, service, number, plan, "group", options, start, "end", 0 FROM contracts_contract
"""
_ACCOUNTS = """
    SELECT account, customer, method, delivery,
        EXISTS (SELECT FROM billing_bill issued WHERE issued.account = known.account AND issued.month = '{month}')
    FROM customers_billingaccount known
"""


def make_run(month: Month, book: Path, data: Path, as_known_on: date) -> tuple[Path, dict[str, Any]]:
    """Work out the bills of `month` into a folder of `<data>/runs`; the folder, and what its `run.json` says.

    Nothing is issued: look at it, then confirm it. The same state gives the same folder.
    """
    from yakkan.runs import bill

    with TemporaryDirectory(prefix="yakkan-") as folder:
        usage, deliveries = snapshot(month, data, Path(folder))
        inputs = bill.BillInputs(
            book=book,
            usage=usage,
            deliveries=deliveries,
            contracts=Path(folder) / "contracts.parquet",
            accounts=Path(folder) / "accounts.parquet",
            as_known_on=as_known_on,
        )
        record = bill.make(month, inputs, data / "runs")
    return data / "runs" / record["run"], record


def snapshot(month: Month, data: Path, folder: Path) -> tuple[list[Path], dict[str, str]]:
    """`contracts.parquet` and `accounts.parquet` in `folder`; the usage files of the month and its deliveries' hashes.

    All are of one moment, and ordered, so that the same state gives the same bytes.
    """
    engine = DuckDB()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        deliveries = deliveries_of(data, month)
        contracts = copy_out(cursor, _CONTRACTS, engine, "contracts", CONTRACTS)
        accounts = copy_out(cursor, _ACCOUNTS.format(month=month), engine, "accounts", ACCOUNTS)
    ordered = contracts.order_by("contract", "number", "start")
    engine.write(ordered, folder / "contracts.parquet")
    engine.write(accounts.order_by("account"), folder / "accounts.parquet")
    hashes = {delivery.folder: delivery.sha256 for delivery in deliveries}
    return usage_files(data, month, deliveries), hashes
