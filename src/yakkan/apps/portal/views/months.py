"""Twelve months of charges."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def months(request: HttpRequest) -> HttpResponse:
    """The first page of a member."""
    return render(request, "portal/months.html")
