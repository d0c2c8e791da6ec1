"""The letter (返還のご案内) to somebody whose contract has ended, about the money that he gets back, and how.

Of use from October 2023 on, where the charges were taxed, it is a qualified return invoice (適格返還請求書).
"""

from dataclasses import dataclass
from datetime import date

from yakkan.days import Month
from yakkan.documents import letterhead
from yakkan.documents.bill import QUALIFIED_SINCE
from yakkan.documents.content import (
    Block,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Pair,
    Pairs,
    Paragraph,
    Row,
    Table,
)
from yakkan.documents.wording import Wording
from yakkan.messages import Language
from yakkan.terms import Carrier


@dataclass(frozen=True)
class LetterFacts:
    """What a letter says: whose it is, what was wrong (in the letter's language), how much he gets back.

    `yen` is before tax; `used_until` is the last day of use that it is for.
    """

    number: str
    day: date
    used_until: date
    payer: tuple[str, str, str, str]
    title: str
    charge: str
    place: str
    period: str
    records: int
    amount: tuple[int, int]
    tax: tuple[str, int]
    contact: str
    carrier: Carrier

    @property
    def qualified(self) -> bool:
        """Whether it is a qualified return invoice."""
        return bool(self.tax[1]) and Month.of(self.used_until) >= QUALIFIED_SINCE


def refund_letter(facts: LetterFacts, language: Language) -> Document:
    """The letter in a language."""
    wording = Wording(language)
    customer, name, postal_code, address = facts.payer
    about = (
        Pair(wording.text("letter_number"), wording.plain(facts.number)),
        Pair(wording.text("issue_day"), wording.plain(wording.day(facts.day))),
    )
    return Document(
        language=language,
        customer=customer,
        title=wording.text("letter"),
        subtitle=wording.text("return_invoice" if facts.qualified else "letter_of", title=wording.plain(facts.title)),
        number=facts.number,
        issued_on=facts.day.isoformat(),
        running=wording.text("letter_running", carrier=wording.name(facts.carrier.name), number=facts.number),
        addressee=letterhead.addressee(name, postal_code, address, wording),
        issuer=letterhead.issuer(facts.carrier, wording, qualified=facts.qualified),
        about=Pairs(about),
        summary=_summary(facts, wording),
        details=(),
    )


def _summary(facts: LetterFacts, wording: Wording) -> tuple[Block, ...]:
    yen, tax = facts.amount
    figure = KeyFigure(
        wording.text("letter_amount"),
        wording.plain(wording.yen(yen + tax)),
        wording.text("letter_how_short"),
        main=True,
    )
    what = {name: wording.plain(getattr(facts, name)) for name in ("charge", "place", "period")}
    return (
        KeyFigures((figure,)),
        Paragraph(wording.text("letter_sorry", **what)),
        _table(facts, wording),
        Heading(wording.text("letter_how")),
        Paragraph(wording.text("letter_reply")),
        Paragraph(wording.text("letter_safe"), "note"),
        Heading(wording.text("contact")),
        Paragraph(wording.plain(facts.contact)),
    )


def _table(facts: LetterFacts, wording: Wording) -> Table:
    """What was wrong, by its tax: what a return invoice has to say."""
    (yen, tax), (tax_class, percent) = facts.amount, facts.tax
    columns = (
        Column(wording.text("what"), "name"),
        Column(wording.text("tax_class"), "words"),
        Column(wording.text("before_tax"), "amount"),
        Column(wording.text("tax_amount"), "amount"),
        Column(wording.text("letter_back"), "amount"),
    )
    row = Row(
        (
            wording.text("letter_line", charge=wording.plain(facts.charge), place=wording.plain(facts.place)),
            wording.text(f"rate_{tax_class}", percent=percent),
            *(wording.amount(each) for each in (yen, tax, yen + tax)),
        )
    )
    return Table(wording.text("letter_amount"), columns, (row,))
