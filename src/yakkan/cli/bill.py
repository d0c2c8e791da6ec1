"""`yakkan bill MONTH`: a month's bills into a run folder; with `--confirm`, issued in the name of a user."""

import argparse
from pathlib import Path
from typing import Any

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.output import tell, tell_parked, tell_quarantine
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.runs.bill import verify
from yakkan.runs.folder import read_run


def arguments(parser: argparse.ArgumentParser) -> None:
    """The month of use; `--confirm --as USER`, or `--confirm RUN --as USER` for a run that was looked at."""
    text = locale_language()
    parser.add_argument("month", type=options.month, metavar="MONTH", help=say(text, "cli.month"))
    parser.add_argument("--confirm", nargs="?", const="", metavar="RUN", help=say(text, "cli.confirm"))
    parser.add_argument("--as", dest="user", metavar="USER", help=say(text, "cli.as_user"))
    options.add_as_known_on(parser)


def run(args: argparse.Namespace) -> int:
    """Prints the run's folder, its totals, and what was parked or quarantined."""
    if args.confirm is not None and not args.user:
        raise Refused("cli.confirm_as_whom")
    with state.open(args.data):
        from yakkan.apps.billing.actions import confirm_run, make_run  # after the state was opened
        from yakkan.apps.billing.queries import came_too_late, deleted_months

        if args.confirm:
            folder = args.data / "runs" / Path(args.confirm).name
            if differing := verify(folder, args.data / "lake"):
                raise Refused("cli.run_was_altered", str(folder), values={"files": ", ".join(differing)})
        else:
            folder = make_run(args.month, args.book, args.data, options.known_on(args))
        made = read_run(folder)
        if made["month"] != str(args.month):
            raise Refused("cli.run_of_other_month", str(folder), values={"month": made["month"]})
        _tell(folder, made)
        if args.month in deleted_months():
            tell("cli.usage_deleted", month=made["month"])
        for file, month in came_too_late(args.data):
            tell("cli.came_too_late", file=file, month=month)
        if args.confirm is None:
            data = "" if args.data == Path("var") else f" --data {args.data}"
            tell("cli.not_issued", command=f"yakkan bill {args.month} --confirm {made['run']}{data} --as USER")
            return 0
        if not made["counts"]["bills"]:
            tell("cli.nothing_to_issue", month=args.month)
            return 1
        confirmed = confirm_run(folder, args.user)
        tell("cli.confirmed", bills=f"{confirmed.bill_count:,}", user=args.user)
    return 0


def _tell(folder: Path, made: dict[str, Any]) -> None:
    counts, totals = made["counts"], made["totals"]
    tell("cli.run", month=made["month"], known_on=made["as_known_on"], folder=folder)
    tell("cli.run_counts", **{name: f"{count:,}" for name, count in counts.items()})
    tell("cli.run_totals", **{name: f"{yen:,}" for name, yen in totals.items()})
    for month, told in made["earlier"].items():
        tell("cli.earlier_month", month=month, **{name: f"{count:,}" for name, count in told.items()})
        if told["waiting"]:
            tell("cli.earlier_waiting", count=f"{told['waiting']:,}")
        if told.get("unbilled"):
            tell("cli.earlier_unbilled", count=f"{told['unbilled']:,}", month=month)
    if counts["bills"] and made["due_on"] < str(clock.today()):
        tell("cli.past_due", due_on=made["due_on"])
    tell_quarantine(folder / "quarantine.csv")
    tell_parked(folder / "parked.csv")
