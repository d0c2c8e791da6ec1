"""Which login somebody tried, as wrong tries are counted by (django-axes)."""

import unicodedata
from collections.abc import Mapping

from django.http import HttpRequest

_NAMES = ("login", "username", "email")
_LONGEST = 255
"""What the table of wrong tries holds."""


def tried(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name that was typed: one for all ways to write it that sign the same person in.

    The database holds an e-mail address or a user name against what was typed in capitals: `ı` is an `I` there.
    """
    given: Mapping[str, str | None] = credentials or request.POST
    typed = next((name for key in _NAMES if (name := given.get(key))), "")
    return unicodedata.normalize("NFKC", typed).strip().upper().casefold()[:_LONGEST]
