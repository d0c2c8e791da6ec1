"""An incident (誤課金): a billing error as an audit found it, who is affected, and the steps that were taken."""

from django.db import models

from yakkan.apps.billing.models import Hold
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.records.models import APPEND

BILLED, PUBLISHED = "billed", "published"
"""Billed otherwise than by the terms; or published otherwise, so that a customer was told another price."""
FOUND, EXAMINED, CONFIRMED, APPROVED, REFUNDING, CLOSED = STEPS = (
    "found", "examined", "confirmed", "approved", "refunding", "closed",
)  # fmt: skip
"""The steps of an incident, each once, in this order. Who approves has neither found nor confirmed it."""


class Incident(models.Model):
    """What went wrong: at which charge of which partners, from when to when, and what is said of it.

    `shape` is the rate that was billed and the one that is right, as the book writes rates.

    Records are kept of the days `window_first` to `window_last`; both pairs of days are inclusive. `about` is the file
    that it was opened with, as JSON: names and prices in words, and whom to ask. `presumed` is the estimate of whom no
    record names, as JSON, {} where there is none. Its charges bear the tax `tax_class` and `tax_percent`,
    rounded as `tax_rounding` says; `source` and
    `clause` are what they should have been billed by. `audit` is the SHA-256 of what the audit says of itself.
    """

    grant = APPEND

    incident = models.TextField(primary_key=True)
    kind = models.TextField()
    service = models.TextField()
    entry = models.TextField()
    partner = models.TextField()
    title_ja = models.TextField()
    title_en = models.TextField()
    shape = models.TextField()
    first = models.DateField()
    last = models.DateField()
    window_first = models.DateField()
    window_last = models.DateField()
    about = models.JSONField()
    presumed = models.JSONField(default=dict)
    tax_class = models.TextField()
    tax_percent = models.BigIntegerField()
    tax_rounding = models.TextField()
    in_force_from = models.DateField()
    recorded = models.DateField()
    source = models.TextField()
    clause = models.TextField()
    audit = models.TextField()
    audit_incident = models.TextField()
    hold = models.OneToOneField(Hold, models.PROTECT, db_column="hold", related_name="incident")
    record_count = models.BigIntegerField()
    affected_count = models.BigIntegerField()

    class Meta:
        permissions = [
            ("find_incident", "Can find and open incidents"),
            ("examine_incident", "Can examine, confirm and close incidents"),
            ("approve_incident", "Can approve refunds"),
            ("refund_incident", "Can refund, pay out and announce"),
            ("enter_claim", "Can enter claims and look at them"),
            ("decide_claim", "Can accept and refuse claims"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["audit", "audit_incident"], name="incidents_opened_once"),
            models.CheckConstraint(condition=models.Q(kind__in=[BILLED, PUBLISHED]), name="incidents_kind"),
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("window_first"))
                & models.Q(window_first__lte=models.F("window_last"))
                & models.Q(window_last__lte=models.F("last")),
                name="incidents_days",
            ),
        ]


class Step(models.Model):
    """That somebody took a step of an incident, and why (see the migration for what the database refuses)."""

    grant = APPEND

    incident = models.ForeignKey(Incident, models.PROTECT, db_column="incident", related_name="steps")
    step = models.TextField()
    who = models.TextField()
    at = models.DateTimeField()
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "step"], name="incidents_step_once"),
            models.CheckConstraint(condition=models.Q(step__in=STEPS), name="incidents_step"),
        ]


class Affected(models.Model):
    """What an incident came to for a contract, as the audit has it.

    `over` and `under` are 1/10,000 yen charged too much and too little; nothing of what was undercharged is collected.
    """

    grant = APPEND

    pk = models.CompositePrimaryKey("incident", "account", "contract")
    incident = models.ForeignKey(Incident, models.PROTECT, db_column="incident", related_name="affected")
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="+", db_index=False)
    contract = models.TextField()
    records = models.BigIntegerField()
    over = models.BigIntegerField()
    under = models.BigIntegerField()


class Refundable(models.Model):
    """A record of an incident, and what of it is to be given back: `refund`, in 1/10,000 yen like all of its amounts.

    `published` is what the customer was told, null where nothing else than the terms was published. `day` is the day
    of use.
    """

    grant = APPEND

    pk = models.CompositePrimaryKey("incident", "source", "record_id")
    incident = models.ForeignKey(
        Incident, models.PROTECT, db_column="incident", related_name="refundable", db_index=False
    )
    source = models.TextField()
    record_id = models.TextField()
    account = models.ForeignKey(BillingAccount, models.PROTECT, db_column="account", related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="+", db_index=False)
    contract = models.TextField()
    day = models.DateField()
    billed = models.BigIntegerField()
    by_terms = models.BigIntegerField()
    published = models.BigIntegerField(null=True)
    refund = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["source", "record_id"], name="incidents_same_record")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refund__gte=0, billed__gte=0, by_terms__gte=0)
                & (models.Q(published__isnull=True) | models.Q(published__gte=0)),
                name="incidents_refundable_amounts",
            ),
        ]
