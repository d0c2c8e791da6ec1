"""Deliveries, bill runs, bills, the ledger."""

from yakkan.apps.billing.models.bill import Bill, BillLine, BillTax, LineCitation
from yakkan.apps.billing.models.delivery import Delivery
from yakkan.apps.billing.models.ledger import Entry, Journal
from yakkan.apps.billing.models.run import BillRun, ParkedBill

__all__ = ["Bill", "BillLine", "BillRun", "BillTax", "Delivery", "Entry", "Journal", "LineCitation", "ParkedBill"]
