"""What is done in billing: take usage in, take quarantine up again, make a run, confirm it, ask what a month costs."""

from yakkan.apps.billing.actions.confirm_run import confirm_run
from yakkan.apps.billing.actions.cost_month import cost_month
from yakkan.apps.billing.actions.load_usage import Known, load_usage
from yakkan.apps.billing.actions.make_run import make_run, snapshot
from yakkan.apps.billing.actions.rights import give_right_to_confirm
from yakkan.apps.billing.actions.take_up_usage import Again, take_up_usage

__all__ = [
    "Again",
    "Known",
    "confirm_run",
    "cost_month",
    "give_right_to_confirm",
    "load_usage",
    "make_run",
    "snapshot",
    "take_up_usage",
]
