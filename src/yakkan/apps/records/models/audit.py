"""The audit trail."""

from django.db import models

from yakkan.apps.records.models.grant import APPEND


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
