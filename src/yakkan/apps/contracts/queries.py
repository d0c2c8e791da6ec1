"""What is asked of contracts."""

from datetime import date

from django.db.models import QuerySet

from yakkan.apps.contracts.models import Contract


def contracts_of(account: str, day: date) -> QuerySet[Contract]:
    """The rows of an account's contracts that are in force on `day`."""
    found = Contract.objects.filter(account=account, start__lte=day, end__gt=day)
    return found.order_by("contract", "number", "start")
