"""Finding bills and customers, and all there is about one customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from yakkan.apps.billing.models import Bill, Entry
from yakkan.apps.contracts.models import Contract
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.records.models import AuditEvent

MOST = 100
"""At most so many bills or customers are listed; a search that finds more says so."""


@dataclass(frozen=True)
class Search:
    """What is looked for: a text (id, account, name or kana), days of issue and amounts, both ends included."""

    text: str = ""
    first_day: date | None = None
    last_day: date | None = None
    least: int | None = None
    most: int | None = None


def customers_named(text: str) -> QuerySet[Customer]:
    """The customers whose id, name, kana or billing account holds the text."""
    named = Q(pk__startswith=text) | Q(name__icontains=text) | Q(kana__icontains=text)
    return Customer.objects.filter(named | Q(accounts__account__startswith=text)).distinct().order_by("pk")


def find_bills(search: Search) -> list[Bill]:
    """The bills that are looked for, the latest first; one more than MOST where there are more."""
    found = Bill.objects.select_related("customer")
    if search.text:
        of_text = Q(pk__startswith=search.text) | Q(customer__in=customers_named(search.text).values("pk"))
        found = found.filter(of_text | Q(account__account__startswith=search.text))
    limits = {
        "issued_on__gte": search.first_day, "issued_on__lte": search.last_day,
        "total__gte": search.least, "total__lte": search.most,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in limits.items() if value is not None})
    return list(found.order_by("-month", "account")[: MOST + 1])


@dataclass(frozen=True)
class AccountOf:
    """A billing account, and what it owes in yen."""

    account: BillingAccount
    owes: int


def accounts_of(customer: Customer) -> Sequence[AccountOf]:
    """A customer's accounts, each with its balance: the sum of its entries."""
    accounts = list(customer.accounts.order_by("pk"))
    sums = Entry.objects.filter(account__in=accounts).values("account").annotate(sum=Sum("yen"))
    owed = {row["account"]: row["sum"] for row in sums}
    return [AccountOf(account, owed.get(account.pk, 0)) for account in accounts]


def contracts_of_customer(customer: Customer) -> QuerySet[Contract]:
    """All rows of a customer's contracts, those in force last first."""
    return Contract.objects.filter(customer=customer).order_by("contract", "number", "start")


def looks_at(customer: Customer) -> QuerySet[AuditEvent]:
    """Who looked at the customer or his accounts, or changed them, the latest first."""
    subjects = [customer.pk, *customer.accounts.values_list("pk", flat=True)]
    return AuditEvent.objects.filter(subject__in=subjects).order_by("-at", "-id")
