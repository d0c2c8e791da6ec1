"""A bill as a document for its customer: it shows what he used, so it is on the audit trail who had it made."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.db import transaction

from yakkan.apps.billing.actions.explain_bill import record_look, refuse_unknown_reader
from yakkan.apps.billing.queries import billed_before, told_bill
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.customers.queries import access_key
from yakkan.documents.bill import BillFacts, Payer, bill
from yakkan.documents.pdf import press
from yakkan.documents.plain_text import plain_text
from yakkan.messages import Language, Refused
from yakkan.runs import told
from yakkan.runs.told import ToldBill
from yakkan.terms.load import thaw

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
def print_bill(printing: Printing, data: Path, run: Path | None = None) -> bytes | None:
    """The bytes of a bill, issued or in the folder of a `run`; None where there is none of that name.

    They are returned when it is on record who had them made. Raises Refused for a bill that cannot be printed.
    """
    refuse_unknown_reader(printing.in_the_name_of)
    found = told.of_folder(run, printing.bill) if run else told_bill(printing.bill, data)
    if found is None:
        return None
    customer = Customer.objects.filter(pk=found.bill["customer"]).first()
    if customer is None:
        values = {"customer": found.bill["customer"], "bill": printing.bill}
        raise Refused("documents.unknown_customer", values={**values})
    document = bill(_facts(found, customer), printing.language or customer.language)
    made = press().pdf(document) if printing.kind == "pdf" else plain_text(document).encode()
    what = [f"bill {printing.bill}", f"printed as {printing.kind}", *([f"of {run}"] if run else [])]
    record_look((printing.who, printing.in_the_name_of), found.bill["account"], what)
    return made


def _facts(found: ToldBill, customer: Customer) -> BillFacts:
    account = BillingAccount.objects.get(pk=found.bill["account"])
    return BillFacts(
        bill=found.bill,
        lines=found.lines,
        citations=found.citations,
        taxes=found.taxes,
        book=thaw(found.book, found.bill["bill"]),
        payer=Payer(
            name=customer.name,
            postal_code=customer.postal_code,
            address=customer.address,
            method=account.method,
            access_key=access_key(account.account),
        ),
        before=billed_before(account.account, found.bill["month"]),
        notices=found.notices,
    )
