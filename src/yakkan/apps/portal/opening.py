"""Proving that a billing account is one's own: by its number and its access key, both of which its bill prints.

Whoever is wrong is not told which of the two was. Five wrong tries in an hour lock the number, whoever made them
(django-axes, in the database, as it locks a user name); an address is slowed by the number of its tries (allauth's
`open_account` in the settings).
"""

import unicodedata

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from yakkan.apps.customers.queries import opens
from yakkan.apps.pages.language import current
from yakkan.messages import say

_ACTION = "open_account"


def number(given: str) -> str:
    """A billing number as it is written in the books: full-width letters and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", given).split())


def check(request: HttpRequest, account: str, access_key: str) -> None:
    """Raises ValidationError where the key does not open the account, or too many have been tried."""
    tried = {"tried": f"billing number {account}"}
    if not ratelimit.consume(request, action=_ACTION, dry_run=True):
        raise ValidationError(get_adapter().error_messages["rate_limited"])
    if not AxesProxyHandler.is_allowed(request, tried):
        raise ValidationError(say(current(), "portal.number_locked"))
    if opens(account, access_key):
        return
    ratelimit.consume(request, action=_ACTION)
    AxesProxyHandler.user_login_failed(check, tried, request)
    request.axes_locked_out = False  # the form says so itself, in its place
    raise ValidationError(say(current(), "portal.not_opened"))
