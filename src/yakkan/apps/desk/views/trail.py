"""The audit trail, and what rows were before somebody changed them."""

from datetime import datetime, time

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yakkan import clock
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.queries.changes import changes as found_changes
from yakkan.apps.desk.roles import CUSTOMERS, TRAIL
from yakkan.apps.records.actions import record
from yakkan.apps.records.models import AuditEvent

_PAGE = 100


class TrailForm(forms.Form):
    """What of the trail is looked for."""

    who = forms.CharField(required=False, max_length=150)
    what = forms.CharField(required=False, max_length=100)
    subject = forms.CharField(required=False, max_length=200)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    before = forms.IntegerField(required=False, min_value=1)


@needs(TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, the latest first, narrowed down by who, what, subject and day."""
    form = TrailForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = AuditEvent.objects.order_by("-id")
    for field in ("who", "what", "subject"):
        if said.get(field):
            found = found.filter(**{f"{field}__icontains": said[field]})
    if said.get("since"):
        found = found.filter(at__gte=datetime.combine(said["since"], time.min, clock.JAPAN))
    if said.get("until"):
        found = found.filter(at__lte=datetime.combine(said["until"], time.max, clock.JAPAN))
    if said.get("before"):
        found = found.filter(id__lt=said["before"])
    events = list(found[: _PAGE + 1])
    asked = request.GET.copy()
    if len(events) > _PAGE:
        asked["before"] = str(events[_PAGE - 1].pk)
    values = {
        "form": form,
        "events": events[:_PAGE],
        "older": asked.urlencode() if len(events) > _PAGE else "",
        "whats": AuditEvent.objects.order_by("what").values_list("what", flat=True).distinct(),
    }
    return render(request, "desk/trail.html", values)


@needs(TRAIL, CUSTOMERS)
def changes(request: HttpRequest) -> HttpResponse:
    """What customers, accounts and contracts were before they were changed or removed."""
    customer = request.GET.get("customer", "").strip()
    record(request.user.get_username(), "look at changes", customer or "customers, accounts, contracts")
    return render(request, "desk/changes.html", {"customer": customer, "changes": found_changes(customer)})
