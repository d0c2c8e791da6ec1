"""Which characters the faces of the repository have. One that none has must be found before anything is printed."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from yakkan.documents.content import Document, plain
from yakkan.messages import Refused

FACES = Path(__file__).parent / "fonts"
_NEVER = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that nobody sees: what they do to a text is no text."""


def check(document: Document) -> None:
    """Raises Refused, naming the customer and the character, for the first one that cannot be printed."""
    known = covered()
    for text in document.texts():
        for character in plain(text):
            if character not in known or unicodedata.category(character) in _NEVER:
                values: dict[str, object] = {
                    "document": document.number,
                    "whose": document.customer,
                    "character": character if character.isprintable() else "",
                    "code": f"U+{ord(character):04X}",
                }
                raise Refused("documents.no_glyph", values=values)


@cache
def covered() -> frozenset[str]:
    """The characters that some face has, in every weight."""
    weights = [
        frozenset(character for file in FACES.glob(f"*-{weight}.ttf") for character in characters(file))
        for weight in ("Regular", "Bold")
    ]
    return frozenset.intersection(*weights)


def characters(file: Path) -> Iterator[str]:
    """The characters of a TrueType face: its `cmap`, in the formats 4 and 12."""
    font = file.read_bytes()
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[at : at + 4]: struct.unpack_from(">II", font, at + 8) for at in range(12, 12 + 16 * count, 16)}
    start = tables[b"cmap"][0]
    for encoding in range(struct.unpack_from(">H", font, start + 2)[0]):
        platform, kind, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * encoding)
        if (platform, kind) in ((3, 1), (3, 10)):
            for first, last in _ranges(font, start + offset):
                yield from map(chr, range(first, last + 1))


def _ranges(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The ranges of characters that a subtable maps."""
    (form,) = struct.unpack_from(">H", font, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", font, at + 12)
        for group in range(groups):
            first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
            yield first, last
    elif form == 4:
        segments = struct.unpack_from(">H", font, at + 6)[0] // 2
        lasts = struct.unpack_from(f">{segments}H", font, at + 14)
        firsts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
        yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF)
