"""What is done at the desk beside billing: enrolling staff."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yakkan.apps.desk.roles import ROLES, make_roles
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
