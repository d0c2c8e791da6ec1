"""Django's admin for what has no page of its own: to look, never to change; only for who has rights on the tables."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yakkan.apps.billing.models import Bill, BillRun, Delivery, Hold, Job, Journal, UsageDeletion
from yakkan.apps.contracts.models import Contract
from yakkan.apps.customers.models import BillingAccount, Customer
from yakkan.apps.records.models import AuditEvent

_SHOWN: dict[type[Any], tuple[tuple[str, ...], tuple[str, ...]]] = {
    Customer: (("customer", "name", "kana", "language"), ("customer", "name", "kana")),
    BillingAccount: (("account", "customer", "method", "delivery"), ("account",)),
    Contract: (("contract", "account", "service", "number", "start", "end"), ("contract", "number")),
    Bill: (("bill", "account", "month", "issued_on", "total"), ("bill",)),
    BillRun: (("run", "month", "bill_count", "parked_count", "confirmed_by", "confirmed_at"), ("run",)),
    Delivery: (("file", "format", "received_at", "received", "accepted", "quarantined", "duplicate"), ("file",)),
    Hold: (("first_month", "last_month", "kind", "partner", "who", "at"), ("why",)),
    Job: (("kind", "subject", "state", "who", "asked_at", "ended_at"), ("subject", "who")),
    Journal: (("journal", "day", "what"), ("journal",)),
    UsageDeletion: (("month", "kind", "records", "day", "who", "at"), ("month",)),
    AuditEvent: (("at", "who", "what", "subject", "details"), ("who", "what", "subject")),
}
"""Which columns of each table are listed, and by which it is searched."""


class LookOnly(admin.ModelAdmin):
    """Rows that may be looked at. An access key is nobody's business here."""

    exclude = ("access_key",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


for model, (listed, searched) in _SHOWN.items():
    admin.site.register(model, LookOnly, list_display=listed, search_fields=searched)
