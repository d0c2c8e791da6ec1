"""Differences between the terms and another book that somebody accepted: bills may be made in spite of them."""

from django.db import models

from yakkan.apps.records.models import APPEND


class AcceptedDifference(models.Model):
    """差異の承認: on the days [start, end) the terms and `book` may differ in this entry as they did then.

    `fingerprint` is that of what both books said, which `said` keeps: once either says something else, the difference
    is open again.
    """

    grant = APPEND

    book = models.TextField()
    service = models.TextField()
    entry = models.TextField()
    start = models.DateField()
    end = models.DateField()
    fingerprint = models.TextField()
    said = models.JSONField()
    why = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()

    class Meta:
        permissions = [("accept_difference", "Can accept a difference between the terms and another book")]
        indexes = [models.Index(fields=["fingerprint"], name="billing_accepted_difference")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="billing_accepted_difference_days"
            ),
            models.CheckConstraint(
                condition=models.Q(book__in=["configured", "published"]), name="billing_accepted_difference_book"
            ),
        ]


class WithdrawnAcceptance(models.Model):
    """That an acceptance was taken back: from then on the difference is open again; what was billed stays billed."""

    grant = APPEND

    accepted = models.OneToOneField(
        AcceptedDifference, models.PROTECT, db_column="accepted", primary_key=True, related_name="withdrawal"
    )
    why = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()
