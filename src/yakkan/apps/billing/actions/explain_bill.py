"""A person looks at what a customer used: it is on the audit trail before anything is shown (通信の秘密)."""

from collections.abc import Sequence
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
    refuse_unknown_reader(look.in_the_name_of)
    found = told.of_folder(run, look.bill) if run else told_bill(look.bill, data)
    if found is None:
        return None
    text = found.text(look.line, look.language)
    what = [f"bill {look.bill}", *([f"line {look.line}"] if look.line else []), *([f"of {run}"] if run else [])]
    record_look((look.who, look.in_the_name_of), found.bill["account"], what)
    return text


def refuse_unknown_reader(user: str) -> None:
    """Raises Refused where somebody looks in the name of a user who is not there."""
    if user and not get_user_model().objects.filter(username=user).exists():
        raise Refused("retention.unknown_reader", values={"user": user})


def record_look(reader: tuple[str, str], account: str, what: Sequence[str]) -> None:
    """Put on record who looked, and in whose name ('' for his own), at what of a billing account."""
    who, in_the_name_of = reader
    named = [f"as {in_the_name_of}"] if in_the_name_of else []
    record(who, "look at usage", account, ", ".join([*what, *named]))
