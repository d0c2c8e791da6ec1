"""Usage that was delivered."""

from django.db import models

from yakkan.apps.records.models import APPEND


class Delivery(models.Model):
    """A usage file that was taken in: this row is the commit of its folder in the lake.

    A folder without a row is swept. `received = accepted + quarantined + duplicate`.
    """

    grant = APPEND

    sha256 = models.TextField(primary_key=True)
    file = models.TextField()
    format = models.TextField()
    folder = models.TextField(unique=True)
    rows = models.BigIntegerField()
    received = models.BigIntegerField()
    accepted = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    duplicate = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received=models.F("accepted") + models.F("quarantined") + models.F("duplicate")),
                name="billing_delivery_balances",
            ),
        ]
