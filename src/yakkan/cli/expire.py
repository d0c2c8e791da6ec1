"""`yakkan expire`: usage whose retention period is over is deleted from the lake, but for what is held or unbilled."""

import argparse
from typing import TYPE_CHECKING

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.output import tell
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.terms import load

if TYPE_CHECKING:
    from yakkan.apps.billing.actions import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """The day, who does it, and whether it is only looked at."""
    text = locale_language()
    parser.add_argument("--on", type=options.day, metavar="DAY", help=say(text, "cli.expire_on"))
    parser.add_argument("--dry-run", action="store_true", help=say(text, "cli.expire_dry_run"))
    parser.add_argument("--as", dest="user", metavar="USER", help=say(text, "cli.expire_as"))


def run(args: argparse.Namespace) -> int:
    """Prints what went, what stays and why; 1 where the terms do not say how long something is kept."""
    if not args.dry_run and not args.user:
        raise Refused("cli.expire_as_whom")
    terms = load(args.book).carrier.retention
    with state.open(args.data):
        from yakkan.apps.billing.actions import Period, expire_usage, foresee_expiry  # after the state was opened

        period = Period(terms, args.on or clock.today())
        if args.dry_run:
            outcome = foresee_expiry(period, args.data)
        else:
            outcome = expire_usage(period, args.data, args.user)
        tell("cli.expire_foreseen" if args.dry_run else "cli.expire_done", day=period.day)
        _tell(outcome)
        _tell_holds()
    return 1 if outcome.without_period else 0


def _tell(outcome: "Outcome") -> None:
    names = {
        "deleted": "cli.expire_deleted",
        "held": "cli.expire_held",
        "unbilled": "cli.expire_unbilled",
    }
    told = [(key, count) for key, count in sorted(outcome.counts.items()) if key[2] in names]
    for (month, kind, what), count in told:
        tell(names[what], month=month, kind=say(locale_language(), f"cli.kind_{kind}"), count=f"{count:,}")
    if not told:
        tell("cli.expire_nothing")
    for run in outcome.lost:
        tell("cli.expire_lost", run=run)
    for month, kinds in sorted(outcome.without_period.items()):
        named = ", ".join(say(locale_language(), f"cli.kind_{kind}") for kind in kinds)
        tell("cli.expire_without_period", month=month, kinds=named)


def _tell_holds() -> None:
    from yakkan.apps.billing.queries import open_holds
    from yakkan.cli.hold import tell_hold

    for hold in open_holds():
        tell_hold(hold)
