"""Whom wrong tries are counted for: a login, whichever of its names is typed, or what else the credentials name."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest

_LONGEST = 255
"""What the table of wrong tries holds."""


def who(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The user name, where there is one of the address that was typed; else what was typed, in small letters.

    Credentials have a `username` or an `email`; what is no login, such as a billing number, is `tried`. Without any it
    is what the form of signing in holds.
    """
    given = credentials or ({"username": request.POST.get("login", "")} if request is not None else {})
    if tried := given.get("tried"):
        return str(tried)[:_LONGEST]
    typed = str(given.get("username") or given.get("email") or "").strip()
    known = EmailAddress.objects.filter(email__iexact=typed).select_related("user").order_by("-verified", "pk")
    found = known.first() if "@" in typed else None  # who has only written it down as his, is not who signs in by it
    return (found.user.get_username() if found else typed).lower()[:_LONGEST]
