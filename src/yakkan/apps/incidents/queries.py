"""What is asked of incidents: how many were identified, what was given back, what is left to do."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Coalesce

from yakkan.apps.billing.models import WaitedLine, WithdrawnLine
from yakkan.apps.incidents.models import Announced, Claim, Incident, Payout, PayoutStep, Step
from yakkan.apps.incidents.models.incident import CLOSED, STEPS
from yakkan.apps.incidents.models.payout import LATER_LETTER, LETTER_DOCUMENT, PAID, RETURNED, TO_WRITE
from yakkan.apps.incidents.models.refund import ON_BILL, PAID_OUT
from yakkan.apps.records.models import IssuedDocument

NOT_GIVEN_BACK = """
    SELECT asked.source, asked.record_id, asked.customer, asked.account, asked.contract,
        greatest(0, least(asked.refund, most.units - coalesce(given.units, 0))) AS units
    FROM incidents_refundable asked,
    LATERAL (SELECT min(billed) - min(least(by_terms, coalesce(published, by_terms))) AS units
        FROM incidents_refundable known
        WHERE (known.source, known.record_id) = (asked.source, asked.record_id)) most,
    LATERAL (SELECT sum(units)::bigint AS units FROM incidents_refundedrecord known
        WHERE (known.source, known.record_id) = (asked.source, asked.record_id)) given
    WHERE asked.incident = %(incident)s AND asked.day <= %(until)s
        AND NOT EXISTS (SELECT FROM incidents_refundedrecord known WHERE
            (known.incident, known.source, known.record_id) = (asked.incident, asked.source, asked.record_id))
"""
"""The records of an incident that are not given back yet, of use up to a day, and what is left of each over all
incidents, in 1/10,000 yen."""
_LEFT = f"""
    SELECT coalesce(sum(records), 0)::bigint,
        coalesce(sum((units + reached + 9999) / 10000 - (reached + 9999) / 10000), 0)::bigint
    FROM (SELECT customer, count(*) AS records, sum(units)::bigint AS units
        FROM ({NOT_GIVEN_BACK}) open GROUP BY customer) now,
    LATERAL (SELECT coalesce(sum(units), 0)::bigint AS reached FROM incidents_refund
        WHERE incident = %(incident)s AND incidents_refund.customer = now.customer) before
"""
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


@dataclass(frozen=True)
class Left:
    """What a refund would give back now: records, and whole yen."""

    records: int
    yen: int


@dataclass(frozen=True)
class Overview:
    """An incident at a glance: its last step, who was identified, and what is left to do of it.

    `records` are not given back yet, `payouts` not paid, `claims` not decided.
    """

    incident: Incident
    step: str
    identified: Identified
    records: int
    payouts: int
    claims: int

    @property
    def title(self) -> dict[str, str]:
        """What it is called, by language."""
        return {"ja": self.incident.title_ja, "en": self.incident.title_en}


def overviews() -> list[Overview]:
    """All incidents, the earliest first."""
    return [overview(incident) for incident in Incident.objects.order_by("first", "incident")]


def overview(incident: Incident) -> Overview:
    """What a list says of one of them."""
    return Overview(
        incident=incident,
        step=last_step(incident),
        identified=identified(incident),
        records=incident.record_count - incident.refunded.count(),
        payouts=payouts().filter(incident=incident).exclude(state=PAID).count(),
        claims=incident.claims.filter(decision__isnull=True).count(),
    )


def steps_of(incident: Incident) -> list[Step]:
    """The steps that were taken, in their order."""
    return sorted(incident.steps.all(), key=lambda step: STEPS.index(step.step))


def last_step(incident: Incident) -> str:
    """The step that an incident is at."""
    return steps_of(incident)[-1].step


def following_step(incident: Incident) -> str:
    """The step that comes next; '' for a closed incident."""
    last = last_step(incident)
    return "" if last == CLOSED else STEPS[STEPS.index(last) + 1]


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


def left(incident: Incident) -> Left:
    """What is not given back yet."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"incident": incident.pk, "until": date.max})
        return Left(*cursor.fetchone())


def payouts() -> QuerySet[Payout]:
    """All payouts, each with its `state`: the last step, `to_write` before the first."""
    last = PayoutStep.objects.filter(payout=OuterRef("pk")).order_by("-position").values("step")[:1]
    state = Coalesce(Subquery(last), Value(TO_WRITE), output_field=TextField())
    return Payout.objects.annotate(state=state).order_by("payout")


def last_steps(incident: Incident) -> dict[str, str]:
    """The payouts of an incident, each with its last step."""
    return dict(payouts().filter(incident=incident).values_list("pk", "state"))


def claims() -> QuerySet[Claim]:
    """All claims, the latest first, each with its decision, where there is one."""
    return Claim.objects.select_related("incident", "account__customer", "decision").order_by("-pk")


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
