"""A person looks at what a customer used: it is on the audit trail before anything is shown (通信の秘密)."""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction

from yakkan.apps.billing.queries import told_bill
from yakkan.apps.records.actions import record
from yakkan.messages import Language, Refused
from yakkan.runs import told


@dataclass(frozen=True)
class Look:
    """Which bill, or which line of it, and in which language; `who` looks, and in whose name ('' for his own)."""

    bill: str
    line: str | None
    language: Language
    who: str
    in_the_name_of: str = ""


@transaction.atomic
def explain_bill(look: Look, data: Path, run: Path | None = None) -> str | None:
    """How a bill came about, issued or in the folder of a `run`; None where there is none of that name.

    It is returned when it is on record who looked at it, under the billing account, and not before.
    """
    if look.in_the_name_of and not get_user_model().objects.filter(username=look.in_the_name_of).exists():
        raise Refused("retention.unknown_reader", values={"user": look.in_the_name_of})
    found = told.of_folder(run, look.bill) if run else told_bill(look.bill, data)
    if found is None:
        return None
    text = found.text(look.line, look.language)
    what = [f"bill {look.bill}", *([f"line {look.line}"] if look.line else []), *([f"of {run}"] if run else [])]
    named = [f"as {look.in_the_name_of}"] if look.in_the_name_of else []
    record(look.who, "look at usage", found.bill["account"], ", ".join([*what, *named]))
    return text
