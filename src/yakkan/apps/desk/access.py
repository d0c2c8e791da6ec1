"""Who may see a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def needs(*rights: str) -> Callable[[View], View]:
    """A page for staff who have all these rights; without any, for all staff. Others get 403, strangers sign in."""
    return _guarding(lambda user: user.has_perms(rights))


def needs_one_of(*rights: str) -> Callable[[View], View]:
    """A page for staff who have one of these rights."""
    return _guarding(lambda user: any(user.has_perm(right) for right in rights))


def _guarding(may: Callable[[Any], bool]) -> Callable[[View], View]:
    def guarded(view: View) -> View:
        @login_required
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (request.user.is_staff and may(request.user)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return answer

    return guarded
