"""`yakkan hold`: usage that must not be deleted although its period is over; listed, placed, released."""

import argparse
from typing import TYPE_CHECKING

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.output import tell
from yakkan.messages import locale_language, say
from yakkan.project import state
from yakkan.runs.expiry import Held
from yakkan.usage.schema import KINDS

if TYPE_CHECKING:
    from yakkan.apps.billing.models import Hold


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing: those that are open are listed; `place` and `release` with what belongs to them."""
    text = locale_language()
    under = parser.add_subparsers(dest="what", metavar="place | release")
    place = under.add_parser("place", help=say(text, "cli.hold_place"))
    place.add_argument(
        "--from", dest="first", type=options.month, required=True, metavar="MONTH", help=say(text, "cli.hold_from")
    )
    place.add_argument(
        "--until", dest="last", type=options.month, required=True, metavar="MONTH", help=say(text, "cli.hold_until")
    )
    place.add_argument("--kind", choices=KINDS, default="", help=say(text, "cli.hold_kind"))
    place.add_argument("--partner", default="", help=say(text, "cli.hold_partner"))
    release = under.add_parser("release", help=say(text, "cli.hold_release"))
    release.add_argument("number", type=int, metavar="NUMBER", help=say(text, "cli.hold_number"))
    for one in (place, release):
        one.add_argument("--why", required=True, metavar="TEXT", help=say(text, "cli.hold_why"))
        one.add_argument("--as", dest="user", required=True, metavar="USER", help=say(text, "cli.hold_as"))


def run(args: argparse.Namespace) -> int:
    """Prints the holds that are open afterwards."""
    with state.open(args.data):
        from yakkan.apps.billing.actions import hold_usage, release_hold  # after the state was opened
        from yakkan.apps.billing.queries import deleted_months, open_holds

        if args.what == "place":
            hold_usage(Held(args.first, args.last, args.kind, args.partner), args.why, args.user)
            if gone := [str(month) for month in sorted(deleted_months()) if args.first <= month <= args.last]:
                tell("cli.hold_too_late", months=", ".join(gone))
        if args.what == "release":
            release_hold(args.number, args.why, args.user)
            tell("cli.hold_released", number=args.number)
        holds = list(open_holds())
        for hold in holds:
            tell_hold(hold)
        if not holds:
            tell("cli.no_holds")
    return 0


def tell_hold(hold: "Hold") -> None:
    """Prints what a hold keeps, since when, by whom and why."""
    kind = say(locale_language(), f"cli.kind_{hold.kind}") if hold.kind else ""
    of = ", ".join(part for part in (kind, hold.partner) if part) or say(locale_language(), "cli.hold_all")
    since = hold.at.astimezone(clock.JAPAN).date()
    values = {"first": hold.first_month, "last": hold.last_month, "since": since, "user": hold.who, "why": hold.why}
    tell("cli.hold_open", number=hold.pk, of=of, **values)
