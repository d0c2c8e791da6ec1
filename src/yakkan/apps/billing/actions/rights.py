"""Who may confirm bill runs."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db import transaction

from yakkan.apps.records.actions import record
from yakkan.messages import Refused

CONFIRM = "billing.confirm_billrun"
"""The right to confirm a bill run."""


@transaction.atomic
def give_right_to_confirm(username: str, *, create: bool = False, who: str = "command") -> AbstractBaseUser:
    """Give a user the right to confirm; `create` makes him, without a password, where there is none of that name.

    Refused where there is no such user.
    """
    people = get_user_model().objects
    user = people.filter(username=username).first()
    if user is None and not create:
        raise Refused("issue.no_such_user", values={"user": username})
    if user is None:
        user = people.create_user(username)
        record(who, "make user", username)
    user.user_permissions.add(Permission.objects.get(content_type__app_label="billing", codename="confirm_billrun"))
    record(who, "give right to confirm bill runs", username)
    return user


def may_confirm(username: str) -> AbstractBaseUser:
    """The user, where he may confirm; Refused, with the cure, where he may not or is not there."""
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise Refused("issue.no_such_user", values={"user": username})
    if not user.has_perm(CONFIRM):
        raise Refused("issue.no_right", values={"user": username})
    return user
