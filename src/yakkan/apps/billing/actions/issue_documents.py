"""The documents of issued bills: set once, kept for ever, handed out byte for byte as they were first made."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yakkan import clock
from yakkan.apps.billing.actions.explain_bill import refuse_unknown_reader
from yakkan.apps.billing.printable import Printable, of_issued
from yakkan.apps.billing.queries import BILL_DOCUMENT
from yakkan.apps.records.actions import keep_documents, record
from yakkan.apps.records.models import IssuedDocument
from yakkan.apps.records.queries import issued_document
from yakkan.documents.bill import bill
from yakkan.documents.pdf import press
from yakkan.messages import Language, Refused

BATCH = 10
"""So many bills are set in one transaction: a kill costs no more than that, and ending it costs little beside them."""


@dataclass(frozen=True)
class Issuing:
    """Who has the documents of a month made, in whose name ('' for his own), and of how many bills."""

    month: str
    bills: int
    who: str
    in_the_name_of: str = ""


@dataclass(frozen=True)
class Issued:
    """How many documents of a batch there are now, and the bills that could not be set, each with the reason."""

    made: int
    refused: Sequence[tuple[str, Refused]] = ()


@transaction.atomic
def issue_documents(wanted: Sequence[tuple[str, Language]], issuing: Issuing | None = None) -> Issued:
    """Set and keep the documents of a few issued bills, each in a language, in one transaction.

    With `issuing`, given for the first batch of a month, it goes on record who has them made. A bill that cannot be
    printed keeps no other from being printed.
    """
    if issuing:
        refuse_unknown_reader(issuing.in_the_name_of)
        named = f", as {issuing.in_the_name_of}" if issuing.in_the_name_of else ""
        record(issuing.who, "issue documents", issuing.month, f"{issuing.bills} bills without one{named}")
    printables = {one.facts.bill["bill"]: one for one in of_issued([name for name, _ in wanted])}
    made, refused = [], []
    for name, language in wanted:
        try:
            made.append(_set(printables[name], language))
        except Refused as why:
            refused.append((name, why))
    keep_documents(made)
    return Issued(len(made), refused)


def document_of(bill_id: str, language: Language) -> IssuedDocument:
    """The document of an issued bill: the kept one, or, where there is none, one that is set and kept now.

    Part of the caller's transaction. Raises Refused for a bill that cannot be printed.
    """
    if kept := issued_document(BILL_DOCUMENT, bill_id, language):
        return kept
    keep_documents([_set(of_issued([bill_id])[0], language)])
    kept = issued_document(BILL_DOCUMENT, bill_id, language)
    if kept is None:
        raise RuntimeError(f"the document of {bill_id} was not kept")
    return kept


def _set(printable: Printable, language: Language) -> IssuedDocument:
    """The document as it will be kept, not yet kept."""
    facts = printable.facts
    content = press().pdf(bill(facts, language))
    return IssuedDocument(
        kind=BILL_DOCUMENT,
        subject=facts.bill["bill"],
        language=language,
        format="pdf",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
        customer=facts.bill["customer"],
        name=facts.payer.name,
        account=facts.bill["account"],
        day=facts.bill["issued_on"],
        amount=facts.bill["total"],
    )
