"""ReportLab: the same content as flowables. It writes no tags, and each cell's text is broken by Python."""

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, SimpleDocTemplate
from reportlab.platypus import Paragraph as Words
from reportlab.platypus import Table as Grid

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.paper.sample import documents
from yakkan.documents import glyphs
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
    Text,
    plain,
)

_INK, _ACCENT, _HAIRLINE, _TINT = map(HexColor, ("#1c2733", "#1d5275", "#c8d2da", "#eef4f7"))
_BODY = ParagraphStyle("body", fontName="faces", fontSize=10, leading=15, textColor=_INK, wordWrap="CJK")
_CELL = ParagraphStyle("cell", _BODY, fontSize=9, leading=12.6)
_HEAVY = ParagraphStyle("heavy", _CELL, fontName="faces-bold")
_NOTE = ParagraphStyle("note", _BODY, fontSize=8.5, leading=12)
_MAIN = ParagraphStyle("main", _BODY, fontName="faces-bold", fontSize=28, leading=34)
_HEADINGS = [
    ParagraphStyle(f"h{level}", _BODY, fontName="faces-bold", fontSize=size, leading=size * 1.4, spaceBefore=18)
    for level, size in enumerate((21, 12.5, 10))
]
_WIDTH = A4[0] - 42 * mm


def _right(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}-right", style, alignment=TA_RIGHT)


_AMOUNT, _HEAVY_AMOUNT = _right(_CELL), _right(_HEAVY)


class _Numbered(Canvas):
    """Each sheet says which of how many it is; pages are drawn when all are known."""

    running = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for place, kept in enumerate(self._kept, start=1):
            self.__dict__.update(kept)
            self.setFont("faces", 8.5)
            self.drawRightString(A4[0] - 21 * mm, 10 * mm, f"{place} / {len(self._kept)}")
            if place > 1:
                self.drawString(21 * mm, A4[1] - 12 * mm, self.running)
            Canvas.showPage(self)
        Canvas.save(self)


class InReportLab:
    """The faces are read once."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        self._documents, self._folder = documents(setting.book, setting.records), setting.folder
        registerFont(TTFont("faces", str(glyphs.FACES / "BIZUDPGothic-Regular.ttf")))
        registerFont(TTFont("faces-bold", str(glyphs.FACES / "BIZUDPGothic-Bold.ttf")))
        registerFontFamily("faces", normal="faces", bold="faces-bold")

    def run(self) -> CameTo:
        """Sets each bill; the last one is written, to be read."""
        made = [_pdf(document) for document in self._documents]
        (self._folder / "ReportLab.pdf").write_bytes(made[-1])
        return {"bytes": (sum(map(len, made)),)}

    def close(self) -> None:
        """Nothing is open."""


def _pdf(document: Document) -> bytes:
    stream = io.BytesIO()
    margins = {"leftMargin": 21 * mm, "rightMargin": 21 * mm, "topMargin": 19 * mm, "bottomMargin": 18 * mm}
    sheet = SimpleDocTemplate(stream, pagesize=A4, title=document.number, **margins)
    canvas = type("_Of", (_Numbered,), {"running": plain(document.running)})
    sheet.build(list(_flowables(document)), canvasmaker=canvas)
    return stream.getvalue()


def _flowables(it: Document) -> Iterator[Any]:
    left = [_words(line, _NOTE) for line in (*it.addressee.lines,)] + [_words(it.addressee.name, _BODY)]
    right = [_words(it.title, _HEADINGS[0]), _words(it.subtitle, _BODY), *_block(it.about)]
    right += [_words(line, _NOTE) for line in it.issuer]
    yield Grid([[left, right]], colWidths=[_WIDTH - 84 * mm, 84 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    for block in it.summary:
        yield from _block(block)
    yield PageBreak()
    for block in it.details:
        yield from _block(block)


def _words(text: Text, style: ParagraphStyle) -> Words:
    return Words(escape(plain(text)), style)


def _block(block: Block) -> list[Any]:
    match block:
        case Heading():
            return [_words(block.text, _HEADINGS[block.level])]
        case Paragraph():
            return [_words(block.text, _NOTE if block.weight == "note" else _BODY)]
        case KeyFigures():
            said = [
                [_words(one.label, _NOTE), _words(one.value, _MAIN if one.main else _HEAVY), _words(one.note, _NOTE)]
                for one in block.figures
            ]
            whole = [part for parts in said for part in parts]
            return [Grid([[whole]], colWidths=[_WIDTH], style=[("BACKGROUND", (0, 0), (-1, -1), _TINT)])]
        case Pairs():
            return [_words((*pair.label, *pair.value), _BODY) for pair in block.pairs]
        case Notice():
            return [_words(block.title, _HEAVY), *(_words(each, _BODY) for each in block.paragraphs)]
        case Table():
            return [_table(block)]


def _table(table: Table) -> Grid:
    amounts = [column.holds == "amount" for column in table.columns]
    shares = [1.0 if amount else 1.6 for amount in amounts]
    head = [_words(column.header, _AMOUNT if amounts[i] else _CELL) for i, column in enumerate(table.columns)]
    lines = [("LINEBELOW", (0, 0), (-1, 0), 0.8, _ACCENT), ("LINEBELOW", (0, 1), (-1, -1), 0.4, _HAIRLINE)]
    return Grid(
        [head, *(_row(row, amounts) for row in table.rows)],
        colWidths=[_WIDTH * share / sum(shares) for share in shares],
        repeatRows=1,
        style=[*lines, ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )


def _row(row: Row, amounts: list[bool]) -> list[Words]:
    styles = (_CELL, _AMOUNT) if row.kind == "line" else (_HEAVY, _HEAVY_AMOUNT)
    return [_words(cell, styles[amount]) for cell, amount in zip(row.cells, amounts, strict=True)]
