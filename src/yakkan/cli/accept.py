"""`yakkan accept [--withdraw] BOOK SERVICE ENTRY --why TEXT --as USER`: a difference accepted, or the acceptance taken
back, on record; alone: all that was accepted."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.output import tell
from yakkan.days import LAST_DAY
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.runs.standing import OTHERS
from yakkan.terms import load

if TYPE_CHECKING:
    from yakkan.apps.billing.models import AcceptedDifference


def arguments(parser: argparse.ArgumentParser) -> None:
    """The book that differs from the terms, the service and the entry; why, and who accepts it."""
    text = locale_language()
    parser.add_argument("with_book", nargs="?", choices=OTHERS, metavar="BOOK", help=say(text, "cli.accept_book"))
    parser.add_argument("service", nargs="?", metavar="SERVICE", help=say(text, "cli.accept_service"))
    parser.add_argument("entry", nargs="?", metavar="ENTRY", help=say(text, "cli.accept_entry"))
    parser.add_argument("--withdraw", action="store_true", help=say(text, "cli.accept_withdraw"))
    parser.add_argument("--from", dest="first", type=options.day, metavar="DATE", help=say(text, "cli.accept_from"))
    parser.add_argument("--why", metavar="TEXT", help=say(text, "cli.accept_why"))
    parser.add_argument("--as", dest="user", metavar="USER", help=say(text, "cli.accept_as"))
    options.add_as_known_on(parser)


def run(args: argparse.Namespace) -> int:
    """Prints what was accepted, or taken back; without arguments, all that ever was."""
    given = (args.with_book, args.service, args.entry, args.why, args.user)
    if (any(given) or args.withdraw) and None in given:
        raise Refused("compare.incomplete")
    with state.open(args.data):
        from yakkan.apps.billing.actions import (  # after the state was opened
            Chosen,
            accept_difference,
            withdraw_acceptance,
        )
        from yakkan.apps.billing.differences import accepted_differences

        chosen = Chosen(args.with_book, args.service, args.entry, args.first)
        if args.withdraw:
            rows = withdraw_acceptance(chosen, args.why, args.user)
        elif any(given):
            rows = accept_difference(load(args.book), chosen, options.known_on(args), args.why, args.user)
        else:
            rows = list(accepted_differences())
        for row in rows:
            _tell(row)
        if not rows:
            tell("compare.none_accepted")
    return 0


def _tell(row: "AcceptedDifference") -> None:
    language = locale_language()
    unending = row.end == LAST_DAY
    last = "" if unending else row.end - timedelta(days=1)
    days = say(language, "compare.days_on" if unending else "compare.days", first=row.start, last=last)
    since = row.at.astimezone(clock.JAPAN).date()
    values = {"service": row.service, "entry": row.entry, "days": days, "since": since, "user": row.who}
    tell("compare.accepted", book=say(language, f"compare.{row.book}"), why=row.why, **values)
    if withdrawal := getattr(row, "withdrawal", None):
        day = withdrawal.at.astimezone(clock.JAPAN).date()
        tell("compare.withdrawn", day=day, user=withdrawal.who, why=withdrawal.why)
