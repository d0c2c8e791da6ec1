"""The bill (請求書) as a document: from the rows of a bill to its content.

The first part says what everybody wants to know: how much, by when, how it is paid, what changed and why, what else
there is to know, whom to ask. Then come the details: lines by contract, totals by rate, the clauses they follow from.
From use of October 2023 on it is a qualified invoice (適格請求書).
"""

from yakkan.days import Month
from yakkan.documents.bill import changes, first_page, lines
from yakkan.documents.bill.clauses import Clauses
from yakkan.documents.bill.facts import Before, BillFacts, Payer
from yakkan.documents.bill.why import why
from yakkan.documents.content import Addressee, Document, Pair, Pairs, Text
from yakkan.documents.wording import Wording
from yakkan.messages import Language

__all__ = ["Before", "BillFacts", "Payer", "bill", "why"]

QUALIFIED_SINCE = Month(2023, 10)
"""適格請求書等保存方式: for supplies from 2023-10-01 on (消費税法57条の4)."""

_OF_COMPANIES = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "法人", "協同組合", "㈱", "㈲", "(株)", "（株）",
    "(有)", "（有）",
)  # fmt: skip
"""What the name of a company holds, which is addressed by another word than a person."""


def bill(facts: BillFacts, language: Language) -> Document:
    """The bill in a language. Raises Refused where its rows do not agree with one another."""
    facts.check()
    wording = Wording(language)
    clauses = Clauses(facts, wording)
    row, payer = facts.bill, facts.payer
    address = [f"〒{payer.postal_code}" if language == "ja" else payer.postal_code] if payer.postal_code else []
    number = row["bill"]
    return Document(
        language=language,
        customer=row["customer"],
        title=wording.text("bill"),
        subtitle=wording.text(_kind(facts)),
        number=number,
        issued_on=row["issued_on"].isoformat(),
        running=wording.text("running", carrier=wording.name(facts.book.carrier.name), number=number),
        addressee=Addressee(
            _honoured(payer.name, wording), tuple(map(wording.proper, [*address, *payer.address.splitlines()]))
        ),
        issuer=_issuer(facts, wording),
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


def _honoured(name: str, wording: Wording) -> Text:
    """The name with 様 or, for a company, 御中; English readers are addressed without."""
    if wording.language == "en":
        return wording.proper(name)
    company = any(mark in name for mark in _OF_COMPANIES)
    return wording.text("to_company" if company else "to_person", name=wording.proper(name))


def _issuer(facts: BillFacts, wording: Wording) -> tuple[Text, ...]:
    carrier = facts.book.carrier
    said = [wording.name(carrier.name)]
    if carrier.address:
        said.append(wording.name(carrier.address))
    if is_qualified(facts):
        said.append(wording.text("registration_number", number=carrier.registration_number))
    return tuple(said)


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
