"""The steps of an incident: examined, confirmed, approved by a second person, closed."""

from django.db import connection, transaction

from yakkan import clock
from yakkan.apps.billing.actions import release_for_incident
from yakkan.apps.incidents import queries
from yakkan.apps.incidents.locks import REFUNDS
from yakkan.apps.incidents.models import Incident, Step
from yakkan.apps.incidents.models.incident import APPROVED, CLOSED, CONFIRMED, EXAMINED, FOUND, REFUNDING
from yakkan.apps.incidents.rights import APPROVE, EXAMINE, may
from yakkan.apps.records.actions import record
from yakkan.messages import Refused

RIGHTS = {EXAMINED: EXAMINE, CONFIRMED: EXAMINE, APPROVED: APPROVE, CLOSED: EXAMINE}
"""The steps that a person takes by himself, and the right to each; the others follow from what is done."""


def incident_of(name: str) -> Incident:
    """An incident by its name; Refused where there is none."""
    found = Incident.objects.filter(pk=name).first()
    if found is None:
        raise Refused("incident.no_such_incident", values={"incident": name})
    return found


@transaction.atomic
def take_step(name: str, step: str, why: str, username: str) -> Step:
    """Take the next step, in the name of a user with the right to, who says why.

    Refused where it is not the next one, and where whoever found or confirmed an incident would approve it.
    """
    may(username, RIGHTS[step])
    if not why.strip():
        raise Refused("incident.no_reason")
    alone()
    incident = incident_of(name)
    if refused := hindrance(incident, step, username):
        raise refused
    made = add_step(incident, step, why, username)
    if step == CLOSED:
        release_for_incident(incident.hold_id, f"incident {name} closed: {why}", username)
    return made


def hindrance(incident: Incident, step: str, username: str) -> Refused | None:
    """Why a user who has the right to it cannot take a step; None where he can.

    It is not the next one (but an incident may be closed at any time), or he found or confirmed what he would approve.
    """
    following = queries.following_step(incident)
    if not following or step not in (CLOSED, following):
        last = queries.last_step(incident)
        return Refused("incident.not_next", values={"incident": incident.pk, "step": step, "last": last})
    if step == APPROVED and incident.steps.filter(step__in=(FOUND, CONFIRMED), who=username).exists():
        return Refused("incident.approved_by_two", values={"incident": incident.pk, "user": username})
    return None


def add_step(incident: Incident, step: str, why: str, username: str) -> Step:
    """The step as a row, and on the audit trail."""
    made = Step.objects.create(incident=incident, step=step, who=username, at=clock.now(), why=why)
    record(username, f"incident {step}", f"incident {incident.pk}", why)
    return made


def refuse_unapproved(incident: Incident, username: str) -> None:
    """Refused unless the incident is approved and not closed; its first refund is a step."""
    taken = set(incident.steps.values_list("step", flat=True))
    if APPROVED not in taken or CLOSED in taken:
        raise Refused("incident.not_approved", values={"incident": incident.pk})
    if REFUNDING not in taken:
        add_step(incident, REFUNDING, "first refund", username)


def alone() -> None:
    """Whoever refunds or takes a step waits for who is at it."""
    with connection.cursor() as cursor:
        cursor.execute(REFUNDS)
