"""The audit trail and issued documents, and what a table's `grant` may say."""

from yakkan.apps.records.models.audit import AuditEvent
from yakkan.apps.records.models.document import IssuedDocument
from yakkan.apps.records.models.grant import APPEND, CHANGE, READ

__all__ = ["APPEND", "CHANGE", "READ", "AuditEvent", "IssuedDocument"]
