"""Making a bill run: snapshots of contracts and accounts out of the database, then the run over files."""

from datetime import date
from pathlib import Path

from django.db import connection, transaction

from yakkan.apps.billing.queries import deliveries_of, lake
from yakkan.apps.records.rows import copy_out
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch
from yakkan.rating import CONTRACTS
from yakkan.runs import bill
from yakkan.runs.calculation import ACCOUNTS

_CONTRACTS = """
    SELECT contract, account, customer, service, number, plan, "group", options, start, "end", 0 FROM contracts_contract
"""
_ACCOUNTS = """
    SELECT account, customer, method, delivery,
        EXISTS (SELECT FROM billing_bill issued WHERE issued.account = known.account AND issued.month = '{month}')
    FROM customers_billingaccount known
"""


def make_run(month: Month, book: Path, data: Path, known_on: date) -> Path:
    """Work out the bills of `month` into a folder of `<data>/runs`, by the book as known on a day; says which folder.

    Nothing is issued: look at it, then confirm it. The same state gives the same folder.
    """
    with scratch() as folder:
        deliveries = snapshot(month, data, folder)
        inputs = bill.BillInputs(
            book=book,
            lake=lake(data),
            deliveries=deliveries,
            contracts=folder / "contracts.parquet",
            accounts=folder / "accounts.parquet",
            known_on=known_on,
        )
        return bill.make(month, inputs, data / "runs")


def snapshot(month: Month, data: Path, folder: Path) -> list[str]:
    """`contracts.parquet` and `accounts.parquet` in `folder`; the names of the deliveries that hold usage of the month.

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
    return [delivery.folder for delivery in deliveries]
