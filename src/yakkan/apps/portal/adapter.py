"""How signing in differs from allauth's: wrong tries are forgotten, a member's first page is in his language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from yakkan.apps.customers.models import Customer
from yakkan.apps.pages.guessing import who


class Adapter(DefaultAccountAdapter):
    """allauth's adapter, with the language of the first sign-in."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **said: Any) -> HttpResponse:
        """Where he goes on; in his customer's language, unless this browser was told another."""
        response = super().post_login(request, user, **said)
        reset(username=who(request, None))  # axes forgets those of his user name as it is written, not as it is counted
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            customers = Customer.objects.filter(members__user=user).order_by("members__id")
            if language := customers.values_list("language", flat=True).first():
                secure = settings.LANGUAGE_COOKIE_SECURE
                response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, secure=secure, samesite="Lax")
        return response
