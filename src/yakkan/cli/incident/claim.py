"""`yakkan incident claim enter | decide`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.incident.opening import as_user
from yakkan.cli.incident.paying import bill_month, month_of
from yakkan.cli.output import tell
from yakkan.messages import locale_language, say

if TYPE_CHECKING:
    from yakkan.apps.incidents.models import Claim


def arguments(parser: argparse.ArgumentParser) -> None:
    """Enter one, or decide it."""
    text = locale_language()
    under = parser.add_subparsers(dest="claim_what", required=True, metavar="enter | decide")
    enter = under.add_parser("enter", help=say(text, "cli.incident_claim_enter"))
    enter.add_argument("incident", help=say(text, "cli.incident_name"))
    enter.add_argument("account", help=say(text, "cli.incident_account"))
    enter.add_argument("contract", help=say(text, "cli.incident_contract"))
    enter.add_argument("--from", dest="first", type=options.day, required=True, metavar="DAY")
    enter.add_argument("--until", dest="last", type=options.day, required=True, metavar="DAY")
    enter.add_argument("--why", required=True, metavar="TEXT", help=say(text, "cli.incident_said"))
    enter.add_argument(
        "--paper", type=Path, action="append", default=[], metavar="FILE", help=say(text, "cli.incident_paper")
    )
    decide = under.add_parser("decide", help=say(text, "cli.incident_claim_decide"))
    decide.add_argument("number", type=int, metavar="CLAIM")
    decide.add_argument("--records", type=int, default=0, metavar="N", help=say(text, "cli.incident_records"))
    decide.add_argument("--yen", type=int, default=0, metavar="YEN", help=say(text, "cli.incident_yen"))
    decide.add_argument("--why", required=True, metavar="TEXT", help=say(text, "cli.hold_why"))
    bill_month(decide)
    for one in (enter, decide):
        as_user(one)


def run(args: argparse.Namespace) -> int:
    """Puts the claim, or what was decided, on record."""
    from yakkan.apps.incidents.actions import (  # after the state was opened
        Claiming,
        Deciding,
        decide_claim,
        enter_claim,
    )

    if args.claim_what == "enter":
        days = (args.first, args.last)
        asked = Claiming(args.incident, (args.account, args.contract), days, args.why, args.paper)
        claim = enter_claim(asked, args.data, args.user)
        tell("incident.claim_entered", claim=claim.pk, papers=claim.papers.count())
        return 0
    amount = (args.records, args.yen)
    decided = decide_claim(Deciding(args.number, amount, args.why, month_of(args), args.on or clock.today()), args.user)
    tell("incident.claim_decided", claim=args.number, state=state_of(decided.claim))
    return 0


def state_of(claim: "Claim") -> str:
    """Whether a claim is open, accepted or refused, in words."""
    decision = getattr(claim, "decision", None)
    if decision is None:
        return say(locale_language(), "incident.claim_open")
    code = "claim_accepted" if decision.accepted else "claim_refused"
    return say(locale_language(), f"incident.{code}", yen=f"{decision.yen:,}", who=decision.who, why=decision.why)
