"""What members do. Each action is one transaction."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from yakkan.apps.customers.models import BillingAccount
from yakkan.apps.portal.models import Member
from yakkan.apps.records.actions import record


@transaction.atomic
def join(user: AbstractBaseUser, account: str) -> Member:
    """Make a user a member for the customer of a billing account, which he has shown to be his."""
    customer = BillingAccount.objects.only("customer").get(pk=account).customer_id
    member, made = Member.objects.get_or_create(user=user, customer_id=customer)
    if made:
        record(user.get_username(), "join", account)
    return member
