"""An audit as a page to look at: static HTML with pictures and their tables, no script, in one language."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources

from yakkan.correction import picture
from yakkan.correction.incident import Found
from yakkan.correction.telling import NOTHING_BEFORE, Before, Telling, Window, yen
from yakkan.money import text_of_units

MOST_DRAWN = 20
"""So many incidents get a picture of their own; the tables have all."""


def page(
    found: Sequence[Found],
    before: Mapping[str, Before],
    days: Window,
    parameters: Mapping[str, str],
    telling: Telling,
) -> str:
    """The page as text; `days` are those of the records, `before` tells of those before them, by incident."""
    title = telling.say("page_title")
    parts = [f"<h1>{escape(title)}</h1>"]
    if days[0]:
        parts.append(_paragraph(telling.say("page_window", first=days[0], last=days[1])))
    if found:
        parts += [_overview(found, telling), _paragraph(telling.say("undercharged"))]
    else:
        parts.append(_paragraph(telling.say("no_incident")))
    ratio = (parameters["usage_low"], parameters["usage_high"])
    for each in found[:MOST_DRAWN]:
        told = telling.before(each, before.get(each.incident.id, NOTHING_BEFORE), ratio)
        parts.append(_incident(each, list(told), telling))
    parts.append(_paragraph(telling.say("parameters", **parameters)))
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{telling.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _overview(found: Sequence[Found], telling: Telling) -> str:
    head = ("incident", "customers", "records", "over", "under", "refund")
    rows = [
        (
            each.incident.id,
            f"{each.customers:,}",
            f"{each.records:,}",
            yen(each.over),
            yen(each.under),
            f"{each.refund:,}",
        )
        for each in found
    ]
    drawn = picture.bars(
        [(each.incident.id, each.refund) for each in found[:MOST_DRAWN]], telling.say("overview_drawn")
    )
    told = telling.say("overview")
    heading = f"<h2>{escape(told)}</h2>"
    return heading + drawn + _table([telling.say(f"column_{name}") for name in head], rows, told)


def _incident(found: Found, before: Sequence[str], telling: Telling) -> str:
    heading, *sentences = telling.incident(found)
    right = found.incident.right
    source = telling.say("source", source=_title(right.source, telling), clause=right.clause)
    parts = [f"<h2>{escape(heading)}</h2>", *map(_paragraph, [*sentences, *before, source])]
    return "<section>" + "".join(parts) + _drawn(found, telling) + "</section>"


def _title(source: str, telling: Telling) -> str:
    found = telling.book.sources.get(source)
    return str(getattr(found.title, telling.language)) if found else source


def _drawn(found: Found, telling: Telling) -> str:
    """Both prices by quantity; nothing where no rate fits."""
    named, right = found.incident.named, found.incident.right.shape
    if named is None:
        return ""
    billed = named.shape
    head = [telling.say(f"column_{name}") for name in ("quantity", "billed", found.incident.against, "difference")]
    rows = [
        (f"{q:,}", yen(billed.amount(q)), yen(right.amount(q)), text_of_units(billed.amount(q) - right.amount(q)))
        for q in picture.quantities([billed, right])
    ]
    return picture.curves(billed, right, telling.say("curve_drawn"), (head[1], head[2])) + _table(
        head, rows, found.incident.id
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], label: str) -> str:
    """A table that can be moved sideways by the keyboard too, where the page is narrow."""
    first = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )
    region = f'<div class="wide" role="region" tabindex="0" aria-label="{escape(label)}">'
    return f"{region}<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
