"""Printing: sentences of the catalogue in the language of the locale, and tables that line up in both."""

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from yakkan.documents.width import width
from yakkan.messages import Refused, locale_language, say

_MOST = 10
"""Of a long list, so many are told; the file has all."""


def tell(name: str, /, **values: object) -> None:
    """Prints a message of the catalogue."""
    print(say(locale_language(), name, **values), flush=True)


def warn(name: str, /, **values: object) -> None:
    """Prints a message of the catalogue on the error stream."""
    print(say(locale_language(), name, **values), file=sys.stderr)


def tell_quarantine(file: Path) -> None:
    """Prints how many records are in quarantine, for which reasons, and the cures; nothing where none are."""
    from yakkan.runs import reasons  # only where there is something to tell: it brings the engine along

    found = reasons.quarantined(file)
    if found:
        tell("cli.quarantine", count=f"{sum(count for _, count in found):,}", file=file)
    for name, count in found:
        tell("cli.quarantine_reason", count=f"{count:,}", reason=say(locale_language(), name))


def tell_parked(file: Path) -> None:
    """Prints which accounts are parked, why, and what to do; nothing where none are."""
    from yakkan.runs import reasons

    found = reasons.parked(file)
    if found:
        tell("cli.parked", count=len({values["account"] for _, values in found}), file=file)
    for name, values in found[:_MOST]:
        tell("cli.parked_reason", account=values["account"], reason=say(locale_language(), name, **values))
    if len(found) > _MOST:
        tell("cli.more", count=len(found) - _MOST)


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


def write_new(file: Path, content: bytes) -> None:
    """A file that is whole or not there, and never in the place of another."""
    handle, aside = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(aside, file)
    except FileExistsError as error:
        raise Refused("cli.print_exists", str(file)) from error
    finally:
        os.unlink(aside)
