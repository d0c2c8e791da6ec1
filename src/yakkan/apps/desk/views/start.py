"""The first page of the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yakkan.apps.desk.access import needs


@needs()
def start(request: HttpRequest) -> HttpResponse:
    """What waits to be done."""
    return render(request, "desk/start.html")
