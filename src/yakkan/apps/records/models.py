"""The audit trail."""

from django.db import models

APPEND = "append"
"""A table's `grant`: rows are added, and never changed or removed."""
CHANGE = "change"
"""A table's `grant`: rows may be added, changed and removed."""
READ = "read"
"""A table's `grant`: only the owner writes."""


class AuditEvent(models.Model):
    """One thing that somebody did."""

    grant = APPEND

    at = models.DateTimeField()
    who = models.TextField()
    what = models.TextField()
    subject = models.TextField()
    details = models.TextField(default="")

    class Meta:
        permissions = [("look_at_trail", "Can look at the audit trail")]
        indexes = [models.Index(fields=["subject", "at"], name="records_subject")]
