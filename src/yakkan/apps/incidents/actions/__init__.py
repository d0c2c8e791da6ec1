"""What is done with incidents: opened, taken from step to step, refunded, claimed, paid out, announced."""

from yakkan.apps.incidents.actions.announce import announce, draft
from yakkan.apps.incidents.actions.claims import (
    MOST_OPEN,
    MOST_PAPERS,
    Claiming,
    Deciding,
    decide_claim,
    enter_claim,
    enter_own_claim,
)
from yakkan.apps.incidents.actions.issued_bills import issued_bills
from yakkan.apps.incidents.actions.open_incident import Opening, open_incident
from yakkan.apps.incidents.actions.payouts import Paying, letter, pay, steps_after
from yakkan.apps.incidents.actions.refund_incident import Refunded, Refunding, refund_incident
from yakkan.apps.incidents.actions.take_step import hindrance, take_step

__all__ = [
    "MOST_OPEN", "MOST_PAPERS", "Claiming", "Deciding", "Opening", "Paying", "Refunded", "Refunding", "announce",
    "decide_claim", "draft", "enter_claim", "enter_own_claim", "hindrance", "issued_bills", "letter", "open_incident",
    "pay", "refund_incident", "steps_after", "take_step",
]  # fmt: skip
