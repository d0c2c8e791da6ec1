"""What is written into the audit trail, and which documents are kept as issued."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction

from yakkan import clock, waypoints
from yakkan.apps.records.models import AuditEvent, IssuedDocument

_ROWS = 1000
"""So many rows go into one statement."""


def record(who: str, what: str, subject: str, details: str = "") -> AuditEvent:
    """Put on record that `who` did `what` to `subject`; part of the transaction in which it was done."""
    event = AuditEvent.objects.create(at=clock.now(), who=who, what=what, subject=subject, details=details)
    _recorded()
    return event


def record_each(who: str, what: str, subjects: Iterable[tuple[str, str]]) -> None:
    """Put on record that `who` did `what` to each subject, given with its details; part of the transaction."""
    at = clock.now()
    events = [AuditEvent(at=at, who=who, what=what, subject=subject, details=said) for subject, said in subjects]
    AuditEvent.objects.bulk_create(events, batch_size=_ROWS)
    _recorded()


def keep_documents(documents: Sequence[IssuedDocument]) -> None:
    """Keep documents as issued, but for those of which there is one already: the first stays.

    Of two at once the second waits until the first has committed. Afterwards ask for what is kept: it may be the
    other's.
    """
    IssuedDocument.objects.bulk_create(documents, ignore_conflicts=True)
    waypoints.passed("kept")


def _recorded() -> None:
    waypoints.passed("recorded")
    transaction.on_commit(partial(waypoints.passed, "committed"))
