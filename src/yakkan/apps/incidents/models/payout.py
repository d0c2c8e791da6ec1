"""Money for whoever has no contract any more: he is written to, says where it should go, and is paid."""

from django.db import models

from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.incidents.models.incident import Incident
from yakkan.apps.records.models import APPEND

TO_WRITE = "to_write"
"""What a payout is before its first step."""
LETTER, DETAILS, PAID, RETURNED = "letter", "details", "paid", "returned"
"""The steps: a letter was made; he told his bank account; it was paid; the bank sent it back, and it begins anew."""

LETTER_DOCUMENT, LATER_LETTER = "refund_letter", "refund_letter_again"
"""The kinds of document that letters are kept as: the first, of the payout itself, and those after a return."""
TAX_RAISED_BY = {"floor": 0, "half_up": 50, "ceil": 99}
"""What is added to hundredths of a yen of a payout's tax before they are dropped."""


class Payout(models.Model):
    """What is owed to an account, of an incident or a claim: `yen` before tax, and `tax`."""

    grant = APPEND

    payout = models.TextField(primary_key=True)
    incident = models.ForeignKey(Incident, models.PROTECT, db_column="incident", related_name="payouts")
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="payouts")
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="payouts")
    records = models.BigIntegerField()
    yen = models.BigIntegerField()
    tax_class = models.TextField()
    tax_percent = models.BigIntegerField()
    tax = models.BigIntegerField()
    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(yen__gte=1, tax__gte=0), name="incidents_payout_yen")]

    @property
    def total(self) -> int:
        """What is paid out, tax included."""
        return self.yen + self.tax


class PayoutStep(models.Model):
    """A step of a payout on a day; `reference` is the letter's SHA-256, the bank's reference, or why it came back.

    Bank details themselves are kept where payments are made, not here.
    """

    grant = APPEND

    pk = models.CompositePrimaryKey("payout", "position")
    payout = models.ForeignKey(Payout, models.PROTECT, db_column="payout", related_name="steps", db_index=False)
    position = models.BigIntegerField()
    step = models.TextField()
    day = models.DateField()
    reference = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()
