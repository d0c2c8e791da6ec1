"""A bill as a document for its customer: it shows what he used, so it is on the audit trail who had it made."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.db import transaction

from yakkan.apps.billing.actions.explain_bill import record_look, refuse_unknown_reader
from yakkan.apps.billing.actions.issue_documents import document_of
from yakkan.apps.billing.models import Bill
from yakkan.apps.billing.printable import Printable, of_issued, of_run
from yakkan.documents.bill import bill
from yakkan.documents.pdf import press
from yakkan.documents.plain_text import plain_text
from yakkan.messages import Language
from yakkan.runs import told

Kind = Literal["pdf", "text"]


@dataclass(frozen=True)
class Printing:
    """Which bill, as what, in which language (None: the customer's); `who` looks, in whose name ('' for his own)."""

    bill: str
    kind: Kind
    language: Language | None
    who: str
    in_the_name_of: str = ""


@transaction.atomic
def print_bill(printing: Printing, run: Path | None = None) -> bytes | None:
    """The bytes of a bill, issued or in the folder of a `run`; None where there is none of that name.

    The PDF of an issued bill is the kept one: the first time it is set and kept. Nothing of a run's folder is kept.
    They are returned when it is on record who had them made. Raises Refused for a bill that cannot be printed.
    """
    refuse_unknown_reader(printing.in_the_name_of)
    found = _of_run(printing, run) if run else _issued(printing)
    if found is None:
        return None
    account, made = found
    what = [f"bill {printing.bill}", f"printed as {printing.kind}", *([f"of {run}"] if run else [])]
    record_look((printing.who, printing.in_the_name_of), account, what)
    return made


def _of_run(printing: Printing, run: Path) -> tuple[str, bytes] | None:
    found = told.of_folder(run, printing.bill)
    return (found.bill["account"], _made(of_run(found), printing)) if found else None


def _issued(printing: Printing) -> tuple[str, bytes] | None:
    issued = Bill.objects.filter(pk=printing.bill).values_list("account", "customer__language").first()
    if issued is None:
        return None
    account, language = issued
    if printing.kind == "pdf":
        return account, bytes(document_of(printing.bill, printing.language or language).content)
    return account, _made(of_issued([printing.bill])[0], printing)


def _made(printable: Printable, printing: Printing) -> bytes:
    document = bill(printable.facts, printing.language or printable.language)
    return press().pdf(document) if printing.kind == "pdf" else plain_text(document).encode()
