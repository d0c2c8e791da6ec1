"""Lines of an incident, and of claims of it, that wait for a bill that will not come."""

from datetime import date

from django.db import connection

from yakkan.apps.incidents.models import Incident
from yakkan.days import Month

STRANDED = """
    WITH named AS (
        SELECT origin, customer, incident || '-' || part || '-' || account AS instead
        FROM incidents_refund WHERE incident = %(incident)s AND way = 'bill'
        UNION ALL
        SELECT 'claim-' || claim.id, owner.customer, 'claim-' || claim.id
        FROM incidents_claim claim JOIN customers_billingaccount owner USING (account)
        WHERE claim.incident = %(incident)s
    )
    SELECT waiting.origin, named.instead, waiting.account, named.customer, waiting.records, -waiting.yen AS yen,
        waiting.tax_class, waiting.tax_percent
    FROM named JOIN billing_waitingline waiting USING (origin)
    WHERE NOT EXISTS (SELECT FROM billing_waitedline stands WHERE stands.origin = waiting.origin)
        AND NOT EXISTS (SELECT FROM billing_withdrawnline withdrawn WHERE withdrawn.origin = waiting.origin)
        AND NOT EXISTS (SELECT FROM contracts_contract held WHERE held.account = waiting.account
            AND held."end" > least(%(on)s::date, %(next_bill)s::date))
"""
"""Those whose account has no contract any more, on the day `on` and in the month that begins on `next_bill`; and the
payout that each belongs into: one for an account of each part of a refund, one for a claim."""


def stranded(incident: Incident, on: date) -> tuple[int, int]:
    """How many they are on a day, when the month before it is billed next, and how many yen before tax."""
    values = {"incident": incident.pk, "on": on, "next_bill": Month.of(on).after(-1).first}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), coalesce(sum(yen), 0)::bigint FROM ({STRANDED}) found", values)
        lines, yen = cursor.fetchone()
    return lines, yen
