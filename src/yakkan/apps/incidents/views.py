"""An announcement as a page and as PDF; whoever asks may see it, in the language of the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from yakkan.apps.incidents.announced import blocks, document
from yakkan.apps.incidents.models import Announcement
from yakkan.apps.incidents.queries import claimable
from yakkan.apps.pages import language
from yakkan.apps.pages.book import the_book
from yakkan.documents.content import plain
from yakkan.documents.pdf import press


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The announcement."""
    found = get_object_or_404(Announcement, pk=name)
    made = document(found, the_book().carrier, language.of(request))
    context = {
        "name": name,
        "title": plain(made.title),
        "subtitle": plain(made.subtitle),
        "blocks": blocks(made),
        "claimable": claimable().filter(announced__announcement=found).exists(),
    }
    return render(request, "incidents/announcement.html", context)


@require_GET
def pdf(request: HttpRequest, name: str) -> HttpResponse:
    """The same as PDF."""
    made = document(get_object_or_404(Announcement, pk=name), the_book().carrier, language.of(request))
    return HttpResponse(
        press().pdf(made),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
