"""Who may confirm bill runs, delete usage after its period, hold usage, accept differences between books."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db import transaction

from yakkan.apps.records.actions import record
from yakkan.messages import Refused

ACCEPT, CONFIRM, EXPIRE, HOLD = "accept", "confirm", "expire", "hold"
RIGHTS = {CONFIRM: "confirm_billrun", EXPIRE: "expire_usage", HOLD: "hold_usage", ACCEPT: "accept_difference"}
"""The rights that are given one by one, and the permission that each is."""


@transaction.atomic
def give_right(username: str, right: str = CONFIRM, *, create: bool = False, who: str = "command") -> AbstractBaseUser:
    """Give a user a right; `create` makes him, without a password, where there is none of that name.

    Refused where there is no such user.
    """
    people = get_user_model().objects
    user = people.filter(username=username).first()
    if user is None and not create:
        raise Refused("issue.no_such_user", values={"user": username, "right": right})
    if user is None:
        user = people.create_user(username)
        record(who, "make user", username)
    user.user_permissions.add(Permission.objects.get(content_type__app_label="billing", codename=RIGHTS[right]))
    record(who, f"give right to {right}", username)
    return user


def may(username: str, right: str) -> AbstractBaseUser:
    """The user, where he has the right; Refused, with the cure, where he has not or is not there."""
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise Refused("issue.no_such_user", values={"user": username, "right": right})
    if not user.has_perm(f"billing.{RIGHTS[right]}"):
        raise Refused("issue.no_right", values={"user": username, "right": right})
    return user
