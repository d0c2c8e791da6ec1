"""Contracts."""

from django.db import models

from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.records.changes import kept
from yakkan.apps.records.models import CHANGE


@kept()
class Contract(models.Model):
    """One number of a contract in one period, [start, end); `number` is '' for a contract without one.

    `plan` ties the contracts of one OCN plan, `group` those of one representative group; `options` are as in the file.
    """

    grant = CHANGE

    contract = models.TextField()
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="contracts")
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="contracts")
    service = models.TextField()
    number = models.TextField(default="")
    plan = models.TextField(default="")
    group = models.TextField(default="")
    options = models.TextField(default="")
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number", "start"], name="contracts_row"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="contracts_period"),
        ]
