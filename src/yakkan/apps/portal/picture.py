"""The chart as SVG, for a page in a language: each bar is a link, named by its month and what it came to.

It is written here, not by a template: the two pictures of a page are some hundred elements, and Django's templates
take longer for them than everything else on the page together.
"""

from collections.abc import Iterator
from html import escape

from django.urls import reverse

from yakkan.apps.portal.chart import Bar, Chart
from yakkan.documents.wording import Wording, signed
from yakkan.messages import Language, say


def svg(chart: Chart, spoken: Language, kind: str) -> str:
    """The picture, of the class `kind`: `wide-only` has an amount on each bar, `narrow-only` on the last one.

    What is read out is the link of each bar; the lines and the names of the months below it are for the eye.
    """
    label = escape(say(spoken, "portal.chart"))
    view = f"0 0 {chart.width} {chart.height}"
    parts = [f'<svg class="chart {kind}" viewBox="{view}" role="group" aria-label="{label}">', *_lines(chart, spoken)]
    for bar in chart.bars:
        parts += [*_link(bar, chart, spoken, kind), *_names(bar, chart, spoken, kind)]
    zero = f'x1="{chart.left}" x2="{chart.width}" y1="{chart.zero:g}" y2="{chart.zero:g}"'
    return "".join([*parts, f'<line class="zero" {zero} aria-hidden="true"/></svg>'])


def _lines(chart: Chart, spoken: Language) -> Iterator[str]:
    x = chart.left - 8
    yield f'<g aria-hidden="true"><text x="{x}" y="14" text-anchor="end">{say(spoken, "portal.axis")}</text>'
    for line in chart.lines:
        yield f'<line class="axis" x1="{chart.left}" x2="{chart.width}" y1="{line.y:g}" y2="{line.y:g}"/>'
        yield f'<text x="{x}" y="{line.y:g}" dy="4" text-anchor="end">{signed(line.yen)}</text>'
    yield "</g>"


def _link(bar: Bar, chart: Chart, spoken: Language, kind: str) -> Iterator[str]:
    bill, wording = bar.of.bill, Wording(spoken)
    if bill is None:
        return
    name = escape(say(spoken, "portal.bar", month=wording.month(bar.of.month), yen=wording.yen(bill.total)))
    now = " now" if bar.latest else ""
    yield f'<a href="{reverse("portal:bill", args=[bill.bill])}" aria-label="{name}"><title>{name}</title>'
    yield f'<rect class="room" x="{bar.x:g}" y="{chart.top}" width="{bar.room:g}" height="{chart.tall}"/>'
    size = f'width="{bar.width:g}" height="{bar.height:g}"'
    yield f'<rect class="bar{now}" x="{bar.left:g}" y="{bar.top:g}" {size} rx="2"/>'
    if bar.latest or kind == "wide-only":
        yield f'<text class="value{now}" x="{bar.middle:g}" y="{bar.above:g}" text-anchor="middle">'
        yield f"{signed(bill.total)}</text>"
    yield "</a>"


def _names(bar: Bar, chart: Chart, spoken: Language, kind: str) -> Iterator[str]:
    month = bar.of.month
    short = spoken == "ja" and kind == "narrow-only"
    name = str(month.number) if short else say(spoken, f"portal.short_month_{month.number}")
    yield f'<g aria-hidden="true"><text x="{bar.middle:g}" y="{chart.foot}" text-anchor="middle">{name}</text>'
    if bar.year:
        yield f'<text x="{bar.middle:g}" y="{chart.floor}" text-anchor="middle">{month.year}</text>'
    yield "</g>"
