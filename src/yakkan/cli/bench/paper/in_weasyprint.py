"""WeasyPrint: the same content as HTML and CSS, tagged (PDF/UA-1)."""

from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.paper.sample import documents
from yakkan.documents import glyphs
from yakkan.documents.content import Block, Document, Heading, KeyFigures, Notice, Pairs, Paragraph, Row, Table, Text

_FACES = "".join(
    f"@font-face {{ font-family: 'BIZ UDPGothic'; font-weight: {weight};"
    f" src: url('{(glyphs.FACES / f'BIZUDPGothic-{name}.ttf').as_uri()}') }}\n"
    for name, weight in (("Regular", 400), ("Bold", 700))
)
_STYLE = """
@page { size: A4; margin: 19mm 21mm 18mm; font: 8.5pt 'BIZ UDPGothic';
  @top-left { content: string(running) }
  @bottom-right { content: counter(page) " / " counter(pages) } }
@page :first { @top-left { content: "" } }
body { font: 10pt/1.5 'BIZ UDPGothic'; color: #1c2733 }
h1 { font-size: 21pt } h2 { font-size: 12.5pt; margin: 7mm 0 3.4mm } h3 { font-size: 10pt; margin: 6mm 0 2.6mm }
.running { string-set: running content(); height: 0; overflow: hidden }
.head { display: flex; gap: 10mm } .head > * { flex: 1 }
.figures { background: #eef4f7; padding: 6mm 8mm } .main { font-size: 28pt } .note { font-size: 8.5pt }
.notice { border-left: 2pt solid #1d5275; padding-left: 5mm; break-inside: avoid; font-size: 9.5pt }
.details { break-before: page }
table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 1.4 }
th, td { padding: 1.65mm 1.6mm; text-align: left; vertical-align: top; border-bottom: 0.4pt solid #c8d2da }
th { border-bottom: 0.8pt solid #1d5275; font-weight: 400 } tr { break-inside: avoid }
.amount { text-align: right } .subtotal, .total { font-weight: 700 } .total { background: #eef4f7 }
"""


class InWeasyPrint:
    """The style and the faces are read once."""

    processes = ()

    def __init__(self, setting: Setting) -> None:
        self._documents, self._folder = documents(setting.book, setting.records), setting.folder
        self._fonts = FontConfiguration()
        self._style = CSS(string=_FACES + _STYLE, font_config=self._fonts)

    def run(self) -> CameTo:
        """Sets each bill; the last one is written, to be read."""
        made = [self._pdf(document) for document in self._documents]
        (self._folder / "WeasyPrint.pdf").write_bytes(made[-1])
        return {"bytes": (sum(map(len, made)),)}

    def _pdf(self, document: Document) -> bytes:
        page: bytes = HTML(string=_html(document)).write_pdf(
            stylesheets=[self._style], font_config=self._fonts, pdf_variant="pdf/ua-1"
        )
        return page

    def close(self) -> None:
        """Nothing is open."""


def _html(it: Document) -> str:
    lines = "".join(f"<p>{_said(line)}</p>" for line in it.addressee.lines)
    issuer = "".join(f"<p>{_said(line)}</p>" for line in it.issuer)
    title = f"<h1>{_said(it.title)}</h1><p>{_said(it.subtitle)}</p>{_block(it.about)}{issuer}"
    return (
        f"<html lang={it.language}><title>{it.number}</title><div class=running>{_said(it.running)}</div>"
        f"<div class=head><div>{lines}<p>{_said(it.addressee.name)}</p></div><div>{title}</div></div>"
        f"{''.join(map(_block, it.summary))}<div class=details>{''.join(map(_block, it.details))}</div></html>"
    )


def _said(text: Text) -> str:
    return "".join(f"<span lang={span.language}>{escape(span.text)}</span>" for span in text)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{_said(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return f"<p class={block.weight}>{_said(block.text)}</p>"
        case KeyFigures():
            parts = (
                f"<div>{_said(one.label)}</div><div class={'main' if one.main else 'other'}>{_said(one.value)}</div>"
                f"<div class=note>{_said(one.note)}</div>"
                for one in block.figures
            )
            return f"<div class=figures>{''.join(parts)}</div>"
        case Pairs():
            return "".join(f"<p>{_said(pair.label)} {_said(pair.value)}</p>" for pair in block.pairs)
        case Notice():
            said = "".join(f"<p>{_said(each)}</p>" for each in block.paragraphs)
            return f"<div class=notice><p><b>{_said(block.title)}</b></p>{said}</div>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    kinds = ["amount" if column.holds == "amount" else "words" for column in table.columns]
    heads = zip(kinds, table.columns, strict=True)
    head = "".join(f"<th class={kind} scope=col>{_said(column.header)}</th>" for kind, column in heads)
    return f"<table><thead><tr>{head}</tr></thead>{''.join(_row(row, kinds) for row in table.rows)}</table>"


def _row(row: Row, kinds: list[str]) -> str:
    cells = "".join(f"<td class={kind}>{_said(cell)}</td>" for kind, cell in zip(kinds, row.cells, strict=True))
    return f"<tr class={row.kind}>{cells}</tr>"
