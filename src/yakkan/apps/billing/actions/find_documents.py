"""Issued documents are looked for, handed out and checked: each look is on the audit trail before anything is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet

from yakkan.apps.billing.actions.explain_bill import refuse_unknown_reader
from yakkan.apps.billing.queries import Sought, documents
from yakkan.apps.records.actions import record, record_each
from yakkan.apps.records.models import IssuedDocument
from yakkan.apps.records.queries import altered

SUBJECT = "documents"
"""What a search is on record under, with what was looked for; a document that is handed out, under its account."""

_AT_ONCE = 50


@dataclass(frozen=True)
class Reader:
    """Who looks, and in whose name ('' for his own)."""

    who: str
    in_the_name_of: str = ""

    def details(self, *what: str) -> str:
        """What he looked at, as it goes on record."""
        return ", ".join([*what, *([f"as {self.in_the_name_of}"] if self.in_the_name_of else [])])


@transaction.atomic
def find_documents(sought: Sought, reader: Reader) -> QuerySet[IssuedDocument]:
    """The documents that are looked for, when it is on record who looked for what."""
    refuse_unknown_reader(reader.in_the_name_of)
    found = documents(sought)
    record(reader.who, "look for documents", SUBJECT, reader.details(_told(sought), f"{found.count()} found"))
    return found


@transaction.atomic
def hand_out_documents(sought: Sought, reader: Reader) -> Iterator[IssuedDocument]:
    """The documents that are looked for, with their bytes, when each is on record under its billing account."""
    refuse_unknown_reader(reader.in_the_name_of)
    found = list(documents(sought))
    looks = [(one.account, reader.details(f"{one.kind} {one.subject}, handed out as {one.format}")) for one in found]
    record_each(reader.who, "look at usage", looks)
    return _with_bytes([one.pk for one in found])


def _with_bytes(keys: Sequence[int]) -> Iterator[IssuedDocument]:
    """Exactly those that are on record, a few at a time."""
    for place in range(0, len(keys), _AT_ONCE):
        yield from IssuedDocument.objects.filter(pk__in=keys[place : place + _AT_ONCE]).order_by("day", "subject")


@transaction.atomic
def check_documents(sought: Sought, reader: Reader) -> tuple[int, list[IssuedDocument]]:
    """How many documents were looked for, and which of them have other bytes than their SHA-256 says."""
    refuse_unknown_reader(reader.in_the_name_of)
    found = documents(sought)
    checked, wrong = found.count(), list(altered(found))
    record(reader.who, "check documents", SUBJECT, reader.details(_told(sought), f"{len(wrong)} of {checked} altered"))
    return checked, wrong


def _told(sought: Sought) -> str:
    return " ".join(f"{name} {value}" for name, value in asdict(sought).items() if value not in (None, "")) or "all"
