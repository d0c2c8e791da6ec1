"""Who may find, examine, approve and refund, enter and decide claims."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from yakkan.messages import Refused

FIND, EXAMINE, APPROVE, REFUND, ENTER, DECIDE = (
    "find_incident", "examine_incident", "approve_incident", "refund_incident", "enter_claim", "decide_claim",
)  # fmt: skip


def may(username: str, right: str) -> AbstractBaseUser:
    """The user, where he has the right; Refused, with the cure, where he has not or is not there."""
    user = get_user_model().objects.filter(username=username).first()
    if user is None or not user.has_perm(f"incidents.{right}"):
        raise Refused("incident.no_right", values={"user": username, "right": right})
    return user
