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

_CLERK = frozenset({BILLS, CUSTOMERS, QUARANTINE, LOAD, MAKE})
ROLES = {
    "clerk": _CLERK,
    "supervisor": _CLERK | {CONFIRM, EXPIRE, HOLD, ACCEPT, TRAIL},
    "auditor": frozenset({BILLS, CUSTOMERS, QUARANTINE, TRAIL}),
    "engineer": frozenset({QUARANTINE, LOAD, MAKE}),
}
"""Clerks load and bill; supervisors confirm, and accept differences; auditors look; engineers see no customer. All see
the book."""


def make_roles() -> None:
    """Give each role's group exactly its rights."""
    for role, rights in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        wanted = [right.split(".") for right in rights]
        group.permissions.set(
            Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in wanted
        )
