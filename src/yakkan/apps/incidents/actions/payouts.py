"""Payouts: the letter to whoever has no contract any more, his account details, the payment, its return."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from django.db import connection, transaction

from yakkan import clock
from yakkan.apps.billing.actions import pay_refund
from yakkan.apps.customers.models import Customer
from yakkan.apps.incidents import saying
from yakkan.apps.incidents.actions.take_step import alone
from yakkan.apps.incidents.models import Payout, PayoutStep
from yakkan.apps.incidents.models.payout import DETAILS, LATER_LETTER, LETTER, LETTER_DOCUMENT, PAID, RETURNED, TO_WRITE
from yakkan.apps.incidents.rights import REFUND, may
from yakkan.apps.records.actions import keep_documents, record
from yakkan.apps.records.models import IssuedDocument
from yakkan.documents.pdf import press
from yakkan.documents.plain_text import plain_text
from yakkan.documents.refund_letter import LetterFacts, refund_letter
from yakkan.messages import Language, Refused
from yakkan.terms import Carrier, load

_BEFORE = {
    LETTER: (TO_WRITE, LETTER, RETURNED), DETAILS: (LETTER, DETAILS, RETURNED), PAID: (DETAILS,), RETURNED: (PAID,),
}  # fmt: skip


@dataclass(frozen=True)
class Paying:
    """A step of a payout: account `details` came, it was `paid`, it was `returned`; on which day, and a reference."""

    payout: str
    step: Literal["details", "paid", "returned"]
    day: date
    reference: str


def state_of(payout: Payout) -> str:
    """The last step of a payout, `to_write` before the first."""
    return payout.steps.order_by("-position").values_list("step", flat=True).first() or TO_WRITE


def steps_after(state: str) -> list[str]:
    """The steps that may follow the last one of a payout."""
    return [step for step, before in _BEFORE.items() if state in before]


@transaction.atomic
def pay(asked: Paying, username: str) -> PayoutStep:
    """Take a step of a payout, in the name of a user with the right to; what is paid or comes back is booked.

    Refused where the step does not follow the last one: nothing is paid twice, unless the bank sent it back.
    """
    may(username, REFUND)
    if not asked.reference.strip():
        raise Refused("incident.no_reference", values={"step": asked.step})
    if asked.day > clock.today():
        raise Refused("incident.day_to_come", values={"day": asked.day})
    alone()
    payout = payout_of(asked.payout)
    made = _add(payout, asked.step, (asked.day, asked.reference), username)
    if asked.step in (PAID, RETURNED):
        booked = {"journal": f"{asked.step} {payout.pk} {made.position}", "day": asked.day, "yen": payout.total}
        with connection.cursor() as cursor:
            pay_refund(cursor, {**booked, "account": payout.account_id}, returned=asked.step == RETURNED)
    return made


@transaction.atomic
def letter(name: str, book: Path, language: Language | None, username: str) -> dict[str, bytes]:
    """The letter of a payout, as `pdf` and `text`, in the customer's language or another; on record.

    It is the one that was made first in that language, until the bank sends the money back: then it is a new document,
    of that day and to the address of then, and the old one stays. Refused where he has told his account details.
    """
    may(username, REFUND)
    alone()
    payout = payout_of(name)
    customer = Customer.objects.get(pk=payout.customer_id)
    written: Language = language or ("en" if customer.language == "en" else "ja")
    which = _which(payout, written)
    document = refund_letter(_facts(payout, customer, which, load(book).carrier), written)
    made = {"pdf": press().pdf(document), "text": plain_text(document).encode()}
    kept = {form: _kept(payout, customer, which, form, content) for form, content in made.items()}
    _add(payout, LETTER, (clock.today(), kept["pdf"].sha256), username)
    return {form: bytes(one.content) for form, one in kept.items()}


@dataclass(frozen=True)
class _Which:
    """Which letter of a payout: what it is kept as, its number, its day, its language."""

    kind: str
    number: str
    day: date
    language: Language


def _which(payout: Payout, language: Language) -> _Which:
    """The first, or a new one after each return: its number is no other's, whatever the payouts are called."""
    returns = payout.steps.filter(step=RETURNED).count()
    if returns:
        return _Which(LATER_LETTER, f"{payout.pk}/{returns + 1}", clock.today(), language)
    return _Which(LETTER_DOCUMENT, payout.pk, payout.day, language)


def _facts(payout: Payout, customer: Customer, which: _Which, carrier: Carrier) -> LetterFacts:
    incident = payout.incident
    return LetterFacts(
        number=which.number,
        day=which.day,
        used_until=incident.window_last,
        payer=(customer.customer, customer.name, customer.postal_code, customer.address),
        title=saying.name(incident, "title", which.language),
        charge=saying.name(incident, "charge", which.language),
        place=saying.name(incident, "place", which.language),
        period=saying.days(incident.window_first, incident.window_last, which.language),
        records=payout.records,
        amount=(payout.yen, payout.tax),
        tax=(payout.tax_class, payout.tax_percent),
        contact=saying.contact(incident, which.language),
        carrier=carrier,
    )


def _kept(payout: Payout, customer: Customer, which: _Which, form: str, content: bytes) -> IssuedDocument:
    """The letter as it is kept, `pdf` or `text`: as it was made first, whatever is made again."""
    named = {"kind": which.kind, "subject": which.number, "language": which.language, "format": form}
    letter = IssuedDocument(
        **named,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
        customer=customer.customer,
        name=customer.name,
        account=payout.account_id,
        day=which.day,
        amount=payout.total,
    )
    keep_documents([letter])
    return IssuedDocument.objects.get(**named)


def payout_of(name: str) -> Payout:
    """A payout by its name; Refused where there is none."""
    found = Payout.objects.select_related("incident").filter(pk=name).first()
    if found is None:
        raise Refused("incident.no_such_payout", values={"payout": name})
    return found


def _add(payout: Payout, step: str, told: tuple[date, str], username: str) -> PayoutStep:
    before = state_of(payout)
    if before not in _BEFORE[step]:
        raise Refused("incident.payout_not_next", values={"payout": payout.pk, "step": step, "last": before})
    day, reference = told
    made = PayoutStep.objects.create(
        payout=payout,
        position=payout.steps.count() + 1,
        step=step,
        day=day,
        reference=reference,
        who=username,
        at=clock.now(),
    )
    record(username, f"payout {step}", f"payout {payout.pk}", f"{day}, {reference}")
    return made
