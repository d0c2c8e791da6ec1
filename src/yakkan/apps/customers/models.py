"""Customers and billing accounts."""

from django.db import models

from yakkan.apps.records.changes import kept
from yakkan.apps.records.models import CHANGE

LANGUAGES = ("ja", "en")
METHODS = ("direct_debit", "bill", "card")
"""How an account pays: 口座振替, 請求書払い, クレジットカード."""
DELIVERIES = ("paper", "web")
"""How its bill comes."""


@kept()
class Customer(models.Model):
    """Who has contracts, 契約者."""

    grant = CHANGE

    customer = models.TextField(primary_key=True)
    name = models.TextField()
    kana = models.TextField(default="")
    language = models.TextField(default="ja")
    email = models.TextField(default="")
    postal_code = models.TextField(default="")
    address = models.TextField(default="")

    class Meta:
        permissions = [("look_at_customers", "Can look at customers")]
        constraints = [
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="customers_language"),
        ]


@kept("access_key")
class BillingAccount(models.Model):
    """A billing number, 請求番号, with how it pays and how its bill comes.

    `access_key` is encrypted with the keys of the state; a reload of the accounts never changes it.
    """

    grant = CHANGE

    account = models.TextField(primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, db_column="customer", related_name="accounts")
    method = models.TextField(default="direct_debit")
    delivery = models.TextField(default="web")
    access_key = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(method__in=METHODS), name="customers_method"),
            models.CheckConstraint(condition=models.Q(delivery__in=DELIVERIES), name="customers_delivery"),
        ]
