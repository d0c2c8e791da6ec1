"""Answers that any page may come to: somebody guesses a password too often, a form was not made here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked(request: HttpRequest, _response: HttpResponse | None, _credentials: Any) -> HttpResponse:
    """Too many wrong passwords: 429, whether the last one was right or not."""
    return render(request, "pages/locked.html", status=429)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from one of our pages, or from one that is too old: 403."""
    return render(request, "pages/forged.html", status=403)
