"""Lines that wait for the next bill of their account: on which one each came to stand, or what is owed instead."""

from django.db import models

from yakkan.apps.billing.models.bill import Bill, BillLine
from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.records.models import APPEND


class WaitingLine(models.Model):
    """A line for the first bill of an account that is made for `first_month` or a later month.

    `yen` is before tax, negative for a refund; class and percent are those of what is given back. `origin` says where
    it comes from: the same origin never waits twice. `in_force_from`, `recorded`, `source` and `clause` are what it
    cites; `arithmetic` is a formula whose value is `yen`, as on any line. The notice may be ''.
    """

    grant = APPEND

    origin = models.TextField(primary_key=True)
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="waiting")
    contract = models.TextField()
    service = models.TextField()
    records = models.BigIntegerField()
    yen = models.BigIntegerField()
    tax_class = models.TextField()
    tax_percent = models.BigIntegerField()
    name_ja = models.TextField()
    name_en = models.TextField()
    notice_ja = models.TextField()
    notice_en = models.TextField()
    arithmetic = models.TextField()
    in_force_from = models.DateField()
    recorded = models.DateField()
    source = models.TextField()
    clause = models.TextField()
    first_month = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(yen=0), name="billing_waiting_yen"),
            models.CheckConstraint(
                condition=models.Q(tax_class__in=["standard", "reduced"], tax_percent__gt=0)
                | models.Q(tax_class__in=["export_exempt", "exempt", "out_of_scope"], tax_percent=0),
                name="billing_waiting_tax",
            ),
        ]


class WaitedLine(models.Model):
    """That a waiting line stands on a bill, as which line: once, for ever (see the migration of the table)."""

    grant = APPEND

    origin = models.OneToOneField(
        WaitingLine, models.PROTECT, db_column="origin", primary_key=True, related_name="stands"
    )
    line = models.OneToOneField(BillLine, models.PROTECT, db_column="line", related_name="waited")
    bill = models.ForeignKey(Bill, models.PROTECT, db_column="bill", related_name="waited")


class WithdrawnLine(models.Model):
    """That a waiting line waits no more, and what is owed in its place: `instead` is the name of a payout.

    A line that stands on a bill is never withdrawn, nor the other way round (see the migration of the table).
    """

    grant = APPEND

    origin = models.OneToOneField(
        WaitingLine, models.PROTECT, db_column="origin", primary_key=True, related_name="withdrawn"
    )
    instead = models.TextField(db_index=True)
    who = models.TextField()
    at = models.DateTimeField()
