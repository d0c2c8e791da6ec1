"""Announcements: those that were made, and making another, which can be looked at first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yakkan.apps.desk.access import needs
from yakkan.apps.desk.forms import AnnouncementForm
from yakkan.apps.desk.queries.incidents import titles
from yakkan.apps.desk.roles import BILLS, CUSTOMERS, REFUND
from yakkan.apps.desk.views.answers import done, language_of
from yakkan.apps.incidents.actions import announce, draft
from yakkan.apps.incidents.announced import blocks, document
from yakkan.apps.incidents.models import Announcement
from yakkan.apps.pages.book import the_book
from yakkan.messages import say


@needs(BILLS, CUSTOMERS)
def announcements(request: HttpRequest) -> HttpResponse:
    """What was announced, and for those with the right a form for more."""
    return _page(request, AnnouncementForm(titles=titles(language_of(request), approved=True)))


@needs(BILLS, CUSTOMERS)
@needs(REFUND)
def make(request: HttpRequest) -> HttpResponse:
    """Announce to everybody, or show what it would say."""
    if request.method != "POST":
        return redirect("desk:announcements")
    language, who = language_of(request), request.user.get_username()
    form = AnnouncementForm(request.POST, titles=titles(language, approved=True))
    act = draft if "preview" in request.POST else announce
    made = done(form, lambda said: act(said["name"], said["incidents"], said["day"], who))
    if made is None:
        return _page(request, form)
    if act is draft:
        return _page(request, form, preview=blocks(document(made, the_book().carrier, language)))
    messages.success(request, say(language, "correction.announced", announcement=made.pk))
    return redirect("desk:announcements")


def _page(request: HttpRequest, form: AnnouncementForm, **more: Any) -> HttpResponse:
    made = Announcement.objects.prefetch_related("incidents").order_by("-day", "announcement")
    values = {"announcements": made, "form": form, "any": form.fields["incidents"].choices, **more}
    return render(request, "desk/announcements.html", values)
