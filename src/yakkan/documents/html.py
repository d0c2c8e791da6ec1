"""Documents as HTML for a page: blocks in reading order, nothing that a strict content policy would refuse.

Headings begin at level 2, below the page's own. A text in another language than the page's says so. A table has the
class `stack`: a narrow screen puts each row's cells below its name, behind their headers, its last amount beside it.
Its roles are said, since a table that is laid out anew would lose them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from yakkan.documents.content import (
    Block,
    Heading,
    KeyFigure,
    KeyFigures,
    Notice,
    Pairs,
    Paragraph,
    Row,
    Table,
    Text,
    plain,
)
from yakkan.messages import Language

_HELD = {"amount": "number"}
_KINDS = {"line": "", "group": "group", "subtotal": "sum", "total": "sum"}


@dataclass(frozen=True)
class Page:
    """The page's language; `links` are the addresses of what there is more to say of, by `Row.of`, in words `more`."""

    language: Language
    links: Mapping[str, str] = field(default_factory=dict)
    more: str = ""


def html(blocks: Iterable[Block], page: Page) -> str:
    """The blocks as HTML, escaped."""
    return "\n".join(_block(block, page) for block in blocks)


def _block(block: Block, page: Page) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{_text(block.text, page)}</h{block.level + 1}>"
        case Paragraph():
            return f"<p{_class('soft' if block.weight == 'note' else '')}>{_text(block.text, page)}</p>"
        case KeyFigures():
            return f'<dl class="figures">{"".join(_figure(figure, page) for figure in block.figures)}</dl>'
        case Pairs():
            return f'<dl class="pairs">{"".join(_pair(pair.label, pair.value, page) for pair in block.pairs)}</dl>'
        case Notice():
            paragraphs = "".join(f"<p>{_text(paragraph, page)}</p>" for paragraph in block.paragraphs)
            return f'<div class="notice"><p><strong>{_text(block.title, page)}</strong></p>{paragraphs}</div>'
        case Table():
            return _table(block, page)


def _text(text: Text, page: Page) -> str:
    return "".join(
        escape(span.text)
        if span.language == page.language
        else f'<span lang="{span.language}">{escape(span.text)}</span>'
        for span in text
    )


def _pair(label: Text, value: Text, page: Page) -> str:
    return f"<dt>{_text(label, page)}</dt><dd>{_text(value, page)}</dd>"


def _figure(figure: KeyFigure, page: Page) -> str:
    note = f'<dd class="note">{_text(figure.note, page)}</dd>' if figure.note else ""
    return f"<div{_class('main' if figure.main else '')}>{_pair(figure.label, figure.value, page)}{note}</div>"


def _table(table: Table, page: Page) -> str:
    caption = escape(plain(table.caption), quote=True)
    headers = "".join(
        f'<th role="columnheader" scope="col"{_class(_HELD.get(column.holds, ""))}>{_text(column.header, page)}</th>'
        for column in table.columns
    )
    rows = "".join(_row(row, table, page) for row in table.rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table class="stack" role="table">'
        f'<caption class="hidden">{_text(table.caption, page)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{headers}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _row(row: Row, table: Table, page: Page) -> str:
    name, *others = row.cells
    cells = "".join(
        f'<td role="cell"{_class(_HELD.get(column.holds, ""))} data-label="{escape(plain(column.header), quote=True)}">'
        f"{_text(cell, page)}</td>"
        for column, cell in zip(table.columns[1:], others, strict=True)
    )
    header = f'<th role="rowheader" scope="row">{_text(name, page)}{_more(row, page)}</th>'
    return f'<tr role="row"{_class(_KINDS[row.kind])}>{header}{cells}</tr>'


def _more(row: Row, page: Page) -> str:
    """A link to what more there is to say of a row; its name is heard with it, and not seen twice."""
    address = page.links.get(row.of)
    if not address:
        return ""
    name = f'<span class="hidden"> {escape(plain(row.cells[0]))}</span>'
    return f'<br><a class="more" href="{escape(address, quote=True)}">{escape(page.more)}{name}</a>'


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""
