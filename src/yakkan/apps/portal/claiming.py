"""What a member may claim of announced incidents, and what was claimed for his accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from yakkan import clock
from yakkan.apps.billing.models import WaitedLine
from yakkan.apps.contracts.models import Contract
from yakkan.apps.incidents.models import Claim, Incident, Payout
from yakkan.apps.incidents.queries import claimable

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Claimable:
    """An incident that a member may claim of.

    `contracts` are those of his that were there on a day of it without records: `ACCOUNT/CONTRACT`, then both with
    their numbers. `days` are those without records, as first and last day.
    """

    incident: Incident
    contracts: Mapping[str, tuple[str, str, str]]
    days: Sequence[tuple[date, date]]


def claimable_of(user: AbstractBaseUser) -> list[Claimable]:
    """What a member may claim of, those incidents left out that none of his contracts could be concerned by."""
    found = [Claimable(incident, _contracts(user, incident), _days(incident)) for incident in claimable()]
    return [one for one in found if one.contracts]


def _days(incident: Incident) -> list[tuple[date, date]]:
    around = (incident.first, incident.window_first - _DAY), (incident.window_last + _DAY, incident.last)
    return [(first, last) for first, last in around if first <= last]


def _contracts(user: AbstractBaseUser, incident: Incident) -> dict[str, tuple[str, str, str]]:
    on_a_day = Q()
    for first, last in _days(incident):
        on_a_day |= Q(start__lte=last, end__gt=first)
    held = Contract.objects.filter(on_a_day, account__customer__members__user=user, service=incident.service)
    found: dict[str, tuple[str, str, str]] = {}
    for account, contract, number in held.order_by("account", "contract", "start").values_list(
        "account", "contract", "number"
    ):
        found[f"{account}/{contract}"] = (account, contract, number)
    return found


@dataclass(frozen=True)
class Claimed:
    """A claim, and where its money went: the bill that it stands on, or `letter` where it is paid out."""

    claim: Claim
    bill: str = ""
    letter: bool = False

    @property
    def day(self) -> date:
        """The day on which it was entered."""
        return self.claim.at.astimezone(clock.JAPAN).date()

    @property
    def state(self) -> str:
        """`open`, `refused`, or of an accepted one where its money is: `waits`, `billed`, `letter`."""
        decision = getattr(self.claim, "decision", None)
        if decision is None:
            return "open"
        if not decision.accepted:
            return "refused"
        return "letter" if self.letter else "billed" if self.bill else "waits"


def claims_of(user: AbstractBaseUser) -> list[Claimed]:
    """What was claimed for a member's accounts, by him or at the desk, the latest first."""
    claims = Claim.objects.filter(account__customer__members__user=user).order_by("-id")
    found = list(claims.select_related("incident", "decision").prefetch_related("papers"))
    origins = [f"claim-{claim.pk}" for claim in found]
    bills = dict(WaitedLine.objects.filter(origin__in=origins).values_list("origin", "bill"))
    letters = set(Payout.objects.filter(pk__in=origins).values_list("pk", flat=True))
    return [
        Claimed(claim, bills.get(origin, ""), origin in letters) for claim, origin in zip(found, origins, strict=True)
    ]
