"""Lines for the next bill of an account, and money that is owed to those who get no bill any more.

Both come as sets of rows: a table or query of the caller's transaction, whose columns are named here.
"""

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from yakkan import waypoints
from yakkan.apps.billing.locks import BILLS

WAITING_COLUMNS = (
    "origin", "account", "contract", "service", "records", "yen", "tax_class", "tax_percent", "name_ja", "name_en",
    "notice_ja", "notice_en", "arithmetic", "in_force_from", "recorded", "source", "clause", "first_month", "who", "at",
)  # fmt: skip


def wait_lines(cursor: CursorWrapper, table: str) -> int:
    """Let the rows of `table`, of WAITING_COLUMNS, wait for a bill; says how many.

    The database refuses an origin that waits or waited already. Part of the caller's transaction.
    """
    _in_a_transaction()
    columns = ", ".join(WAITING_COLUMNS)
    cursor.execute(f"INSERT INTO billing_waitingline ({columns}) SELECT {columns} FROM {table}")
    waypoints.passed("refund.waiting")
    return int(cursor.rowcount)


_WITHDRAWN = """
    INSERT INTO billing_withdrawnline (origin, instead, who, at) SELECT origin, instead, who, at FROM {table}
"""


def hold_bills(cursor: CursorWrapper) -> None:
    """Wait for who is confirming a run, and let nobody confirm one before the caller's transaction ends."""
    _in_a_transaction()
    cursor.execute(BILLS)


def withdraw_lines(cursor: CursorWrapper, table: str) -> int:
    """Let the lines named in `table` (`origin, instead, who, at`) wait no more, and say what is owed `instead`.

    The caller has called `hold_bills` before he looked which of them wait, and owes in the same transaction.
    """
    _in_a_transaction()
    cursor.execute(_WITHDRAWN.format(table=table))
    waypoints.passed("refund.withdrawn")
    return int(cursor.rowcount)


_OWED = """
    INSERT INTO billing_journal (journal, day, what, bill, entry_count)
    SELECT 'owed ' || payout, day, 'refund owed', NULL, 2 + (tax <> 0)::int FROM {table}
"""
_OWED_ENTRIES = """
    INSERT INTO billing_entry (journal, position, kind, account, tax_class, tax_percent, yen)
    SELECT 'owed ' || payout, side, kind, CASE WHEN side = 1 THEN account END,
        CASE WHEN side = 1 THEN '' ELSE tax_class END, CASE WHEN side = 1 THEN 0 ELSE tax_percent END, amount
    FROM {table}, LATERAL (VALUES
        (1, 'refund_payable', -yen - tax), (2, 'sales', yen), (3, 'consumption_tax', tax)
    ) posted (side, kind, amount)
    WHERE amount <> 0
"""
_PAID = """
    INSERT INTO billing_journal (journal, day, what, bill, entry_count) VALUES (%(journal)s, %(day)s, %(what)s, NULL, 2)
"""
_PAID_ENTRIES = """
    INSERT INTO billing_entry (journal, position, kind, account, tax_class, tax_percent, yen)
    VALUES (%(journal)s, 1, 'refund_payable', %(account)s, '', 0, %(yen)s),
        (%(journal)s, 2, 'bank', NULL, '', 0, -%(yen)s)
"""


def owe_refunds(cursor: CursorWrapper, table: str) -> None:
    """Book what is owed to customers without a bill: sales and tax are reversed by class, the refund is payable.

    `table` has `payout, day, account, tax_class, tax_percent, yen, tax`, the amounts positive. A payout is owed once.
    """
    _in_a_transaction()
    cursor.execute(_OWED.format(table=table))
    cursor.execute(_OWED_ENTRIES.format(table=table))
    waypoints.passed("refund.owed")


def pay_refund(cursor: CursorWrapper, payment: dict[str, object], *, returned: bool = False) -> None:
    """Book that a refund was paid from the bank or, `returned`, that the bank sent it back and it is owed again.

    `payment` has `journal` (its name, which is booked once), `day`, `account`, `yen`.
    """
    _in_a_transaction()
    yen = int(str(payment["yen"]))
    what = "refund returned" if returned else "refund paid"
    values = {**payment, "yen": -yen if returned else yen, "what": what}
    cursor.execute(_PAID, values)
    cursor.execute(_PAID_ENTRIES, values)


def _in_a_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("part of the caller's transaction")
