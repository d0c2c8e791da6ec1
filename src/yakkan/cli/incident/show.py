"""`yakkan incident show [INCIDENT]`: all incidents, or one with all that was found and done."""

import argparse
from typing import TYPE_CHECKING

from yakkan import clock
from yakkan.cli.incident.claim import state_of
from yakkan.cli.output import tell
from yakkan.messages import locale_language, say
from yakkan.money import text_of_units

if TYPE_CHECKING:
    from yakkan.apps.incidents.models import Incident


def run(args: argparse.Namespace) -> int:
    """Prints them."""
    from yakkan.apps.incidents import queries  # after the state was opened
    from yakkan.apps.incidents.actions.take_step import incident_of

    if args.incident:
        _one(incident_of(args.incident))
        return 0
    found = queries.overviews()
    for one in found:
        days = {"first": one.incident.first, "last": one.incident.last}
        known = {name: f"{getattr(one.identified, name):,}" for name in ("records", "customers", "yen")}
        left = {f"{name}_left": f"{getattr(one, name):,}" for name in ("records", "payouts", "claims")}
        title = one.title[locale_language()]
        tell("incident.listed", incident=one.incident.pk, step=one.step, title=title, **days, **known, **left)
    if not found:
        tell("incident.no_incidents")
    return 0


def _one(incident: "Incident") -> None:
    from yakkan.apps.incidents import queries
    from yakkan.apps.incidents.stranded import stranded

    language = locale_language()
    names = ("shape", "service", "entry", "partner", "first", "last", "window_first", "window_last", "source", "clause")
    facts = {name: getattr(incident, name) for name in names}
    tell(
        "incident.shown",
        incident=incident.pk,
        audit=incident.audit[:12],
        title=getattr(incident, f"title_{language}"),
        **facts,
    )
    charged = queries.charged(incident)
    over, under = (text_of_units(int(charged[name])) for name in ("over", "under"))
    tell("incident.shown_charged", over=over, under=under, contracts=f"{charged['contracts']:,}")
    known = queries.identified(incident)
    counts = {"records": known.records, "customers": known.customers, "yen": known.yen}
    tell("incident.shown_identified", **{name: f"{count:,}" for name, count in counts.items()})
    if incident.presumed:
        _presumed(incident)
    given = queries.given_back(incident)
    counts = {name: getattr(given, name) for name in ("records", "on_bills", "paid_out", "lines", "standing")}
    rounding = text_of_units(given.rounding)
    tell("incident.shown_given", rounding=rounding, **{name: f"{count:,}" for name, count in counts.items()})
    lines, yen = stranded(incident, clock.today())
    if lines:
        tell("incident.shown_stranded", incident=incident.pk, lines=f"{lines:,}", yen=f"{yen:,}")
    _done(incident)


def _presumed(incident: "Incident") -> None:
    told = {"method": incident.presumed["method"]}
    for name in ("records", "yen"):
        for part, suffix in (("middle", ""), ("low", "_low"), ("high", "_high")):
            told[name + suffix] = f"{incident.presumed[name][part]:,}"
    tell("incident.shown_presumed", **told)


def _done(incident: "Incident") -> None:
    """Its steps, payouts and claims."""
    from yakkan.apps.incidents import queries

    language = locale_language()
    for step in queries.steps_of(incident):
        day = step.at.astimezone(clock.JAPAN).date()
        tell("incident.shown_step", day=day, step=step.step, who=step.who, why=step.why)
    steps = queries.last_steps(incident)
    for payout in incident.payouts.order_by("payout"):
        tell("incident.shown_payout", payout=payout.pk, yen=f"{payout.total:,}", step=steps[payout.pk])
    for claim in incident.claims.order_by("id"):
        facts = {name: getattr(claim, name) for name in ("contract", "first", "last")}
        entered = say(language, f"incident.claim_by_{'member' if claim.by_member else 'desk'}", who=claim.who)
        tell(
            "incident.shown_claim", claim=claim.pk, account=claim.account_id, entered=entered, state=state_of(claim),
            papers=claim.papers.count(), **facts,
        )  # fmt: skip
