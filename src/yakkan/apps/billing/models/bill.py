"""Issued bills. Each header says how many rows belong to it, so that none can be added later (see migration 0002)."""

from django.db import models

from yakkan.apps.billing.models.run import BillRun
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.records.models import APPEND


class Bill(models.Model):
    """A bill (請求書): one an account and month. Amounts are whole yen."""

    grant = APPEND

    bill = models.TextField(primary_key=True)
    run = models.ForeignKey(BillRun, models.PROTECT, db_column="run", related_name="bills")
    account = models.ForeignKey(
        BillingAccount, models.PROTECT, db_column="account", related_name="bills", db_index=False
    )
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="bills")
    month = models.TextField()
    issued_on = models.DateField()
    due_on = models.DateField()
    before_tax = models.BigIntegerField()
    tax = models.BigIntegerField()
    total = models.BigIntegerField()
    line_count = models.BigIntegerField()
    tax_count = models.BigIntegerField()

    class Meta:
        permissions = [("look_at_bills", "Can look at bills")]
        constraints = [
            models.UniqueConstraint(fields=["account", "month"], name="billing_one_bill_a_month"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("before_tax") + models.F("tax")), name="billing_bill_total"
            ),
        ]


class BillLine(models.Model):
    """A line (明細) of a bill, with its arithmetic; `yen` is whole yen, negative for a discount."""

    grant = APPEND

    line = models.TextField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT, db_column="bill", related_name="lines", db_index=False)
    position = models.BigIntegerField()
    contract = models.TextField()
    service = models.TextField()
    month = models.TextField()
    kind = models.TextField()
    entry = models.TextField()
    name_ja = models.TextField()
    name_en = models.TextField()
    records = models.BigIntegerField()
    quantity = models.BigIntegerField()
    unit = models.TextField()
    yen = models.BigIntegerField()
    tax_class = models.TextField()
    tax_percent = models.BigIntegerField()
    arithmetic = models.TextField()
    citation_count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "position"], name="billing_line_position"),
            models.CheckConstraint(condition=models.Q(citation_count__gte=1), name="billing_line_cites"),
        ]


class LineCitation(models.Model):
    """A clause that a line follows from, as known when it was billed; `amount` is in 1/10,000 yen."""

    grant = APPEND

    pk = models.CompositePrimaryKey("line", "position")
    line = models.ForeignKey(BillLine, models.PROTECT, db_column="line", related_name="citations", db_index=False)
    position = models.BigIntegerField()
    entry = models.TextField()
    in_force_from = models.DateField()
    recorded = models.DateField()
    source = models.TextField()
    clause = models.TextField()
    records = models.BigIntegerField()
    quantity = models.BigIntegerField()
    amount = models.BigIntegerField()


class BillTax(models.Model):
    """Consumption tax of a bill for one class and rate: rounded once, on the sum of its lines."""

    grant = APPEND

    pk = models.CompositePrimaryKey("bill", "tax_class", "percent")
    bill = models.ForeignKey(Bill, models.PROTECT, db_column="bill", related_name="taxes", db_index=False)
    tax_class = models.TextField()
    percent = models.BigIntegerField()
    base = models.BigIntegerField()
    tax = models.BigIntegerField()
