"""What is asked of incidents: how many were identified, what was given back, what is left to do."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from yakkan.apps.billing.models import WaitedLine, WithdrawnLine
from yakkan.apps.incidents.models import Announced, Incident, Payout, Step
from yakkan.apps.incidents.models.incident import CLOSED
from yakkan.apps.incidents.models.payout import LATER_LETTER, LETTER_DOCUMENT, RETURNED, TO_WRITE
from yakkan.apps.incidents.models.refund import ON_BILL, PAID_OUT
from yakkan.apps.records.models import IssuedDocument

_IDENTIFIED = """
    SELECT coalesce(sum(records), 0)::bigint, count(*), coalesce(sum((units + 9999) / 10000), 0)::bigint FROM (
        SELECT count(*) AS records, sum(refund)::bigint AS units FROM incidents_refundable
        WHERE incident = %s AND refund > 0 GROUP BY customer
    ) customers
"""


@dataclass(frozen=True)
class Identified:
    """Records that were charged too much, whose they are, and the yen that they get back, each rounded up once."""

    records: int
    customers: int
    yen: int


@dataclass(frozen=True)
class GivenBack:
    """What was given back so far: records; 1/10,000 yen exactly; whole yen on bills and paid out; the rounding apart.

    What waited for a bill and is paid out instead counts as paid out. `lines` wait or stand on bills, so many of them
    `standing`; `payouts` by the step that they are at.
    """

    records: int
    units: int
    on_bills: int
    paid_out: int
    rounding: int
    lines: int
    standing: int
    payouts: Counter[str]


def identified(incident: Incident) -> Identified:
    """Who stands in the records."""
    with connection.cursor() as cursor:
        cursor.execute(_IDENTIFIED, [incident.pk])
        return Identified(*cursor.fetchone())


def given_back(incident: Incident) -> GivenBack:
    """What an incident gave back, without claims."""
    refunds = incident.refunds.aggregate(units=Sum("units", default=0), yen=Sum("yen", default=0))
    by_way = {row["way"]: row["yen"] for row in incident.refunds.values("way").annotate(yen=Sum("yen"))}
    origins = list(incident.refunds.filter(way=ON_BILL, yen__gt=0).values_list("origin", flat=True))
    withdrawn = WithdrawnLine.objects.filter(origin__in=origins).aggregate(
        lines=Count("origin"), yen=Sum("origin__yen", default=0)
    )
    return GivenBack(
        records=incident.refunded.count(),
        units=refunds["units"],
        on_bills=by_way.get(ON_BILL, 0) + withdrawn["yen"],
        paid_out=by_way.get(PAID_OUT, 0) - withdrawn["yen"],
        rounding=refunds["yen"] * 10_000 - refunds["units"],
        lines=len(origins) - withdrawn["lines"],
        standing=WaitedLine.objects.filter(origin__in=origins).count(),
        payouts=Counter(last_steps(incident).values()),
    )


def last_steps(incident: Incident) -> dict[str, str]:
    """The payouts of an incident, each with its last step."""
    found = {payout: TO_WRITE for payout in Payout.objects.filter(incident=incident).values_list("pk", flat=True)}
    steps = Payout.objects.filter(incident=incident, steps__isnull=False).order_by("payout", "steps__position")
    return found | dict(steps.values_list("payout", "steps__step"))


def charged(incident: Incident) -> dict[str, Any]:
    """What the audit found: records, contracts, 1/10,000 yen over and under, apart."""
    return incident.affected.aggregate(
        records=Sum("records", default=0), contracts=Count("contract"), over=Sum("over", default=0),
        under=Sum("under", default=0),
    )  # fmt: skip


def claimable() -> QuerySet[Incident]:
    """What members may claim: of incidents that were announced and are not closed, those with days without records."""
    announced, closed = (
        Exists(rows.filter(incident=OuterRef("pk")))
        for rows in (
            Announced.objects,
            Step.objects.filter(step=CLOSED),
        )
    )
    without_records = Q(first__lt=F("window_first")) | Q(last__gt=F("window_last"))
    return Incident.objects.filter(without_records, announced, ~closed).order_by("first", "incident")


def letters_of(payout: Payout) -> QuerySet[IssuedDocument]:
    """The letters of a payout as PDF, the latest first: one a language and, after each return, one anew."""
    returns = payout.steps.filter(step=RETURNED).count()
    later = Q(kind=LATER_LETTER, subject__in=[f"{payout.pk}/{number}" for number in range(2, returns + 2)])
    letters = IssuedDocument.objects.filter(later | Q(kind=LETTER_DOCUMENT, subject=payout.pk), format="pdf")
    return letters.order_by("-made_at")
