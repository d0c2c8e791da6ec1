"""Claims of customers of whom no record is kept: entered, with papers, then accepted or refused with a reason."""

from django.db import models

from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.incidents.models.incident import Incident
from yakkan.apps.records.models import APPEND


class Claim(models.Model):
    """A customer says that he was charged wrongly on the days `first` to `last`, both included.

    `who` entered it: somebody at the desk in his name or, `by_member`, he himself on his own pages, by his login.
    """

    grant = APPEND

    incident = models.ForeignKey(Incident, models.PROTECT, db_column="incident", related_name="claims")
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="claims")
    contract = models.TextField()
    first = models.DateField()
    last = models.DateField()
    said = models.TextField()
    who = models.TextField()
    by_member = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="incidents_claim_days")
        ]


class ClaimPaper(models.Model):
    """A paper that shows the journey; the file is kept privately under its SHA-256."""

    grant = APPEND

    claim = models.ForeignKey(Claim, models.PROTECT, db_column="claim", related_name="papers")
    sha256 = models.TextField()
    name = models.TextField()
    type = models.TextField()
    size = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "sha256"], name="incidents_paper_once")]


class ClaimDecision(models.Model):
    """That a claim was accepted, for `yen` before tax, or refused (0 yen); never by who entered it."""

    grant = APPEND

    claim = models.OneToOneField(Claim, models.PROTECT, db_column="claim", primary_key=True, related_name="decision")
    accepted = models.BooleanField()
    yen = models.BigIntegerField()
    records = models.BigIntegerField()
    why = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted=True, yen__gte=1, records__gte=1)
                | models.Q(accepted=False, yen=0, records=0),
                name="incidents_decision",
            )
        ]
