"""`yakkan bill MONTH`: a month's bills into a run folder; with `--confirm`, issued in the name of a user."""

import argparse
from pathlib import Path
from typing import Any

from yakkan.cli import options
from yakkan.cli.output import tell, tell_parked, tell_quarantine
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.runs.folder import read_run


def arguments(parser: argparse.ArgumentParser) -> None:
    """The month of use; `--confirm --as USER`."""
    text = locale_language()
    parser.add_argument("month", type=options.month, metavar="MONTH", help=say(text, "cli.month"))
    parser.add_argument("--confirm", action="store_true", help=say(text, "cli.confirm"))
    parser.add_argument("--as", dest="user", metavar="USER", help=say(text, "cli.as_user"))
    options.add_as_known_on(parser)


def run(args: argparse.Namespace) -> int:
    """Prints the run's folder, its totals, and what was parked or quarantined."""
    if args.confirm and not args.user:
        raise Refused("cli.confirm_as_whom")
    with state.open(args.data):
        from yakkan.apps.billing.actions import confirm_run, make_run  # after the state was opened

        folder = make_run(args.month, args.book, args.data, options.known_on(args))
        made = read_run(folder)
        _tell(folder, made)
        if args.confirm and not made["counts"]["bills"]:
            tell("cli.nothing_to_issue", month=args.month)
            return 1
        if args.confirm:
            confirmed = confirm_run(folder, args.user)
            tell("cli.confirmed", bills=f"{confirmed.bill_count:,}", user=args.user)
        else:
            tell("cli.not_issued", month=args.month)
    return 0


def _tell(folder: Path, made: dict[str, Any]) -> None:
    counts, totals = made["counts"], made["totals"]
    tell("cli.run", month=made["month"], known_on=made["as_known_on"], folder=folder)
    tell("cli.run_counts", **{name: f"{count:,}" for name, count in counts.items()})
    tell("cli.run_totals", **{name: f"{yen:,}" for name, yen in totals.items()})
    tell_quarantine(folder / "quarantine.csv")
    tell_parked(folder / "parked.csv")
