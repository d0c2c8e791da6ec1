"""The roles of staff, and the rights of each."""

from django.contrib.auth.models import Group, Permission

BILLS = "billing.look_at_bills"
CUSTOMERS = "customers.look_at_customers"
QUARANTINE = "billing.look_at_quarantine"
LOAD = "billing.load_usage"
MAKE = "billing.make_billrun"
CONFIRM = "billing.confirm_billrun"
EXPIRE = "billing.expire_usage"
HOLD = "billing.hold_usage"
ACCEPT = "billing.accept_difference"
TRAIL = "records.look_at_trail"
FIND = "incidents.find_incident"
EXAMINE = "incidents.examine_incident"
APPROVE = "incidents.approve_incident"
REFUND = "incidents.refund_incident"
ENTER_CLAIM = "incidents.enter_claim"
DECIDE_CLAIM = "incidents.decide_claim"

_CLERK = frozenset({BILLS, CUSTOMERS, QUARANTINE, LOAD, MAKE, FIND, EXAMINE, ENTER_CLAIM})
ROLES = {
    "clerk": _CLERK,
    "supervisor": _CLERK | {CONFIRM, EXPIRE, HOLD, ACCEPT, TRAIL, APPROVE, REFUND, DECIDE_CLAIM},
    "auditor": frozenset({BILLS, CUSTOMERS, QUARANTINE, TRAIL}),
    "engineer": frozenset({QUARANTINE, LOAD, MAKE}),
}
"""Clerks load, bill, find errors and enter claims; supervisors confirm, accept differences, approve and refund;
auditors look; engineers see no customer. All see the book."""


def make_roles() -> None:
    """Give each role's group exactly its rights."""
    for role, rights in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        wanted = [right.split(".") for right in rights]
        group.permissions.set(
            Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in wanted
        )
