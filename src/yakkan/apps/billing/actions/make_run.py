"""Making a bill run: snapshots of contracts and accounts out of the database, then the run over files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan.apps.billing.differences import refuse_open
from yakkan.apps.billing.models import BillRun
from yakkan.apps.billing.queries import deleted_months, deliveries_by_month, lake
from yakkan.apps.contracts.queries import all_contracts
from yakkan.apps.records.rows import copy_out
from yakkan.bill.assemble import CITING
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch
from yakkan.runs import bill, earlier, waiting
from yakkan.runs.calculation import ACCOUNTS
from yakkan.runs.standing import OTHERS
from yakkan.terms import load

_ACCOUNTS = """
    SELECT account, customer, method, delivery,
        EXISTS (SELECT FROM billing_bill issued WHERE issued.account = known.account AND issued.month = '{month}')
    FROM customers_billingaccount known
"""
_LINES = """
    FROM billing_billline line
    JOIN billing_bill bill ON bill.bill = line.bill AND bill.month >= '{first}'
    JOIN billing_bill own ON own.account = bill.account AND own.month = line.month
    JOIN billing_billrun run ON run.run = own.run
"""
_BILLED = (
    """
    SELECT bill.account, line.contract, line.service, line.month, line.entry, line.kind, line.tax_class,
        line.tax_percent, min(line.name_ja), min(line.name_en), min(line.unit), sum(line.records), sum(line.quantity),
        sum(line.yen), run.as_known_on
    """
    + _LINES
    + """
    WHERE line.month IN ({months}) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, run.as_known_on
    UNION ALL
    SELECT own.account, '', '', own.month, '', '', '', 0, '', '', '', 0, 0, 0, run.as_known_on
    FROM billing_bill own JOIN billing_billrun run ON run.run = own.run
    WHERE own.month IN ({months}) AND NOT EXISTS (
        SELECT FROM billing_bill bill JOIN billing_billline line ON line.bill = bill.bill
        WHERE bill.account = own.account AND bill.month >= '{first}' AND line.month = own.month
    )
    """
)
"""What was billed for months of use; 0 yen of nothing where a month's bill has lines of earlier months only."""
_CITATIONS = (
    """
    SELECT DISTINCT bill.account, line.contract, line.service, line.month, line.entry, cited.in_force_from,
        cited.recorded, cited.source, cited.clause, 0, 0, 0, cited.entry, 0
    """
    + _LINES
    + "JOIN billing_linecitation cited ON cited.line = line.line WHERE line.month IN ({months})"
)
_WAITING = """
    SELECT {columns} FROM billing_waitingline waiting
    WHERE first_month <= '{month}'
        AND NOT EXISTS (SELECT FROM billing_waitedline stands WHERE stands.origin = waiting.origin)
        AND NOT EXISTS (SELECT FROM billing_withdrawnline withdrawn WHERE withdrawn.origin = waiting.origin)
        AND EXISTS (SELECT FROM contracts_contract held
            WHERE held.account = waiting.account AND held."end" > '{first}')
"""
"""Lines for accounts that have a contract in the month or later: no bill settles a credit of anybody else."""


@dataclass(frozen=True)
class Snapshot:
    """What was found at one moment beside the files: deliveries and facts by month, the runs confirmed by then."""

    deliveries: Mapping[Month, Sequence[str]]
    facts: Mapping[Month, str] = field(default_factory=dict)
    confirmed: Sequence[str] = ()


def make_run(month: Month, book: Path, data: Path, known_on: date) -> Path:
    """Work out the bills of `month` into a folder of `<data>/runs`, by the book as known on a day; says which folder.

    Nothing is issued: look at it, then confirm it. The same state gives the same folder. Refusals where, on a day of
    the month, the terms differ from what is configured or published and nobody accepted it.
    """
    if any((book / name).is_dir() for name in OTHERS):
        refuse_open(load(book), month, known_on)
    with scratch() as folder:
        found = snapshot(month, data, folder)
        inputs = bill.BillInputs(
            book=book,
            lake=lake(data),
            snapshot=folder,
            known_on=known_on,
            deliveries=found.deliveries,
            facts=found.facts,
            confirmed=found.confirmed,
        )
        return bill.make(month, inputs, data / "runs")


def snapshot(month: Month, data: Path, folder: Path) -> Snapshot:
    """The files of `bill.SNAPSHOT` in `folder`, for a run of `month`, and what goes with them; lines that wait, if any.

    All are of one moment, and ordered, so that the same state gives the same bytes. Earlier months are taken up where
    their facts are not those that the last run settled them with, and none of their usage is deleted.
    """
    engine = DuckDB()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        contracts = all_contracts(cursor, engine)
        accounts = copy_out(cursor, _ACCOUNTS.format(month=month), engine, "accounts", ACCOUNTS)
        runs = list(BillRun.objects.order_by("confirmed_at", "run").values_list("run", "month", "settled"))
        settled = {Month.parse(name): fact for _, _, of_run in runs for name, fact in of_run.items()}
        billed = {Month.parse(name) for _, name, _ in runs} - deleted_months()
        months = sorted({month} | {each for each in billed if each < month})
        deliveries = deliveries_by_month(data, months)
        facts = earlier.facts(engine, contracts, {each: held.usage for each, held in deliveries.items()})
        wanted = [each for each in months if each == month or facts[each] != settled.get(each)]
        _copy_billed(cursor, engine, [each for each in wanted if each != month], folder)
        query = _WAITING.format(columns=", ".join(waiting.WAITING), month=month, first=month.first)
        lines = copy_out(cursor, query, engine, "waiting", waiting.WAITING)
    ordered = contracts.order_by("contract", "number", "start")
    engine.write(ordered, folder / "contracts.parquet")
    engine.write(accounts.order_by("account"), folder / "accounts.parquet")
    if engine.count(lines):
        engine.write(lines.order_by("origin"), folder / waiting.FILE)
    return Snapshot(
        {each: deliveries[each].folders for each in wanted},
        {each: facts[each] for each in wanted},
        [name for name, _, _ in runs],
    )


def _copy_billed(cursor: CursorWrapper, engine: DuckDB, months: Sequence[Month], folder: Path) -> None:
    """What was billed for these months of use, on whichever bills, to accounts that have a bill of the month."""
    if not months:
        earlier.nothing_billed(engine, folder)
        return
    values = {"first": months[0], "months": ", ".join(f"'{month}'" for month in months)}
    billed = copy_out(cursor, _BILLED.format(**values), engine, "billed", earlier.BILLED)
    citations = copy_out(cursor, _CITATIONS.format(**values), engine, "billed_citations", CITING)
    engine.write(billed.order_by(*earlier.BILLED), folder / "billed.parquet")
    engine.write(citations.order_by(*CITING), folder / "billed_citations.parquet")
