"""Usage that was delivered."""

from django.db import models

from yakkan.apps.records.models import APPEND


class Delivery(models.Model):
    """A usage file that was taken in: this row is the commit of its folder in the lake.

    A folder without a row is swept. `received = accepted + quarantined + duplicate`, and
    `rows + added = left_out + received`: a record may stand for several rows, or several for one. A delivery that was
    loaded before these two were counted has them empty.

    What was in quarantine may be taken up again, once, by a successor: a delivery `again_of` this one, whose `rows` are
    the records that were in quarantine. From then on this one's quarantine is closed, and the successor's is open.
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
    added = models.BigIntegerField(null=True)
    left_out = models.BigIntegerField(null=True)
    again_of = models.OneToOneField("self", models.PROTECT, db_column="again_of", related_name="again", null=True)

    class Meta:
        permissions = [
            ("load_usage", "Can load usage, and take up quarantined usage again"),
            ("look_at_quarantine", "Can look at quarantined records"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received=models.F("accepted") + models.F("quarantined") + models.F("duplicate")),
                name="billing_delivery_balances",
            ),
            models.CheckConstraint(
                condition=models.Q(rows=models.F("left_out") + models.F("received") - models.F("added")),
                name="billing_delivery_loses_no_row",
            ),
        ]
