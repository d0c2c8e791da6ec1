"""The first page of the desk."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yakkan.apps.billing.models import Job
from yakkan.apps.billing.models.job import OPEN
from yakkan.apps.billing.queries import open_quarantine
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.queries.incidents import waiting_for
from yakkan.apps.desk.queries.runs import all_runs, last_issued, waiting_runs
from yakkan.apps.desk.views.answers import language_of
from yakkan.runs import reasons


@needs()
def start(request: HttpRequest) -> HttpResponse:
    """What waits to be done."""
    waiting = waiting_runs(all_runs())
    parked = [
        (one, len({values["account"] for _, values in reasons.parked(one.folder / "parked.csv")}))
        for one in waiting or all_runs()[:1]
    ]
    values = {
        "waiting": waiting,
        "parked": [(one, count) for one, count in parked if count],
        "quarantined": sum(count for _, count in open_quarantine(settings.DATA)),
        "jobs": Job.objects.filter(state__in=OPEN).order_by("pk"),
        "last": last_issued(),
        "correction": waiting_for(request.user, language_of(request)),
    }
    return render(request, "desk/start.html", values)
