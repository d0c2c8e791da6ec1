"""What members do. Each action is one transaction."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction

from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.incidents.actions import Claiming, enter_own_claim
from yakkan.apps.incidents.models import Claim
from yakkan.apps.pages.book import the_book
from yakkan.apps.portal.claiming import Claimable
from yakkan.apps.portal.models import Member
from yakkan.apps.portal.uploads import set_aside
from yakkan.apps.records.actions import record
from yakkan.messages import Language, say


@transaction.atomic
def join(user: AbstractBaseUser, account: str) -> Member:
    """Make a user a member for the customer of a billing account, which he has shown to be his.

    The customer is told by mail where his address is not the user's: whoever finds a bill could join by it.
    """
    customer = BillingAccount.objects.select_related("customer").get(pk=account).customer
    member, made = Member.objects.get_or_create(user=user, customer=customer)
    if made:
        record(user.get_username(), "join", account)
        if customer.email and customer.email.lower() != user.email.lower():
            transaction.on_commit(partial(_tell, customer, account), robust=True)
    return member


def _tell(customer: Customer, account: str) -> None:
    spoken: Language = "en" if customer.language == "en" else "ja"
    carrier = the_book().carrier
    asking = f"{getattr(carrier.contact.name, spoken)} {carrier.contact.telephone}" if carrier.contact else ""
    texts = [
        say(spoken, "portal.mail_head", name=getattr(carrier.name, spoken)),
        say(spoken, "portal.mail_joined", account=account),
        asking,
    ]
    send_mail(say(spoken, "portal.mail_joined_subject", account=account), "\n\n".join(texts), None, [customer.email])


def claim(user: AbstractBaseUser, of: Claimable, told: Mapping[str, Any]) -> Claim:
    """Enter a claim for a contract of the member's own, with what the form was told; Refused with the reason."""
    account, contract, _ = of.contracts[told["contract"]]
    with set_aside(told["papers"]) as papers:
        days = (told["first"], told["last"])
        asked = Claiming(of.incident.pk, (account, contract), days, told["said"], papers)
        return enter_own_claim(asked, settings.DATA, user.get_username())
