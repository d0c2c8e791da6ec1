"""What several pages of the desk answer with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yakkan.apps.billing.actions import Wanted, start_job
from yakkan.messages import Language, Refusals, Refused, say


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
