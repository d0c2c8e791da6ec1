"""Documents as plain text, for a mail or a terminal: at most so many half-width columns wide, in reading order."""

import re
from collections.abc import Iterator

from yakkan.documents.content import (
    Block,
    Document,
    Heading,
    KeyFigures,
    Notice,
    Pairs,
    Paragraph,
    Row,
    Table,
    plain,
)
from yakkan.documents.width import width

COLUMNS = 80
_GAP = 2
_UNITS = re.compile(
    r"[（「『〈【]*(?:[!-~\u00a1-\u2fff]+|[^ ])"
    r"[、。，．）」』〉】・：；！？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*| "
)
"""What a line is never broken within: a Latin word, a character with the marks that may not begin or end a line."""


def plain_text(document: Document, columns: int = COLUMNS) -> str:
    """The document as lines of text."""
    lines = [
        *(plain(line) for line in document.addressee.lines),
        plain(document.addressee.name),
        "",
        f"{plain(document.title)}  {plain(document.subtitle)}",
        *_pairs(document.about),
        *(plain(line) for line in document.issuer),
    ]
    for block in (*document.summary, *document.details):
        lines += ["", *as_lines(block, columns)]
    return "\n".join(line.rstrip() for text in lines for line in wrapped(text, columns)) + "\n"


def as_lines(block: Block, columns: int = COLUMNS) -> Iterator[str]:
    """A block as lines, before they are wrapped."""
    match block:
        case Heading():
            text = plain(block.text)
            yield from (text, ("=" if block.level == 1 else "-") * min(width(text), columns))
        case Paragraph():
            yield plain(block.text)
        case KeyFigures():
            for figure in block.figures:
                yield f"{plain(figure.label)}: {plain(figure.value)}"
                if figure.note:
                    yield f"  {plain(figure.note)}"
        case Pairs():
            yield from _pairs(block)
        case Notice():
            yield f"* {plain(block.title)}"
            yield from (f"  {plain(paragraph)}" for paragraph in block.paragraphs)
        case Table():
            yield from _table(block, columns)


def _pairs(pairs: Pairs) -> Iterator[str]:
    longest = max(width(plain(pair.label)) for pair in pairs.pairs)
    for pair in pairs.pairs:
        yield _padded(plain(pair.label), longest + _GAP, False) + plain(pair.value)


def _table(table: Table, columns: int) -> Iterator[str]:
    """Side by side where that fits; else each row under its name, every cell behind its header."""
    headers = [plain(column.header) for column in table.columns]
    cells = [headers, *([plain(cell) for cell in row.cells] for row in table.rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(headers))]
    if sum(widths) + _GAP * (len(widths) - 1) > columns:
        if table.columns[-1].holds == "amount":
            yield from _at_both_ends(headers[0], headers[-1], columns)
        for row in table.rows:
            yield from _stacked(row, table, columns)
        return
    for texts in cells:
        places = enumerate(table.columns)
        yield (" " * _GAP).join(_padded(texts[at], widths[at], column.holds == "amount") for at, column in places)


def _padded(text: str, to: int, right: bool) -> str:
    gap = " " * (to - width(text))
    return gap + text if right else text + gap


def _stacked(row: Row, table: Table, columns: int) -> Iterator[str]:
    """A row whose last amount stands at the right of its name; below it the rest, each behind its header."""
    cells = [plain(cell) for cell in row.cells]
    headers = [plain(column.header) for column in table.columns]
    ends_in_amount = table.columns[-1].holds == "amount"
    yield from _at_both_ends(cells[0], cells[-1] if ends_in_amount else "", columns)
    line = ""
    for header, cell in list(zip(headers, cells, strict=True))[1 : -1 if ends_in_amount else None]:
        said = f"  {header}: {cell}" if cell else ""
        if line and width(line + said) > columns:
            yield line
            line = ""
        line += said
    if line:
        yield line


def _at_both_ends(left: str, right: str, columns: int) -> Iterator[str]:
    *before, end = wrapped(left, columns - width(right) - _GAP)
    yield from before
    yield end + " " * (columns - width(end) - width(right)) + right


def wrapped(text: str, columns: int) -> list[str]:
    """A line as lines that fit; what goes on is indented as the line was. No mark begins a line that may not.

    >>> wrapped("  着割は、通話料から。", 14)
    ['  着割は、通話', '  料から。']
    """
    indent = text[: len(text) - len(text.lstrip(" "))]
    lines, line = [], ""
    for unit in _UNITS.findall(text.strip(" ")):
        if width(indent + line + unit) > columns and line.strip():
            lines.append(indent + line.rstrip())
            line = ""
        line += "" if unit == " " and not line else unit
    return [*lines, indent + line] if line or not lines else lines
