"""What is asked of customers and billing accounts."""

from yakkan.apps.customers import accesskeys
from yakkan.apps.customers.models import BillingAccount


def access_key(account: str) -> str:
    """The access key of a billing account, as its bill prints it."""
    return printed_key(BillingAccount.objects.get(pk=account))


def printed_key(account: BillingAccount) -> str:
    """The access key of a billing account that was read already."""
    return accesskeys.decrypt(account.access_key)


def opens(account: str, given: str) -> bool:
    """Whether `given` is the access key of the billing account. An unknown account takes as long as a known one."""
    found = BillingAccount.objects.filter(pk=account).values_list("access_key", flat=True).first()
    kept = accesskeys.decrypt(found or accesskeys.encrypt(accesskeys.new()))
    return accesskeys.same(given, kept) and found is not None
