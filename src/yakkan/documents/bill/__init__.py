"""The bill (請求書) as a document: from the rows of a bill to its content.

The first part says what everybody wants to know: how much, by when, how it is paid, what changed and why, what else
there is to know, whom to ask. Then come the details: lines by contract, totals by rate, the clauses they follow from.
From use of October 2023 on it is a qualified invoice (適格請求書).
"""

from yakkan.days import Month
from yakkan.documents import letterhead
from yakkan.documents.bill import changes, first_page, lines
from yakkan.documents.bill.clauses import Clauses
from yakkan.documents.bill.facts import Before, BillFacts, Payer
from yakkan.documents.bill.why import why
from yakkan.documents.content import Document, Pair, Pairs
from yakkan.documents.wording import Wording
from yakkan.messages import Language

__all__ = ["Before", "BillFacts", "Payer", "bill", "why"]

QUALIFIED_SINCE = Month(2023, 10)
"""適格請求書等保存方式: for supplies from 2023-10-01 on (消費税法57条の4)."""


def bill(facts: BillFacts, language: Language) -> Document:
    """The bill in a language. Raises Refused where its rows do not agree with one another."""
    facts.check()
    wording = Wording(language)
    clauses = Clauses(facts, wording)
    row, payer = facts.bill, facts.payer
    number = row["bill"]
    return Document(
        language=language,
        customer=row["customer"],
        title=wording.text("bill"),
        subtitle=wording.text(_kind(facts)),
        number=number,
        issued_on=row["issued_on"].isoformat(),
        running=wording.text("running", carrier=wording.name(facts.book.carrier.name), number=number),
        addressee=letterhead.addressee(payer.name, payer.postal_code, payer.address, wording),
        issuer=letterhead.issuer(facts.book.carrier, wording, qualified=is_qualified(facts)),
        about=Pairs(
            tuple(Pair(wording.text(code), wording.plain(value)) for code, value in _about(facts, wording) if value)
        ),
        summary=(
            *first_page.figures(facts, wording),
            *changes.blocks(facts, wording),
            *first_page.notices(facts, wording),
            *first_page.contact(facts, wording),
        ),
        details=(*lines.blocks(facts, clauses, wording), *lines.totals(facts, wording), *clauses.blocks()),
    )


def is_qualified(facts: BillFacts) -> bool:
    """Whether it is a qualified invoice, with the carrier's registration number on it."""
    return facts.month >= QUALIFIED_SINCE


def _kind(facts: BillFacts) -> str:
    """A qualified invoice or, where taxed charges are only given back, a qualified return invoice (適格返還請求書)."""
    if not is_qualified(facts):
        return "plain_invoice"
    taxed = [tax["base"] for tax in facts.taxes if tax["percent"]]
    return "return_invoice" if taxed and max(taxed) <= 0 and min(taxed) < 0 else "qualified_invoice"


def _about(facts: BillFacts, wording: Wording) -> list[tuple[str, str]]:
    row, month = facts.bill, facts.month
    period = wording.say("period", month=wording.month(month), last=month.last.day)
    return [
        ("bill_number", row["bill"]),
        ("issue_day", wording.day(row["issued_on"])),
        ("period_of_use", period),
        ("account_number", row["account"]),
        ("access_key", facts.payer.access_key),
    ]
