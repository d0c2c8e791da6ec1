"""What the audit trail tells, and which documents were issued."""

import hashlib
from collections.abc import Iterator

from django.db.models import QuerySet

from yakkan.apps.records.models import AuditEvent, IssuedDocument


def events_of(subject: str) -> QuerySet[AuditEvent]:
    """What was done to `subject`, the oldest first."""
    return AuditEvent.objects.filter(subject=subject).order_by("at", "id")


def issued_document(kind: str, subject: str, language: str) -> IssuedDocument | None:
    """The PDF that was issued of something, in a language; None where none was yet."""
    return IssuedDocument.objects.filter(kind=kind, subject=subject, language=language, format="pdf").first()


def altered(documents: QuerySet[IssuedDocument]) -> Iterator[IssuedDocument]:
    """Those whose bytes are no longer what their SHA-256 says, hashed here and not by the database."""
    for document in documents.defer(None).iterator(chunk_size=50):
        if hashlib.sha256(document.content).hexdigest() != document.sha256:
            yield document
