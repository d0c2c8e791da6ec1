"""An announcement as a page and as PDF; whoever asks may see it, in the language of the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from yakkan.apps.incidents.announced import document
from yakkan.apps.incidents.models import Announcement
from yakkan.apps.incidents.queries import claimable
from yakkan.apps.pages.book import the_book
from yakkan.documents.content import plain
from yakkan.documents.html import Page, html
from yakkan.documents.pdf import press
from yakkan.messages import Language


def _language(request: HttpRequest) -> Language:
    return "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The announcement."""
    found, spoken = get_object_or_404(Announcement, pk=name), _language(request)
    made = document(found, the_book().carrier, spoken)
    blocks = mark_safe(html([made.about, *made.summary, *made.details], Page(spoken)))  # `html` escapes
    context = {
        "name": name,
        "title": plain(made.title),
        "subtitle": plain(made.subtitle),
        "blocks": blocks,
        "claimable": claimable().filter(announced__announcement=found).exists(),
    }
    return render(request, "incidents/announcement.html", context)


@require_GET
def pdf(request: HttpRequest, name: str) -> HttpResponse:
    """The same as PDF."""
    made = document(get_object_or_404(Announcement, pk=name), the_book().carrier, _language(request))
    return HttpResponse(
        press().pdf(made),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
