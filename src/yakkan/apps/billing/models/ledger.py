"""The ledger (売掛帳): double entry, append only. What a customer owes is the sum of his entries and nothing else."""

from django.db import models

from yakkan.apps.billing.models.bill import Bill
from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.records.models import APPEND

RECEIVABLE = "receivable"
"""What a billing account owes, 売掛金; it names the account."""
REFUND_PAYABLE = "refund_payable"
"""What is owed to whose contract has ended, 未払金（返還金）; it names the account, and is negative until paid."""
BANK = "bank"
"""What was paid out of the carrier's bank account, 普通預金."""
SALES = "sales"
"""What was sold before tax, 売上, by tax class and rate."""
CONSUMPTION_TAX = "consumption_tax"
"""What is owed to the tax office, 仮受消費税, by tax class and rate."""


class Journal(models.Model):
    """One thing that happened, in entries that sum to 0; `entry_count` says how many they are."""

    grant = APPEND

    journal = models.TextField(primary_key=True)
    day = models.DateField()
    what = models.TextField()
    bill = models.OneToOneField(Bill, models.PROTECT, db_column="bill", null=True, related_name="journal")
    entry_count = models.BigIntegerField()


class Entry(models.Model):
    """One side of a journal: debit positive, credit negative, in whole yen."""

    grant = APPEND

    pk = models.CompositePrimaryKey("journal", "position")
    journal = models.ForeignKey(Journal, models.PROTECT, db_column="journal", related_name="entries", db_index=False)
    position = models.BigIntegerField()
    kind = models.TextField()
    account = models.ForeignKey(
        BillingAccount, models.PROTECT, db_column="account", null=True, related_name="entries", db_index=False
    )
    tax_class = models.TextField(default="")
    tax_percent = models.BigIntegerField(default=0)
    yen = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["account"], include=["yen"], name="billing_entry_account",
                condition=models.Q(account__isnull=False),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=~models.Q(yen=0), name="billing_entry_yen"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[RECEIVABLE, REFUND_PAYABLE], account__isnull=False)
                | models.Q(kind__in=[SALES, CONSUMPTION_TAX, BANK], account__isnull=True),
                name="billing_entry_kind",
            ),
        ]
