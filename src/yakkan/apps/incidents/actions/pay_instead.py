"""Lines that wait for a bill that will not come: they are withdrawn, and what they give back is paid out instead.

So it is where all contracts of an account have ended before a bill took the line up. Nothing is worked out anew: the
payout is of the yen of the lines. All is done in the caller's transaction, with no run being confirmed meanwhile.
"""

from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

from yakkan import clock
from yakkan.apps.billing.actions import hold_bills, owe_refunds, withdraw_lines
from yakkan.apps.incidents.models import Incident
from yakkan.apps.incidents.models.payout import TAX_RAISED_BY
from yakkan.apps.incidents.stranded import STRANDED

_STRANDED = f"""
    CREATE TEMP TABLE stranded ON COMMIT DROP AS
    SELECT found.*, %(who)s AS who, %(at)s::timestamptz AS at FROM ({STRANDED}) found
"""
_OWING = """
    CREATE TEMP TABLE owing_instead ON COMMIT DROP AS
    SELECT instead AS payout, account, customer, sum(records)::bigint AS records, sum(yen)::bigint AS yen, tax_class,
        tax_percent, ((sum(yen)::bigint * tax_percent + %(tax_raised_by)s) / 100)::bigint AS tax, %(on)s::date AS day
    FROM stranded GROUP BY instead, account, customer, tax_class, tax_percent
"""
_PAYOUTS = """
    INSERT INTO incidents_payout (payout, incident, account, customer, records, yen, tax_class, tax_percent, tax, day)
    SELECT payout, %(incident)s, account, customer, records, yen, tax_class, tax_percent, tax, day FROM owing_instead
"""


@dataclass(frozen=True)
class Instead:
    """So many lines wait no more, and so many yen before tax are paid out in their place."""

    lines: int
    yen: int


def pay_instead(cursor: CursorWrapper, incident: Incident, days: tuple[date, date], username: str) -> Instead:
    """Pay out what waits for accounts without a contract, of an incident and its claims; run again, nothing is left.

    `days` are the day on which all contracts must have ended, and the first day of the month that is billed next: an
    account that has a contract in that month, or later, still gets a bill. The caller holds the lock of refunds.
    """
    on, next_bill = days
    values = {
        "incident": incident.pk,
        "on": on,
        "next_bill": next_bill,
        "tax_raised_by": TAX_RAISED_BY[incident.tax_rounding],
        "who": username,
        "at": clock.now(),
    }
    hold_bills(cursor)
    for statement in (_STRANDED, _OWING, _PAYOUTS):
        cursor.execute(statement, values)
    lines = withdraw_lines(cursor, "stranded")
    owe_refunds(cursor, "owing_instead")
    cursor.execute("SELECT coalesce(sum(yen), 0)::bigint FROM owing_instead")
    return Instead(lines, cursor.fetchone()[0])
