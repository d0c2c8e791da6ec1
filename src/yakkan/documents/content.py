"""What a document says, whatever it is made into: on paper, as text, in large print, in braille.

A document is a summary, which everybody reads, and details. Both are blocks in reading order. Nothing here knows of
pages, faces or colours: a renderer decides how a main figure or a total looks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from yakkan.messages import Language


@dataclass(frozen=True)
class Span:
    """A text in one language: a name in another language than the document's is a span of its own."""

    text: str
    language: Language


Text = tuple[Span, ...]
"""Spans that are read on."""


def plain(text: Text) -> str:
    """A text without its languages."""
    return "".join(span.text for span in text)


@dataclass(frozen=True)
class Heading:
    """The heading of what follows; level 1 below the title, 2 below that."""

    text: Text
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """Sentences. A `note` is said in passing."""

    text: Text
    weight: Literal["body", "note"] = "body"


@dataclass(frozen=True)
class KeyFigure:
    """One of the few things that a document is there to say; the main one says it first."""

    label: Text
    value: Text
    note: Text = ()
    main: bool = False


@dataclass(frozen=True)
class KeyFigures:
    """The key figures, the main one first."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Pair:
    """A name and what it is."""

    label: Text
    value: Text


@dataclass(frozen=True)
class Pairs:
    """Names, each with what it is."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, and what its cells hold. Amounts and figures are compared by their digits."""

    header: Text
    holds: Literal["name", "words", "figures", "amount"]


@dataclass(frozen=True)
class Row:
    """A row: a cell for each column, the first one names it. `group` names the rows below it, totals add rows up.

    `of` is the id of what it tells of, where there is more to be said of it: a page can lead there.
    """

    cells: tuple[Text, ...]
    kind: Literal["line", "group", "subtotal", "total"] = "line"
    of: str = ""


@dataclass(frozen=True)
class Table:
    """A table: what it is of, its columns, and rows of as many cells."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Notice:
    """Something to know, set off from the rest; it may be in another language than the document."""

    title: Text
    paragraphs: tuple[Text, ...]
    language: Language


Block = Heading | Paragraph | KeyFigures | Pairs | Table | Notice


@dataclass(frozen=True)
class Addressee:
    """Whom a document is for, as an envelope has it: his name and the lines of his address."""

    name: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class Document:
    """A document: what it is, whose, from whom, of which day (as a text, and as ISO 8601), and what it says.

    `number` names it, `running` stands on each of its sheets and names both; `customer` is the id of whose it is.
    """

    language: Language
    customer: str
    title: Text
    subtitle: Text
    number: str
    issued_on: str
    running: Text
    addressee: Addressee
    issuer: tuple[Text, ...]
    about: Pairs
    summary: tuple[Block, ...]
    details: tuple[Block, ...]

    def texts(self) -> Iterator[Text]:
        """Every text that it holds, in reading order."""
        yield from (self.addressee.name, *self.addressee.lines, self.title, self.subtitle, *self.issuer, self.running)
        for block in (self.about, *self.summary, *self.details):
            yield from texts(block)


def texts(block: Block) -> Iterator[Text]:
    """The texts of a block, in reading order."""
    match block:
        case Heading() | Paragraph():
            yield block.text
        case KeyFigures():
            for figure in block.figures:
                yield from (figure.label, figure.value, figure.note)
        case Pairs():
            for pair in block.pairs:
                yield from (pair.label, pair.value)
        case Notice():
            yield from (block.title, *block.paragraphs)
        case Table():
            yield from (block.caption, *(column.header for column in block.columns))
            for row in block.rows:
                yield from row.cells
