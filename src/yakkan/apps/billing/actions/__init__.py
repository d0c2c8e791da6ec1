"""What is done in billing: take usage in, make a run and confirm it, ask what a month costs, accept differences
between books, hold and delete usage, let lines wait for a bill, owe and pay refunds."""

from yakkan.apps.billing.actions.accept_difference import Chosen, accept_difference, withdraw_acceptance
from yakkan.apps.billing.actions.confirm_run import confirm_run
from yakkan.apps.billing.actions.cost_month import cost_month
from yakkan.apps.billing.actions.expire_usage import Outcome, Period, expire_usage, foresee_expiry
from yakkan.apps.billing.actions.explain_bill import Look, explain_bill, record_look
from yakkan.apps.billing.actions.find_documents import Reader, check_documents, find_documents, hand_out_documents
from yakkan.apps.billing.actions.hold_usage import hold_for_incident, hold_usage, release_for_incident, release_hold
from yakkan.apps.billing.actions.issue_documents import BATCH, Issued, Issuing, issue_documents
from yakkan.apps.billing.actions.load_usage import Known, load_usage
from yakkan.apps.billing.actions.make_run import make_run, snapshot
from yakkan.apps.billing.actions.preview_usage import preview_usage
from yakkan.apps.billing.actions.print_bill import Printing, print_bill
from yakkan.apps.billing.actions.rights import RIGHTS, give_right
from yakkan.apps.billing.actions.start_job import Wanted, start_job
from yakkan.apps.billing.actions.take_up_usage import Again, take_up_usage
from yakkan.apps.billing.actions.uploads import files_of, forget_upload, keep_upload
from yakkan.apps.billing.actions.wait_lines import (
    WAITING_COLUMNS,
    hold_bills,
    owe_refunds,
    pay_refund,
    wait_lines,
    withdraw_lines,
)

__all__ = [
    "BATCH", "RIGHTS", "WAITING_COLUMNS", "Again", "Chosen", "Issued", "Issuing", "Known", "Look", "Outcome",
    "Period", "Printing", "Reader", "Wanted", "accept_difference", "check_documents", "confirm_run", "cost_month",
    "expire_usage", "explain_bill", "files_of", "find_documents", "foresee_expiry", "forget_upload", "give_right",
    "hand_out_documents", "hold_bills", "hold_for_incident", "hold_usage", "issue_documents", "keep_upload",
    "load_usage", "make_run", "owe_refunds", "pay_refund", "preview_usage", "print_bill", "record_look",
    "release_for_incident", "release_hold", "snapshot", "start_job", "take_up_usage", "wait_lines",
    "withdraw_acceptance", "withdraw_lines",
]  # fmt: skip
