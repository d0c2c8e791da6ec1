"""Members."""

from django.conf import settings
from django.db import models

from yakkan.apps.customers.models import Customer
from yakkan.apps.records.changes import kept
from yakkan.apps.records.models import CHANGE


@kept()
class Member(models.Model):
    """会員: a login that may see what a customer is charged."""

    grant = CHANGE

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="members")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "customer"], name="portal_member_once")]
