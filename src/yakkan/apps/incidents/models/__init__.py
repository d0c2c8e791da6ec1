"""Incidents and their steps, who is affected, what was refunded, payouts, claims and announcements."""

from yakkan.apps.incidents.models.announcement import Announced, Announcement
from yakkan.apps.incidents.models.claim import Claim, ClaimDecision, ClaimPaper
from yakkan.apps.incidents.models.incident import Affected, Incident, Refundable, Step
from yakkan.apps.incidents.models.payout import Payout, PayoutStep
from yakkan.apps.incidents.models.refund import Refund, RefundedRecord

__all__ = [
    "Affected", "Announced", "Announcement", "Claim", "ClaimDecision", "ClaimPaper", "Incident", "Payout", "PayoutStep",
    "Refund", "RefundedRecord", "Refundable", "Step",
]  # fmt: skip
