"""A bill: as a page, why each of its amounts is what it is, as PDF, as a sheet."""

import logging
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from yakkan.apps.billing.actions import Printing, print_bill
from yakkan.apps.billing.models import Bill
from yakkan.apps.pages import language
from yakkan.apps.portal.answers import attached, download
from yakkan.apps.portal.queries import facts_of, own_bill
from yakkan.documents.bill import BillFacts, why
from yakkan.documents.bill import bill as document_of
from yakkan.documents.bill.facts import Row, tells_of_incoming
from yakkan.documents.bill.lines import tax_mark
from yakkan.documents.content import Block, Heading, KeyFigures, Notice
from yakkan.documents.html import Page, html
from yakkan.documents.wording import Wording
from yakkan.messages import Language, Refused, say

_LOG = logging.getLogger(__name__)


@require_GET
@login_required
def bill(request: HttpRequest, bill: str) -> HttpResponse:
    """The content of the bill's document: how much, what changed and why, its lines, its totals, its clauses."""
    found, spoken = _own(request, bill), language.of(request)
    facts = facts_of(found)
    document = document_of(facts, spoken)
    links = {line["line"]: reverse("portal:line", kwargs={"bill": bill, "line": line["line"]}) for line in facts.shown}
    page = Page(spoken, links, say(spoken, "portal.why"))
    parts = _parts(document.summary, Wording(spoken))
    context = {name: _html(blocks, page) for name, blocks in {**parts, "details": document.details}.items()}
    context["bill"] = found
    return render(request, "portal/bill.html", context)


@require_GET
@login_required
def line(request: HttpRequest, bill: str, line: str) -> HttpResponse:
    """Why a line is what it is."""
    found, spoken = _own(request, bill), language.of(request)
    facts = facts_of(found)
    row = next((row for row in facts.shown if row["line"] == line), None)
    if row is None:
        raise Http404
    blocks = why(facts, row, Wording(spoken))
    context = {"bill": found, "name": row[f"name_{spoken}"], "blocks": _html(blocks, Page(spoken))}
    return render(request, "portal/line.html", context)


@require_GET
@login_required
def bill_pdf(request: HttpRequest, bill: str) -> HttpResponse:
    """The bill as PDF, in the page's language; who had it is on the audit trail. One that can't be set says so."""
    _own(request, bill)
    spoken = language.of(request)
    try:
        made = print_bill(Printing(bill, "pdf", spoken, who=request.user.get_username()))
    except Refused as refused:
        _LOG.warning("%s", refused)  # the operator must mend it: a name that no face can print
        messages.error(request, say(spoken, "portal.no_pdf"))
        return redirect("portal:bill", bill)
    if made is None:
        raise Http404
    return attached(made, "application/pdf", f"{bill}.pdf")


@require_GET
@login_required
def bill_sheet(request: HttpRequest, bill: str) -> HttpResponse:
    """The lines of the bill as CSV."""
    facts = facts_of(_own(request, bill))
    return download(_rows(facts, language.of(request)), bill)


def _own(request: HttpRequest, bill: str) -> Bill:
    found = own_bill(request.user, bill)
    if found is None:
        raise Http404
    return found


def _html(blocks: Sequence[Block], page: Page) -> str:
    return mark_safe(html(blocks, page))  # escaped by the renderer


def _parts(summary: Sequence[Block], wording: Wording) -> dict[str, Sequence[Block]]:
    """The key figures, what else there is to know, and whom to ask, which a page says last.

    A notice in another language is left out: the page can be had in that language.
    """
    said = [block for block in summary if not isinstance(block, Notice) or block.language == wording.language]
    figures = [block for block in said if isinstance(block, KeyFigures)]
    asking = Heading(wording.text("contact"))
    end = said.index(asking) if asking in said else len(said)
    rest = [block for block in said[:end] if not isinstance(block, KeyFigures)]
    return {"figures": figures, "summary": rest, "asking": said[end:]}


def _rows(facts: BillFacts, spoken: Language) -> list[list[str | int]]:
    """A header, then a row a line that the customer sees; amounts are before tax."""
    codes = ("line", "month", "contract", "service", "name", "uses", "quantity", "unit", "rate", "yen")
    header: list[str | int] = [say(spoken, f"portal.sheet_{code}") for code in codes]
    return [header, *(_row(line, facts, spoken) for line in facts.shown)]


def _row(line: Row, facts: BillFacts, spoken: Language) -> list[str | int]:
    service = getattr(facts.book.services[line["service"]].name, spoken)
    counted: list[str | int] = ["", "", ""]
    if not tells_of_incoming(line, facts.book):
        unit = say(spoken, f"portal.unit_{'yen' if line['kind'] == 'discount' else line['unit']}")
        counted = [line["records"], line["quantity"], unit]
    mark = tax_mark(line["tax_class"], line["tax_percent"], Wording(spoken))
    where = [line["line"], line["month"], line["contract"], service, line[f"name_{spoken}"]]
    return [*where, *counted, mark, line["yen"]]
