"""Deliveries, bill runs, bills, the ledger, lines that wait for a bill, accepted differences, what is kept of usage and
what was deleted; jobs."""

from yakkan.apps.billing.models.bill import Bill, BillLine, BillTax, LineCitation
from yakkan.apps.billing.models.delivery import Delivery
from yakkan.apps.billing.models.difference import AcceptedDifference, WithdrawnAcceptance
from yakkan.apps.billing.models.job import Job
from yakkan.apps.billing.models.ledger import Entry, Journal
from yakkan.apps.billing.models.retention import Hold, HoldRelease, UsageDeletion
from yakkan.apps.billing.models.run import BillRun, ParkedBill
from yakkan.apps.billing.models.waiting import WaitedLine, WaitingLine, WithdrawnLine

__all__ = [
    "AcceptedDifference", "Bill", "BillLine", "BillRun", "BillTax", "Delivery", "Entry", "Hold", "HoldRelease", "Job",
    "Journal", "LineCitation", "ParkedBill", "UsageDeletion", "WaitedLine", "WaitingLine",
    "WithdrawnAcceptance", "WithdrawnLine",
]  # fmt: skip
