"""Usage that was deleted after its retention period, and usage that must not be."""

from django.db import models

from yakkan.apps.billing.models.delivery import Delivery
from yakkan.apps.records.models import APPEND


class UsageDeletion(models.Model):
    """That records of a kind and month were deleted from a delivery: this row is the commit, the lake follows it.

    `day` is the day on which the period was found to be over; `before` and `after` are the SHA-256 of the delivery's
    file of the month, '' where none was left. Of the kind `quarantine` (the detail of quarantined records) the month is
    that in which the delivery was received.
    """

    grant = APPEND

    delivery = models.ForeignKey(Delivery, models.PROTECT, db_column="delivery", related_name="deletions")
    month = models.TextField()
    kind = models.TextField()
    records = models.BigIntegerField()
    day = models.DateField()
    before = models.TextField()
    after = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()

    class Meta:
        permissions = [("expire_usage", "Can delete usage after its retention period")]
        constraints = [models.CheckConstraint(condition=models.Q(records__gte=1), name="billing_deletion_of_records")]


class Hold(models.Model):
    """保全: usage of these months (of one kind or partner, where not '') is not deleted until the hold is released."""

    grant = APPEND

    first_month = models.TextField()
    last_month = models.TextField()
    kind = models.TextField(default="")
    partner = models.TextField(default="")
    why = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()

    class Meta:
        permissions = [("hold_usage", "Can hold usage and release it")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_month__lte=models.F("last_month")), name="billing_hold_months"
            ),
        ]


class HoldRelease(models.Model):
    """The end of a hold."""

    grant = APPEND

    hold = models.OneToOneField(Hold, models.PROTECT, db_column="hold", primary_key=True, related_name="release")
    why = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()
