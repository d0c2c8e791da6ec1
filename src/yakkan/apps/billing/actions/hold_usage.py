"""Holding usage: what is held is not deleted, whatever its period, until the hold is released (保全)."""

from django.db import connection, transaction

from yakkan import clock
from yakkan.apps.billing.actions.rights import HOLD, may
from yakkan.apps.billing.locks import HOLDS
from yakkan.apps.billing.models import Hold, HoldRelease
from yakkan.apps.records.actions import record
from yakkan.messages import Refused
from yakkan.runs.expiry import Held


@transaction.atomic
def hold_usage(what: Held, why: str, username: str) -> Hold:
    """Keep usage from being deleted from now on, in the name of a user with the right to.

    A deletion that is under way ends first; what is gone by then is gone.
    """
    may(username, HOLD)
    return hold_for_incident(what, why, username)


@transaction.atomic
def hold_for_incident(what: Held, why: str, username: str) -> Hold:
    """The same for whoever opens an incident: who may do that may keep the usage that it needs."""
    if what.first > what.last:
        raise Refused("retention.months_reversed", values={"first": what.first, "last": what.last})
    _alone(why)
    hold = Hold.objects.create(
        first_month=str(what.first),
        last_month=str(what.last),
        kind=what.kind,
        partner=what.partner,
        why=why,
        who=username,
        at=clock.now(),
    )
    of = " ".join(part for part in (what.kind, what.partner) if part)
    record(username, "hold usage", f"hold {hold.pk}", f"{what.first} to {what.last} {of or 'all'}: {why}")
    return hold


@transaction.atomic
def release_hold(number: int, why: str, username: str) -> HoldRelease:
    """End a hold: the next deletion may take what it held. Refused where there is no such hold, or it has ended."""
    may(username, HOLD)
    return release_for_incident(number, why, username)


@transaction.atomic
def release_for_incident(number: int, why: str, username: str) -> HoldRelease:
    """The same for whoever closes an incident."""
    _alone(why)
    hold = Hold.objects.filter(pk=number, release__isnull=True).first()
    if hold is None:
        raise Refused("retention.no_such_hold", values={"number": number})
    release = HoldRelease.objects.create(hold=hold, why=why, who=username, at=clock.now())
    record(username, "release hold", f"hold {number}", why)
    return release


def _alone(why: str) -> None:
    if not why.strip():
        raise Refused("retention.no_reason")
    with connection.cursor() as cursor:
        cursor.execute(HOLDS)
