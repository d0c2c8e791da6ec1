"""What is written into the audit trail."""

from yakkan import clock
from yakkan.apps.records.models import AuditEvent


def record(who: str, what: str, subject: str, details: str = "") -> AuditEvent:
    """Put on record that `who` did `what` to `subject`; part of the transaction in which it was done."""
    return AuditEvent.objects.create(at=clock.now(), who=who, what=what, subject=subject, details=details)
