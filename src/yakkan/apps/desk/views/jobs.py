"""Jobs: what pages have started, and how far each has come."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yakkan.apps.billing.models import Delivery, Job
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.views.answers import language_of

_MOST = 50


@needs()
def jobs(request: HttpRequest) -> HttpResponse:
    """The latest jobs."""
    return render(request, "desk/jobs.html", {"jobs": Job.objects.order_by("-pk")[:_MOST]})


@needs()
def job(request: HttpRequest, number: int) -> HttpResponse:
    """A job: while it is open, the page looks again every two seconds."""
    return render(request, "desk/job.html", _told(request, number))


@needs()
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of a job's page that changes. It stops asking when the job has ended."""
    return render(request, "desk/job_progress.html", _told(request, number))


def _told(request: HttpRequest, number: int) -> dict[str, object]:
    found = Job.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    result = found.result
    deliveries = Delivery.objects.in_bulk([one["delivery"] for one in result.get("deliveries", ())])
    again = [
        {**one, "delivery": Delivery.objects.filter(pk=one.get("delivery", "")).first()}
        for one in result.get("again", ())
    ]
    return {
        "job": found,
        "message": getattr(found, f"message_{language_of(request)}"),
        "run": result.get("run", ""),
        "deliveries": [
            (deliveries[one["delivery"]], one["known"])
            for one in result.get("deliveries", ())
            if one["delivery"] in deliveries
        ],
        "again": again,
    }
