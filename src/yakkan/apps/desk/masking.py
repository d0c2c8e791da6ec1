"""What of a delivered record staff may read: no telephone number but ours, and of ours the last four digits.

A record in quarantine may be an incoming call, and until it is read nobody can be sure. So whatever could be a
telephone number is hidden whole, unless it is a number of one of our contracts.
"""

import re
from collections.abc import Iterable

from yakkan.apps.contracts.models import Contract

_SEPARATED = re.compile(r"\+?\d(?:[-. ()/]{0,2}\d){6,}")
"""Seven digits and more, with signs between them as people write numbers."""
_DAY = r"(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:[12]\d|3[01]|0?[1-9])"
_TIME = re.compile(rf"(?<!\d){_DAY}(?:[T ]\d{{1,2}}:\d\d(?::\d\d(?:\.\d+)?)?)?(?!\d)")
_LAST = 4
_HIDDEN = "●●●●●●"
_PREFIXES = ("0081", "01081", "81")


def masked(texts: Iterable[str]) -> list[str]:
    """The texts, their telephone numbers hidden."""
    kept = list(texts)
    found = {number for text in kept for each in _numbers(text) for number in _as_ours(each)}
    ours = set(Contract.objects.filter(number__in=found).values_list("number", flat=True)) if found else set()
    return [_masked(text, ours) for text in kept]


def _numbers(text: str) -> list[str]:
    return [piece for part in _TIME.split(text) for piece in _SEPARATED.findall(part)]


def _as_ours(found: str) -> set[str]:
    """How a contract would have the number: digits, Japan's prefix as a 0."""
    digits = re.sub(r"\D", "", found)
    national = {"0" + digits.removeprefix(prefix) for prefix in _PREFIXES if digits.startswith(prefix)}
    return {digits, *national}


def _masked(text: str, ours: set[str]) -> str:
    """Times stay, since they say what may be wrong; between them, numbers are hidden."""
    times = _TIME.findall(text)
    parts = [_SEPARATED.sub(lambda found: _shown(found.group(), ours), part) for part in _TIME.split(text)]
    return "".join(part + time for part, time in zip(parts, [*times, ""], strict=True))


def _shown(found: str, ours: set[str]) -> str:
    return _HIDDEN + re.sub(r"\D", "", found)[-_LAST:] if ours & _as_ours(found) else _HIDDEN
