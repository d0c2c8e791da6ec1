"""What the audit trail tells."""

from django.db.models import QuerySet

from yakkan.apps.records.models import AuditEvent


def events_of(subject: str) -> QuerySet[AuditEvent]:
    """What was done to `subject`, the oldest first."""
    return AuditEvent.objects.filter(subject=subject).order_by("at", "id")
