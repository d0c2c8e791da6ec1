"""Claims for days of which no record is kept: entered at the desk or by a member, decided by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from yakkan import clock
from yakkan.apps.billing.actions import owe_refunds, wait_lines
from yakkan.apps.contracts.models import Contract
from yakkan.apps.incidents import papers, saying
from yakkan.apps.incidents.actions.take_step import alone, incident_of, refuse_unapproved
from yakkan.apps.incidents.models import Claim, ClaimDecision, ClaimPaper, Incident, Payout
from yakkan.apps.incidents.models.payout import TAX_RAISED_BY
from yakkan.apps.incidents.queries import claimable
from yakkan.apps.incidents.rights import DECIDE, ENTER, may
from yakkan.apps.records.actions import record
from yakkan.days import Interval, Month
from yakkan.messages import Refused

_WAITING = """
    CREATE TEMP TABLE waiting ON COMMIT DROP AS
    SELECT %(origin)s AS origin, %(account)s AS account, %(contract)s AS contract, %(service)s AS service,
        %(records)s::bigint AS records, -%(yen)s::bigint AS yen, %(tax_class)s AS tax_class,
        %(tax_percent)s::bigint AS tax_percent, %(name_ja)s AS name_ja, %(name_en)s AS name_en,
        %(notice_ja)s AS notice_ja, %(notice_en)s AS notice_en, '-' || %(yen)s AS arithmetic,
        %(in_force_from)s::date AS in_force_from, %(recorded)s::date AS recorded, %(source)s AS source,
        %(clause)s AS clause, %(first_month)s AS first_month, %(who)s AS who, %(at)s::timestamptz AS at
"""
_OWING = """
    CREATE TEMP TABLE owing ON COMMIT DROP AS
    SELECT payout, day, account, tax_class, tax_percent, yen, tax FROM incidents_payout WHERE payout = %s
"""
MOST_OPEN, MOST_PAPERS = 5, 5
"""So many claims of an account that members entered may be open, with so many papers each: no disk is filled."""


@dataclass(frozen=True)
class Claiming:
    """Who claims: an account and contract, for the days of a journey; what he said, and his papers."""

    incident: str
    whose: tuple[str, str]
    days: tuple[date, date]
    said: str
    papers: Sequence[Path] = ()


@dataclass(frozen=True)
class Deciding:
    """Whether a claim is accepted, for how many records and yen before tax (0 where refused), and why.

    The line stands on the first bill of `first_month` or later; whoever has no contract on the day `on` is paid out.
    """

    claim: int
    amount: tuple[int, int]
    why: str
    first_month: Month
    on: date


@transaction.atomic
def enter_claim(asked: Claiming, data: Path, username: str) -> Claim:
    """Put a claim on record, with its papers, in the name of a user with the right to.

    Refused where its days lie outside the incident or within those that records are kept of, where there was no such
    contract on them, where they were claimed and accepted before, and for a paper that is none.
    """
    may(username, ENTER)
    return _enter(asked, data, username, by_member=False)


@transaction.atomic
def enter_own_claim(asked: Claiming, data: Path, member: str) -> Claim:
    """Put on record what a member claims himself, by his login, of an account that the caller knows to be his.

    Refused as at the desk, and where the incident is not announced or closed, for more than MOST_PAPERS papers, while
    a claim of these days or MOST_OPEN claims of the account are not decided yet.
    """
    if len(asked.papers) > MOST_PAPERS:
        raise Refused("incident.too_many_papers", values={"most": MOST_PAPERS})
    return _enter(asked, data, member, by_member=True)


def _enter(asked: Claiming, data: Path, username: str, *, by_member: bool) -> Claim:
    if not asked.said.strip():
        raise Refused("incident.no_reason")
    looked_at = [papers.look(file) for file in asked.papers]
    alone()
    incident = incident_of(asked.incident)
    _refuse_days(incident, asked)
    if by_member:
        _refuse_member(incident, asked)
    (account, contract), (first, last) = asked.whose, asked.days
    claim = Claim.objects.create(
        incident=incident,
        account_id=account,
        contract=contract,
        first=first,
        last=last,
        said=asked.said,
        who=username,
        by_member=by_member,
        at=clock.now(),
    )
    for paper in {each.sha256: each for each in looked_at}.values():
        papers.keep(paper, data)
        ClaimPaper.objects.create(
            claim=claim, sha256=paper.sha256, name=paper.name, type=paper.type, size=len(paper.content)
        )
    what = "enter claim as member" if by_member else "enter claim"
    record(username, what, f"claim {claim.pk}", f"{incident.pk}, {account}, {first} to {last}")
    return claim


def _refuse_days(incident: Incident, asked: Claiming) -> None:
    """Days that no claim can be made for, each with its reason."""
    (account, contract), (first, last) = asked.whose, asked.days
    values = {"incident": incident.pk, "first": incident.first, "last": incident.last, "contract": contract}
    if first > last or first < incident.first or last > incident.last:
        raise Refused("incident.claim_outside", values={**values})
    if first <= incident.window_last and incident.window_first <= last:
        window = {"first": incident.window_first, "last": incident.window_last}
        raise Refused("incident.claim_in_window", values={**values, **window})
    left = [Interval.inclusive(first, last)]
    held = Contract.objects.filter(account=account, contract=contract, service=incident.service)
    for start, end in held.values_list("start", "end"):
        left = [rest for days in left for rest in days.without(Interval(start, end))]
    if left:
        raise Refused("incident.claim_without_contract", values={**values, "account": account})
    accepted = Claim.objects.filter(incident=incident, contract=contract, decision__accepted=True)
    if other := accepted.filter(first__lte=last, last__gte=first).first():
        raise Refused("incident.claim_twice", values={**values, "claim": other.pk})


def _refuse_member(incident: Incident, asked: Claiming) -> None:
    """What a member cannot claim by himself."""
    if not claimable().filter(pk=incident.pk).exists():
        raise Refused("incident.not_claimable", values={"incident": incident.pk})
    (account, contract), (first, last) = asked.whose, asked.days
    waiting = Claim.objects.filter(account=account, decision__isnull=True)
    same = waiting.filter(incident=incident, contract=contract, first__lte=last, last__gte=first).first()
    if same:
        raise Refused("incident.claim_waits", values={"claim": same.pk})
    if waiting.filter(by_member=True).count() >= MOST_OPEN:
        raise Refused("incident.too_many_claims", values={"most": MOST_OPEN, "account": account})


@transaction.atomic
def decide_claim(asked: Deciding, username: str) -> ClaimDecision:
    """Accept a claim, so that its yen wait for a bill or are paid out, or refuse it; never by who entered it."""
    may(username, DECIDE)
    if not asked.why.strip():
        raise Refused("incident.no_reason")
    if asked.on > clock.today():
        raise Refused("incident.day_to_come", values={"day": asked.on})
    alone()
    claim = Claim.objects.select_related("incident").filter(pk=asked.claim).first()
    if claim is None or ClaimDecision.objects.filter(claim=claim).exists():
        raise Refused("incident.no_such_claim", values={"claim": asked.claim})
    if claim.who == username:
        raise Refused("incident.decided_by_two", values={"claim": claim.pk, "user": username})
    records, yen = asked.amount
    if min(records, yen) < 0 or (records > 0) != (yen > 0):
        raise Refused("incident.claim_amount")
    if yen:
        refuse_unapproved(claim.incident, username)
        days = (claim.first, claim.last)
        _refuse_days(claim.incident, Claiming(claim.incident_id, (claim.account_id, claim.contract), days, claim.said))
    made = ClaimDecision.objects.create(
        claim=claim, accepted=yen > 0, yen=yen, records=records, why=asked.why, who=username, at=clock.now()
    )
    if yen:
        _give_back(claim, asked, username)
    what = "accept claim" if yen else "refuse claim"
    record(username, what, f"claim {claim.pk}", f"{yen} yen: {asked.why}")
    return made


def _give_back(claim: Claim, asked: Deciding, username: str) -> None:
    """A line on the next bill or, where the account has no contract any more, a payout."""
    incident, (records, yen) = claim.incident, asked.amount
    held = Contract.objects.filter(account=claim.account_id, start__lte=asked.on, end__gt=asked.on)
    with connection.cursor() as cursor:
        if held.exists():
            cursor.execute(_WAITING, _values(claim, asked, username))
            wait_lines(cursor, "waiting")
            return
        raised = TAX_RAISED_BY[incident.tax_rounding]
        payout = Payout.objects.create(
            payout=f"claim-{claim.pk}",
            incident=incident,
            account=claim.account,
            customer=claim.account.customer,
            records=records,
            yen=yen,
            tax_class=incident.tax_class,
            tax_percent=incident.tax_percent,
            tax=(yen * incident.tax_percent + raised) // 100,
            day=asked.on,
        )
        cursor.execute(_OWING, [payout.pk])
        owe_refunds(cursor, "owing")


def _values(claim: Claim, asked: Deciding, username: str) -> dict[str, object]:
    incident, (records, yen) = claim.incident, asked.amount
    kept = ("service", "tax_class", "tax_percent", "in_force_from", "recorded", "source", "clause")
    said = {
        f"{what}_{language}": say(incident, language)
        for language in saying.LANGUAGES
        for what, say in (("name", saying.line_name), ("notice", saying.claim_notice))
    }
    return {
        "origin": f"claim-{claim.pk}",
        "account": claim.account_id,
        "contract": claim.contract,
        "records": records,
        "yen": yen,
        "first_month": str(asked.first_month),
        "who": username,
        "at": clock.now(),
        **said,
        **{name: getattr(incident, name) for name in kept},
    }
