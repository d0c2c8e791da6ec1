"""What several pages of the desk answer with."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from yakkan.apps.billing.actions import Wanted, start_job
from yakkan.apps.desk.forms import ActionForm
from yakkan.messages import Language, Refusals, Refused, say

PAGE = 50
"""So many rows stand on a page of a long list."""
Done = TypeVar("Done")


def language_of(request: HttpRequest) -> Language:
    """The language of the page."""
    return "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"


def said(request: HttpRequest, name: str, /, **values: object) -> str:
    """A message of `desk.yaml` in the language of the page."""
    return say(language_of(request), f"desk.{name}", **values)


def tell_refused(request: HttpRequest, refused: Refused | Refusals) -> None:
    """Show on the next page why something was refused."""
    messages.error(request, refused.text(language_of(request)))


def started(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    """Start a job, or find the one that was started before, and go to its page."""
    job, new = start_job(wanted)
    if not new:
        messages.info(request, said(request, "job_runs_already"))
    return redirect("desk:job", number=job.pk)


def done(form: ActionForm, do: Callable[[dict[str, Any]], Done]) -> Done | None:
    """What an action made of what a form says; None where the form or the action refuses, which the form then shows.

    403 where it is done by somebody who has no right to it.
    """
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except Refused as refused:
        if refused.name == "incident.no_right":
            raise PermissionDenied from None
        form.refuse(refused)
        return None


def first_asked(request: HttpRequest) -> int:
    """From which row on a long list is asked for, by `?from=`; the first is 0."""
    text = request.GET.get("from", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """A page of a long list: its rows, where they stand in all, and what to ask for the pages beside it."""
    first, total = first_asked(request), rows.count()
    shown = list(rows[first : first + PAGE])
    asked = request.GET.copy()

    def asking(start: int) -> str:
        asked["from"] = str(start)
        return asked.urlencode()

    return {
        "rows": shown,
        "total": total,
        "first": first + 1,
        "last": first + len(shown),
        "before": asking(max(0, first - PAGE)) if first else "",
        "next": asking(first + PAGE) if first + PAGE < total else "",
    }


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept, never shown within a page: whatever it holds, no browser runs it here."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
