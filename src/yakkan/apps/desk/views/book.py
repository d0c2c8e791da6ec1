"""The book, to be read: services, sources, formats, cases."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from yakkan import clock
from yakkan.apps.billing.actions import Wanted
from yakkan.apps.billing.actions.do_job import fingerprint
from yakkan.apps.billing.models import Job
from yakkan.apps.billing.models.job import CASES, OPEN
from yakkan.apps.desk.access import needs
from yakkan.apps.desk.queries import book as queries
from yakkan.apps.desk.views.answers import language_of, started
from yakkan.apps.pages.book import the_book
from yakkan.messages import Refusals, Refused


def _wrong(request: HttpRequest, refused: Refused | Refusals) -> HttpResponse:
    """A book that cannot be read says where it is wrong."""
    return render(request, "desk/book_wrong.html", {"why": refused.text(language_of(request))}, status=409)


@needs()
def book(request: HttpRequest) -> HttpResponse:
    """The carrier, its tax and days, and the services."""
    try:
        found = the_book()
    except (Refused, Refusals) as refused:
        return _wrong(request, refused)
    return render(request, "desk/book.html", {"book": found, "carrier": found.carrier, "services": found.services})


@needs()
def service(request: HttpRequest, name: str) -> HttpResponse:
    """A service: each entry with its values over time, the clause beside each."""
    try:
        found = the_book().services.get(name)
        if found is None:
            raise Http404
        entries = queries.entries(found, language_of(request))
    except (Refused, Refusals) as refused:
        return _wrong(request, refused)
    values = {"service": found, "entries": entries, "today": clock.today(), "services": the_book().services}
    return render(request, "desk/service.html", values)


@needs()
def sources(request: HttpRequest) -> HttpResponse:
    """The documents that the book cites."""
    try:
        return render(request, "desk/sources.html", {"sources": the_book().sources})
    except (Refused, Refusals) as refused:
        return _wrong(request, refused)


@needs()
def formats(request: HttpRequest) -> HttpResponse:
    """The formats that usage is read by."""
    try:
        return render(request, "desk/formats.html", {"formats": queries.formats()})
    except (Refused, Refusals) as refused:
        return _wrong(request, refused)


@needs()
def cases(request: HttpRequest) -> HttpResponse:
    """The worked examples, with what came out of them when they were last run by the book as it is now."""
    checked = queries.last_check()
    try:
        rows = queries.case_rows(checked)
    except (Refused, Refusals) as refused:
        return _wrong(request, refused)
    failed = [row for row in rows if row.differences]
    folders: dict[str, list[queries.CaseRow]] = {}
    for row in rows:
        folders.setdefault(row.file.partition("/")[0], []).append(row)
    running = Job.objects.filter(kind=CASES, state__in=OPEN).first()
    values = {
        "folders": folders, "passed": len(rows) - len(failed), "failed": failed, "checked": checked, "running": running,
    }  # fmt: skip
    return render(request, "desk/cases.html", values)


@needs()
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Run the cases, as a job."""
    wanted = Wanted(CASES, fingerprint(Path(settings.BOOK)), request.user.get_username())
    return started(request, wanted)
