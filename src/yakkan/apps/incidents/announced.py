"""An announcement as a document, from what was kept of it."""

from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from yakkan.apps.incidents.models import Announcement
from yakkan.documents.announcement import AnnouncementFacts, announcement
from yakkan.documents.content import Document
from yakkan.documents.html import Page, html
from yakkan.documents.pdf import press
from yakkan.messages import Language
from yakkan.terms import Carrier, load


def document(found: Announcement, carrier: Carrier, language: Language) -> Document:
    """The announcement in a language."""
    facts = AnnouncementFacts(found.pk, found.day, found.facts["incidents"], found.facts["contact"], carrier)
    return announcement(facts, language)


def blocks(made: Document) -> SafeString:
    """What it says below its title, as a part of a page."""
    return mark_safe(html([made.about, *made.summary, *made.details], Page(made.language)))  # `html` escapes


def pdf(name: str, book: Path, language: Language) -> bytes:
    """It as PDF, by the carrier's name in the book."""
    return press().pdf(document(Announcement.objects.get(pk=name), load(book).carrier, language))
