"""What an incident gave back: of each record, and to each customer."""

from django.db import models

from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.incidents.models.incident import Incident
from yakkan.apps.records.models import APPEND

ON_BILL, PAID_OUT = "bill", "payout"
"""How money goes back: as a line on the next bill, or paid out where the account has no contract any more."""


class RefundedRecord(models.Model):
    """What was given back of a record, in 1/10,000 yen: once an incident.

    Over all incidents it is never more than what was billed less the lower of terms and published price; the database
    refuses more (see the migration).
    """

    grant = APPEND

    pk = models.CompositePrimaryKey("incident", "source", "record_id")
    incident = models.ForeignKey(
        Incident, models.PROTECT, db_column="incident", related_name="refunded", db_index=False
    )
    source = models.TextField()
    record_id = models.TextField()
    part = models.BigIntegerField()
    units = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["source", "record_id"], name="incidents_refunded_record")]
        constraints = [models.CheckConstraint(condition=models.Q(units__gte=0), name="incidents_units")]


class Refund(models.Model):
    """What a part of an incident's refund came to for a contract: `units` are 1/10,000 yen exactly, `yen` whole yen.

    Over a customer and incident, the yen are the units rounded up once: what that adds is less than a yen, and belongs
    to no record. Each of his contracts gets what its records bring the sum to. `origin` names the line that waits for a
    bill, or the payout.
    """

    grant = APPEND

    pk = models.CompositePrimaryKey("incident", "part", "account", "contract")
    incident = models.ForeignKey(Incident, models.PROTECT, db_column="incident", related_name="refunds")
    part = models.BigIntegerField()
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="refunds")
    contract = models.TextField()
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="+", db_index=False)
    records = models.BigIntegerField()
    units = models.BigIntegerField()
    yen = models.BigIntegerField()
    way = models.TextField()
    origin = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["incident", "customer"], name="incidents_refund_customer")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(yen__gte=0, units__gte=0, way__in=[ON_BILL, PAID_OUT]), name="incidents_refund"
            ),
        ]
