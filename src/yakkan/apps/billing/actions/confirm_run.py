"""Confirming a bill run: exactly the files of its folder become bills and ledger entries, in one transaction.

The number of statements does not depend on the number of customers: files are COPYed, the ledger is written by two
INSERTs over all bills of the run.
"""

from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan import clock, waypoints
from yakkan.apps.billing.actions.rights import CONFIRM, may
from yakkan.apps.billing.differences import refuse_open
from yakkan.apps.billing.locks import BILLS
from yakkan.apps.billing.models import BillRun
from yakkan.apps.billing.runfolder import RunFolder
from yakkan.apps.records.actions import record
from yakkan.apps.records.rows import copy_in
from yakkan.bill.refund import KIND
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.messages import Refused
from yakkan.runs.standing import OTHERS
from yakkan.terms.load import thaw

_ISSUED = """
    SELECT count(*), min(issued.bill) FROM confirming JOIN billing_bill issued USING (account, month)
    HAVING count(*) > 0
"""
_UNKNOWN = """
    SELECT account FROM confirming
    WHERE NOT EXISTS (SELECT FROM customers_billingaccount known WHERE known.account = confirming.account)
    ORDER BY account LIMIT 1
"""
_BILLED_SINCE = """
    SELECT bill.run, line.month FROM billing_billline line JOIN billing_bill bill ON bill.bill = line.bill
    WHERE bill.run IN (SELECT run FROM billing_billrun WHERE run <> ALL(%s)) AND line.month = ANY(%s)
    ORDER BY 1, 2 LIMIT 1
"""
_POSTINGS = """
    CREATE TEMP TABLE postings ON COMMIT DROP AS
    SELECT *,
        row_number() OVER (PARTITION BY bill ORDER BY side, tax_class, tax_percent) AS position,
        count(*) OVER (PARTITION BY bill) AS entry_count
    FROM (
        SELECT bill, issued_on, 1, 'receivable', account, '', 0, total
        FROM billing_bill WHERE run = %(run)s
        UNION ALL
        SELECT bill, issued_on, side, kind, NULL, tax_class, percent, yen FROM billing_bill, LATERAL (
            SELECT tax_class, percent, base, taxes.tax AS of_base FROM billing_billtax taxes
            WHERE taxes.bill = billing_bill.bill OFFSET 0
        ) found, LATERAL (VALUES (2, 'sales', -base), (3, 'consumption_tax', -of_base)) posted (side, kind, yen)
        WHERE run = %(run)s
    ) amounts (bill, day, side, kind, account, tax_class, tax_percent, yen)
    WHERE yen <> 0
"""
_JOURNALS = """
    INSERT INTO billing_journal (journal, day, what, bill, entry_count)
    SELECT 'bill ' || bill, day, 'bill', bill, entry_count FROM postings WHERE position = 1
"""
_ENTRIES = """
    INSERT INTO billing_entry (journal, position, kind, account, tax_class, tax_percent, yen)
    SELECT 'bill ' || bill, position, kind, account, tax_class, tax_percent, yen FROM postings
"""
_STAND_ALREADY = """
    SELECT line.entry, stands.bill FROM billing_bill bill
    JOIN billing_billline line ON line.bill = bill.bill AND line.kind = %(kind)s
    JOIN billing_waitedline stands ON stands.origin = line.entry
    WHERE bill.run = %(run)s ORDER BY 1 LIMIT 1
"""
_WITHDRAWN = """
    SELECT line.entry FROM billing_bill bill
    JOIN billing_billline line ON line.bill = bill.bill AND line.kind = %(kind)s
    JOIN billing_withdrawnline withdrawn ON withdrawn.origin = line.entry
    WHERE bill.run = %(run)s ORDER BY 1 LIMIT 1
"""
_STAND = """
    INSERT INTO billing_waitedline (origin, line, bill)
    SELECT line.entry, line.line, line.bill FROM billing_bill bill
    JOIN billing_billline line ON line.bill = bill.bill AND line.kind = %(kind)s
    WHERE bill.run = %(run)s
"""


def confirm_run(folder: Path, username: str) -> BillRun:
    """Issue the bills of the run in `folder`, in the name of a user with the right to.

    Refused where the user may not, a file is not the one that the run made, the month is not over, the day on which the
    terms are known has not come, the terms differ from another of its books on a day of the month and nobody accepted
    it, a bill is issued already, or another run has billed for an earlier month since this one was made; then nothing
    has happened. Of two confirmations at once the second waits for the first, and is refused.
    """
    found = RunFolder.read(folder)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            user = may(username, CONFIRM)
            found.check()
            _refuse_too_early(found)
            cursor.execute(BILLS)
            _refuse_confirmed(found)
            _refuse_differing(found)
            _refuse_outdated(cursor, found)
            confirmed = _issue(cursor, found, user)
            found.check()
            details = f"{confirmed.bill_count} bills, {confirmed.totals['total']} yen"
            record(username, "confirm bill run", found.run, details)
    except IntegrityError as error:
        why = str(error).strip().splitlines()[0]
        raise Refused("issue.does_not_add_up", str(folder), values={"why": why}) from error
    return confirmed


def _refuse_too_early(found: RunFolder) -> None:
    """What is issued can't be taken back: not the bills of a month that goes on, nor by terms that nobody knows yet."""
    today, over = clock.today(), Month.parse(found.month).next.first
    if today < over:
        raise Refused("issue.month_not_over", values={"month": found.month, "day": over})
    if str(today) < found.record["as_known_on"]:
        raise Refused("issue.known_on_to_come", values={"day": found.record["as_known_on"], "month": found.month})


def _refuse_confirmed(found: RunFolder) -> None:
    known = BillRun.objects.filter(run=found.run).select_related("confirmed_by").first()
    if known:
        at = known.confirmed_at.astimezone(clock.JAPAN).date()
        values = {"run": known.run, "user": known.confirmed_by.get_username(), "at": at}
        raise Refused("issue.already_confirmed", values=values)


def _refuse_differing(found: RunFolder) -> None:
    """The books that the run froze are held against each other once more: a run may come from anywhere."""
    frozen = found.book()
    if any(f'"{name}/' in frozen for name in OTHERS):
        known_on = date.fromisoformat(found.record["as_known_on"])
        refuse_open(thaw(frozen, str(found.folder)), Month.parse(found.month), known_on)


def _refuse_outdated(cursor: CursorWrapper, found: RunFolder) -> None:
    """What is billed for an earlier month is the difference to what was billed: nothing may have come in between."""
    if found.earlier_months:
        cursor.execute(_BILLED_SINCE, [found.record["inputs"]["confirmed"], found.earlier_months])
        if since := cursor.fetchone():
            raise Refused("issue.outdated", values={"run": since[0], "earlier": since[1], "month": found.month})


def _issue(cursor: CursorWrapper, found: RunFolder, user: AbstractBaseUser) -> BillRun:
    """Copy the run's files into the tables and write the ledger."""
    engine = DuckDB()
    tables = found.tables(engine)
    bills, lines, taxes, citations = (tables[name] for name in ("bills", "lines", "taxes", "citations"))
    parked = found.parked(engine)
    _refuse_issued(cursor, engine, found, bills)
    run = BillRun.objects.create(
        run=found.run,
        month=found.month,
        as_known_on=found.record["as_known_on"],
        version=found.record["version"],
        book=found.book(),
        inputs=found.record["inputs"],
        files=found.record["files"],
        counts=found.record["counts"],
        totals=found.record["totals"],
        settled=found.record["settled"],
        bill_count=engine.count(bills),
        parked_count=engine.count(parked),
        confirmed_by=user,
        confirmed_at=clock.now(),
    )
    tax_counts = taxes.group_by("bill").agg(tax_count=taxes.count())
    citation_counts = citations.group_by("line").agg(citation_count=citations.count())
    headers = (
        bills.rename(line_count="lines").mutate(run=ibis.literal(found.run, "string")).left_join(tax_counts, "bill")
    )
    headers = headers.drop("bill_right").mutate(tax_count=headers.tax_count.fill_null(0))
    cited = lines.left_join(citation_counts, "line").drop("line_right")
    cited = cited.mutate(citation_count=cited.citation_count.fill_null(0))
    copy_in(cursor, engine, headers, "billing_bill")
    copy_in(cursor, engine, cited, "billing_billline")
    copy_in(cursor, engine, citations, "billing_linecitation")
    copy_in(cursor, engine, taxes, "billing_billtax")
    copy_in(cursor, engine, parked, "billing_parkedbill")
    _refunded(cursor, found)
    waypoints.passed("confirm.issued")
    _post(cursor, found.run)
    waypoints.passed("confirm.posted")
    return run


def _refuse_issued(cursor: CursorWrapper, engine: DuckDB, found: RunFolder, bills: ir.Table) -> None:
    cursor.execute("CREATE TEMP TABLE confirming (account text, month text) ON COMMIT DROP")
    copy_in(cursor, engine, bills.select("account", "month"), "confirming")
    cursor.execute("ANALYZE confirming")  # a temporary table has no statistics otherwise
    cursor.execute(_ISSUED)
    if issued := cursor.fetchone():
        values = {"count": issued[0], "bill": issued[1], "month": found.month}
        raise Refused("issue.already_issued", values=values)
    cursor.execute(_UNKNOWN)
    if unknown := cursor.fetchone():
        raise Refused("issue.unknown_account", values={"account": unknown[0]})


def _refunded(cursor: CursorWrapper, found: RunFolder) -> None:
    """Each line that waited stands on a bill from now on; refused where one is elsewhere or withdrawn since."""
    values = {"run": found.run, "kind": KIND}
    cursor.execute(_STAND_ALREADY, values)
    if already := cursor.fetchone():
        raise Refused("issue.refunded_since", values={"bill": already[1], "month": found.month})
    cursor.execute(_WITHDRAWN, values)
    if withdrawn := cursor.fetchone():
        raise Refused("issue.withdrawn_since", values={"line": withdrawn[0], "month": found.month})
    cursor.execute(_STAND, values)


def _post(cursor: CursorWrapper, run: str) -> None:
    """The ledger: what each billing account owes, against sales and consumption tax by class and rate.

    A bill on which nothing but 0 stands has no journal.
    """
    cursor.execute(_POSTINGS, {"run": run})
    cursor.execute(_JOURNALS)
    cursor.execute(_ENTRIES)
