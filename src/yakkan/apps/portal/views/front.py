"""The first page: where to sign in; whoever has signed in is sent on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def front(request: HttpRequest) -> HttpResponse:
    """Staff go to their desk, members to their charges."""
    if request.user.is_authenticated:
        return redirect("desk:start" if request.user.is_staff else "portal:months")
    return render(request, "portal/front.html")
