"""What is done at the desk beside billing: enrolling staff, entering a claim with the papers that a browser sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yakkan.apps.billing.actions import files_of, forget_upload, keep_upload
from yakkan.apps.billing.actions.uploads import Sent
from yakkan.apps.desk.roles import ROLES, make_roles
from yakkan.apps.incidents.actions import Claiming, enter_claim
from yakkan.apps.incidents.models import Claim
from yakkan.apps.records.actions import record
from yakkan.messages import Refused


@transaction.atomic
def enrol(
    username: str, role: str, email: str, *, password: str | None = None, who: str = "command"
) -> AbstractBaseUser:
    """A user of the desk in a role, and in no other; made where there is none of that name.

    Without a password he sets one by the link that is mailed to `email`. Refused for a password that is too weak, and
    for the name of a member: whoever joins gets a name from his address, and would be staff with the password he chose.
    Refused for the address of another login too.
    """
    make_roles()
    user, made = get_user_model().objects.get_or_create(username=username)
    if not user.is_staff and (user.memberships.exists() or user.has_usable_password()) and not made:
        raise Refused("desk.name_of_a_member", values={"user": username})
    if EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=user).exists():
        raise Refused("desk.address_of_another", values={"email": email})
    user.email, user.is_staff = email, True
    if password:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused("desk.weak_password", values={"why": " ".join(error.messages)}) from None
        user.set_password(password)
    elif made:
        user.set_unusable_password()
    user.save()
    user.groups.set([*user.groups.exclude(name__in=ROLES), Group.objects.get(name=role)])
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    record(who, f"make {role}", username)
    return user


@dataclass(frozen=True)
class Entering:
    """A claim as a form of the desk has it; `papers` are the files as a browser sent them."""

    incident: str
    account: str
    contract: str
    first: date
    last: date
    said: str
    papers: Sequence[Sent] = ()


def enter_claim_at_desk(asked: Entering, username: str) -> Claim:
    """Put a claim on record; the papers lie in a folder that only we read while they are looked at.

    Refused as `enter_claim` refuses, and for papers that are not called as files can be.
    """
    upload = keep_upload(asked.papers) if asked.papers else ""
    try:
        papers = files_of(upload) if upload else ()
        whose, days = (asked.account, asked.contract), (asked.first, asked.last)
        return enter_claim(Claiming(asked.incident, whose, days, asked.said, papers), settings.DATA, username)
    finally:
        forget_upload(upload)
