"""Confirmed bill runs."""

from django.conf import settings
from django.db import models

from yakkan.apps.records.models import APPEND


class BillRun(models.Model):
    """A bill run that was confirmed, with all that its bills follow from.

    `book` is the frozen book as JSON text, `inputs` and `files` are hashes (SHA-256) by name, as in its `run.json`.
    `settled` are the months of use that it left nothing open of, each with the hash of the facts that it had.
    """

    grant = APPEND

    run = models.TextField(primary_key=True)
    month = models.TextField()
    as_known_on = models.DateField()
    version = models.TextField()
    book = models.TextField()
    inputs = models.JSONField()
    files = models.JSONField()
    counts = models.JSONField()
    totals = models.JSONField()
    settled = models.JSONField(default=dict)
    bill_count = models.BigIntegerField()
    parked_count = models.BigIntegerField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        permissions = [("confirm_billrun", "Can confirm a bill run"), ("make_billrun", "Can make a bill run")]


class ParkedBill(models.Model):
    """A reason why a run could not make a bill; account and contract are as they were given."""

    grant = APPEND

    run = models.ForeignKey(BillRun, models.PROTECT, db_column="run", related_name="parked")
    account = models.TextField()
    contract = models.TextField()
    month = models.TextField()
    reason = models.TextField()
    detail = models.TextField()
