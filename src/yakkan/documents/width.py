"""How wide a text is, counted in half-width columns: a full-width character takes two."""

import unicodedata


def width(text: str) -> int:
    """The columns that a text takes.

    >>> width("着割 31円")
    9
    """
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "FW" else 1
