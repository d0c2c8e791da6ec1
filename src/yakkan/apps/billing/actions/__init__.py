"""What is done in billing: take usage in, make a run and confirm it, ask what a month costs, hold and delete usage."""

from yakkan.apps.billing.actions.confirm_run import confirm_run
from yakkan.apps.billing.actions.cost_month import cost_month
from yakkan.apps.billing.actions.expire_usage import Outcome, Period, expire_usage, foresee_expiry
from yakkan.apps.billing.actions.explain_bill import Look, explain_bill
from yakkan.apps.billing.actions.find_documents import Reader, check_documents, find_documents, hand_out_documents
from yakkan.apps.billing.actions.hold_usage import hold_usage, release_hold
from yakkan.apps.billing.actions.issue_documents import BATCH, Issued, Issuing, issue_documents
from yakkan.apps.billing.actions.load_usage import Known, load_usage
from yakkan.apps.billing.actions.make_run import make_run, snapshot
from yakkan.apps.billing.actions.print_bill import Printing, print_bill
from yakkan.apps.billing.actions.rights import RIGHTS, give_right
from yakkan.apps.billing.actions.take_up_usage import Again, take_up_usage

__all__ = [
    "BATCH", "RIGHTS", "Again", "Issued", "Issuing", "Known", "Look", "Outcome", "Period", "Printing", "Reader",
    "check_documents", "confirm_run", "cost_month", "expire_usage", "explain_bill", "find_documents", "foresee_expiry",
    "give_right", "hand_out_documents", "hold_usage", "issue_documents", "load_usage", "make_run", "print_bill",
    "release_hold", "snapshot", "take_up_usage",
]  # fmt: skip
