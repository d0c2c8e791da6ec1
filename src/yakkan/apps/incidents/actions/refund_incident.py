"""Refunding an incident: what its records were charged too much goes back to whom it belongs to, once.

All is worked out by sets, in one transaction, under the lock of refunds: of each record what is left of it over all
incidents; of each customer the sum so far, rounded up to the yen once; of each contract what its records bring to it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yakkan import clock, waypoints
from yakkan.apps.billing.actions import owe_refunds, wait_lines
from yakkan.apps.incidents import queries, saying
from yakkan.apps.incidents.actions.pay_instead import pay_instead
from yakkan.apps.incidents.actions.take_step import alone, incident_of, refuse_unapproved
from yakkan.apps.incidents.models import Incident
from yakkan.apps.incidents.models.incident import CLOSED
from yakkan.apps.incidents.models.payout import TAX_RAISED_BY
from yakkan.apps.incidents.rights import REFUND, may
from yakkan.apps.records.actions import record
from yakkan.days import Month
from yakkan.messages import Refused

_CHOSEN = f"CREATE TEMP TABLE chosen ON COMMIT DROP AS {queries.NOT_GIVEN_BACK}"
_RECORDS = """
    INSERT INTO incidents_refundedrecord (incident, source, record_id, part, units)
    SELECT %(incident)s, source, record_id, %(part)s, units FROM chosen
"""
_AMOUNTS = """
    CREATE TEMP TABLE amounts ON COMMIT DROP AS
    WITH now AS (
        SELECT customer, account, contract, count(*) AS records, sum(units)::bigint AS units
        FROM chosen GROUP BY 1, 2, 3
    ), before AS (
        SELECT customer, sum(units)::bigint AS units FROM incidents_refund
        WHERE incident = %(incident)s GROUP BY 1
    ), summed AS (
        SELECT now.*, (coalesce(before.units, 0) + sum(now.units)
            OVER (PARTITION BY customer ORDER BY account, contract))::bigint AS reached
        FROM now LEFT JOIN before USING (customer)
    )
    SELECT *, (reached + 9999) / 10000 - (reached - units + 9999) / 10000 AS yen,
        EXISTS (SELECT FROM contracts_contract held WHERE held.account = summed.account
            AND held.start <= %(on)s AND held."end" > %(on)s) AS in_contract
    FROM summed
"""
_REFUNDS = """
    INSERT INTO incidents_refund (incident, part, account, contract, customer, records, units, yen, way, origin)
    SELECT %(incident)s, %(part)s, account, contract, customer, records, units, yen,
        CASE WHEN in_contract THEN 'bill' ELSE 'payout' END,
        CASE WHEN yen = 0 THEN '' WHEN in_contract THEN %(name)s || account || '-' || contract
            ELSE %(name)s || account END
    FROM amounts
"""
_WAITING = """
    CREATE TEMP TABLE waiting ON COMMIT DROP AS
    SELECT %(name)s || account || '-' || contract AS origin, account, contract, %(service)s AS service, records,
        -yen AS yen, %(tax_class)s AS tax_class, %(tax_percent)s::bigint AS tax_percent,
        %(name_ja)s AS name_ja, %(name_en)s AS name_en, %(notice_ja)s AS notice_ja, %(notice_en)s AS notice_en,
        '-(ceil(' || trim_scale(reached / 10000.0)
            || CASE WHEN reached > units THEN ') - ceil(' || trim_scale((reached - units) / 10000.0) ELSE '' END
            || '))' AS arithmetic,
        %(in_force_from)s::date AS in_force_from, %(recorded)s::date AS recorded, %(source)s AS source,
        %(clause)s AS clause, %(first_month)s AS first_month, %(who)s AS who, %(at)s::timestamptz AS at
    FROM amounts WHERE in_contract AND yen > 0
"""
_OWING = """
    CREATE TEMP TABLE owing ON COMMIT DROP AS
    SELECT %(name)s || account AS payout, account, customer, sum(records)::bigint AS records, sum(yen)::bigint AS yen,
        %(tax_class)s AS tax_class, %(tax_percent)s::bigint AS tax_percent,
        ((sum(yen)::bigint * %(tax_percent)s::bigint + %(tax_raised_by)s::bigint) / 100)::bigint AS tax,
        %(on)s::date AS day
    FROM amounts WHERE NOT in_contract AND yen > 0 GROUP BY account, customer
"""
_PAYOUTS = """
    INSERT INTO incidents_payout (payout, incident, account, customer, records, yen, tax_class, tax_percent, tax, day)
    SELECT payout, %(incident)s, account, customer, records, yen, tax_class, tax_percent, tax, day FROM owing
"""
_TOLD = """
    SELECT coalesce(sum(records), 0)::bigint, count(DISTINCT customer), coalesce(sum(units), 0)::bigint,
        coalesce(sum(yen) FILTER (WHERE in_contract), 0)::bigint,
        coalesce(sum(yen) FILTER (WHERE NOT in_contract), 0)::bigint,
        count(*) FILTER (WHERE in_contract AND yen > 0),
        count(DISTINCT account) FILTER (WHERE NOT in_contract AND yen > 0)
    FROM amounts
"""


@dataclass(frozen=True)
class Refunding:
    """What is refunded: an incident's records of use up to and with the day `until` (None: all).

    Who has a contract on the day `on` gets a line on the first bill of `first_month` or later.
    """

    incident: str
    on: date
    first_month: Month
    until: date | None = None


@dataclass(frozen=True)
class Refunded:
    """What it came to: records and customers; 1/10,000 yen exactly; yen on bills and paid out, as lines and payouts.

    Apart from these, so many lines that waited from earlier are paid out `instead`, and their yen.
    """

    records: int
    customers: int
    units: int
    on_bills: int
    paid_out: int
    lines: int
    payouts: int
    instead: int = 0
    instead_yen: int = 0


def refund_incident(asked: Refunding, username: str) -> Refunded:
    """Give back what is not given back yet, in the name of a user with the right to; run again, nothing is left.

    What waits for a bill of an account whose contracts have all ended is paid out instead, also of a closed incident.
    Refused where the incident is not approved, or is closed and nothing waits so.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        may(username, REFUND)
        alone()
        incident = incident_of(asked.incident)
        if asked.on > clock.today():
            raise Refused("incident.day_to_come", values={"day": asked.on})
        instead = pay_instead(cursor, incident, (asked.on, asked.first_month.first), username)
        if instead.lines:
            details = f"{instead.lines} waiting lines paid out instead, {instead.yen} yen"
            record(username, "pay out waiting lines", f"incident {incident.pk}", details)
        closed = incident.steps.filter(step=CLOSED).exists()
        told = Refunded(*[0] * 7) if instead.lines and closed else _refund(cursor, incident, asked, username)
    return replace(told, instead=instead.lines, instead_yen=instead.yen)


def _refund(cursor: CursorWrapper, incident: Incident, asked: Refunding, username: str) -> Refunded:
    """Give back the records that are left."""
    refuse_unapproved(incident, username)
    values = _values(incident, asked, username)
    for statement in (_CHOSEN, _RECORDS, _AMOUNTS, _REFUNDS):
        cursor.execute(statement, values)
    waypoints.passed("refund.chosen")
    cursor.execute(_WAITING, values)
    wait_lines(cursor, "waiting")
    _pay_out(cursor, values)
    cursor.execute(_TOLD)
    told = Refunded(*cursor.fetchone())
    if told.records:
        details = f"{told.records} records, {told.on_bills} yen on bills, {told.paid_out} yen paid out"
        record(username, "refund incident", f"incident {incident.pk}", details)
    return told


def _pay_out(cursor: CursorWrapper, values: dict[str, Any]) -> None:
    cursor.execute(_OWING, values)
    cursor.execute(_PAYOUTS, values)
    owe_refunds(cursor, "owing")


def _values(incident: Incident, asked: Refunding, username: str) -> dict[str, Any]:
    last = incident.refunds.order_by("-part").values_list("part", flat=True).first() or 0
    part = last + 1
    said = {
        f"{what}_{language}": say(incident, language)
        for language in saying.LANGUAGES
        for what, say in (("name", saying.line_name), ("notice", saying.notice))
    }
    kept = {
        name: getattr(incident, name)
        for name in ("service", "tax_class", "tax_percent", "in_force_from", "recorded", "source", "clause")
    }
    return {
        "incident": incident.pk,
        "name": f"{incident.pk}-{part}-",
        "tax_raised_by": TAX_RAISED_BY[incident.tax_rounding],
        "part": part,
        "until": asked.until or date.max,
        "on": asked.on,
        "first_month": str(asked.first_month),
        "who": username,
        "at": clock.now(),
        **said,
        **kept,
    }
