"""The language of what is being answered."""

from django.http import HttpRequest
from django.utils.functional import lazystr
from django.utils.translation import get_language

from yakkan.messages import Language, say


def of(request: HttpRequest) -> Language:
    """The language of a page that is asked for."""
    return "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"


def current() -> Language:
    """The language that is spoken now: of a form or a mail, which know of no page."""
    return "en" if get_language() == "en" else "ja"


class _Later:
    """A message of the catalogue that is said when it is shown, in the language of that moment."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __str__(self) -> str:
        return say(current(), self._name)


def later(name: str) -> object:
    """The message `name`, in the language of the moment in which it is shown."""
    return lazystr(_Later(name))
