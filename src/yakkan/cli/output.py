"""Printing: sentences of the catalogue in the language of the locale, and tables that line up in both."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence

from yakkan.cli.main import language
from yakkan.messages import say


def tell(name: str, /, **values: object) -> None:
    """Prints a message of the catalogue."""
    print(say(language(), name, **values))


def warn(name: str, /, **values: object) -> None:
    """Prints a message of the catalogue on the error stream."""
    print(say(language(), name, **values), file=sys.stderr)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def table(rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows as text in columns; those numbered in `right` stand to the right."""
    content = [list(row) for row in rows]
    if not content:
        return ""
    widths = [max(width(row[i]) for row in content) for i in range(len(content[0]))]
    return "\n".join(
        "  ".join(_padded(row[i], widths[i], i in right) for i in range(len(row))).rstrip() for row in content
    )


def _padded(text: str, to: int, right: bool) -> str:
    gap = " " * (to - width(text))
    return gap + text if right else text + gap
