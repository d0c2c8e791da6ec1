"""What is written into the audit trail."""

from functools import partial

from django.db import transaction

from yakkan import clock, waypoints
from yakkan.apps.records.models import AuditEvent


def record(who: str, what: str, subject: str, details: str = "") -> AuditEvent:
    """Put on record that `who` did `what` to `subject`; part of the transaction in which it was done."""
    event = AuditEvent.objects.create(at=clock.now(), who=who, what=what, subject=subject, details=details)
    waypoints.passed("recorded")
    transaction.on_commit(partial(waypoints.passed, "committed"))
    return event
