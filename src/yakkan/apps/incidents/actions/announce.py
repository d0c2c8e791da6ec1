"""Announcing incidents: what is said to everybody is worked out once, kept as it was, and shown in two languages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from yakkan import clock
from yakkan.apps.incidents import queries
from yakkan.apps.incidents.actions.take_step import incident_of
from yakkan.apps.incidents.models import Announced, Announcement, Incident
from yakkan.apps.incidents.models.incident import APPROVED
from yakkan.apps.incidents.rights import REFUND, may
from yakkan.apps.records.actions import record
from yakkan.messages import Refused


@transaction.atomic
def announce(name: str, incidents: Sequence[str], day: date, username: str) -> Announcement:
    """Announce approved incidents together, as of a day, in the name of a user with the right to.

    Refused where one is not approved, or there is an announcement of that name: what was said is never edited.
    """
    made = draft(name, incidents, day, username)
    made.save(force_insert=True)
    found = list(dict.fromkeys(incidents))
    Announced.objects.bulk_create(Announced(announcement=made, incident_id=incident) for incident in found)
    record(username, "announce", f"announcement {name}", ", ".join(found))
    return made


def draft(name: str, incidents: Sequence[str], day: date, username: str) -> Announcement:
    """What would be announced; nothing is kept of it. Refused as an announcement is."""
    may(username, REFUND)
    if Announcement.objects.filter(pk=name).exists():
        raise Refused("incident.announced", values={"announcement": name})
    found = [incident_of(each) for each in dict.fromkeys(incidents)]
    for incident in found:
        if not incident.steps.filter(step=APPROVED).exists():
            raise Refused("incident.not_approved", values={"incident": incident.pk})
    facts = {"incidents": [_said(incident) for incident in found], "contact": found[0].about["contact"]}
    return Announcement(announcement=name, day=day, facts=facts, who=username, at=clock.now())


def _said(incident: Incident) -> dict[str, Any]:
    """What is said of an incident."""
    known = queries.identified(incident)
    names = ("title", "place", "charge", "right", "wrong", "cause")
    return {
        "kind": incident.kind,
        **{name: incident.about.get(name) for name in names},
        "first": str(incident.first),
        "last": str(incident.last),
        "window_first": str(incident.window_first),
        "window_last": str(incident.window_last),
        "identified": {"records": known.records, "customers": known.customers, "yen": known.yen},
        "presumed": incident.presumed,
    }
