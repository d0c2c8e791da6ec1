"""The carrier's book as it stands in its folder, for pages: read again when a file of it has changed."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from yakkan.apps.pages import language
from yakkan.messages import Refusals, Refused
from yakkan.terms.load import load
from yakkan.terms.schema import Book

_FILES = ("*.yaml", "terms/**/*.yaml", "configured/**/*.yaml", "published/**/*.yaml")
"""All that a book is read from."""


def the_book() -> Book:
    """The book of the settings. Raises Refused or Refusals where it cannot be read."""
    folder = Path(settings.BOOK)
    files = sorted(file for pattern in _FILES for file in folder.glob(pattern))
    return _read(folder, tuple((str(file), file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=1)
def _read(folder: Path, _files: tuple[tuple[str, int], ...]) -> Book:
    return load(folder)


def named(request: HttpRequest) -> dict[str, object]:
    """For every template: `site_name`, the carrier's name in the page's language, and his `contact`."""
    try:
        carrier = the_book().carrier
    except (Refused, Refusals):
        return {"site_name": "Yakkan"}  # the book's own page tells what is wrong
    return {"site_name": getattr(carrier.name, language.of(request)), "contact": carrier.contact}
