"""Quarantine: how many records for which reason, the records, and taking them up again."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from yakkan.apps.billing.actions import Wanted
from yakkan.apps.billing.models.job import AGAIN
from yakkan.apps.billing.queries import open_deliveries, open_quarantine
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.queries.quarantine import PAGE
from yakkan.apps.desk.queries.quarantine import records as kept_records
from yakkan.apps.desk.roles import LOAD, QUARANTINE
from yakkan.apps.desk.views.answers import first_asked, started
from yakkan.apps.records.actions import record


@needs(QUARANTINE)
def reasons(request: HttpRequest) -> HttpResponse:
    """The reasons for open quarantine, the most frequent first, and the deliveries that it is of."""
    found = [(name, name.rpartition(".")[2], count) for name, count in open_quarantine(settings.DATA)]
    values = {"reasons": found, "deliveries": open_deliveries(), "total": sum(count for _, _, count in found)}
    return render(request, "desk/quarantine.html", values)


@needs(QUARANTINE)
def records(request: HttpRequest, reason: str) -> HttpResponse:
    """The records of a reason, as they were kept; it is on the audit trail who looked at which, before they show."""
    name = next((name for name, _ in open_quarantine(settings.DATA) if name.rpartition(".")[2] == reason), None)
    if name is None:
        raise Http404
    first = first_asked(request)
    kept, total = kept_records(name, first)
    files = ", ".join(dict.fromkeys(one.delivery.file for one in kept))
    where = f"records {first + 1} to {first + len(kept)} of {total}: {files}"
    record(request.user.get_username(), "look at quarantine", reason, where)
    values = {
        "name": name, "reason": reason, "kept": kept, "total": total, "first": first + 1, "last": first + len(kept),
        "next": first + PAGE if first + PAGE < total else None, "before": first - PAGE if first >= PAGE else None,
    }  # fmt: skip
    return render(request, "desk/quarantined.html", values)


@needs(LOAD)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Take up again what is in quarantine, as a job."""
    return started(request, Wanted(AGAIN, "quarantine", request.user.get_username()))
