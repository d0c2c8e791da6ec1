"""`yakkan audit`: charges already billed in, a folder with the errors in them and who is affected out.

Charges come as files, which needs no database, or from the bills that were issued here.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from yakkan.cli import options
from yakkan.cli.output import tell, tell_quarantine
from yakkan.correction.presumed import HIGH, LOW
from yakkan.correction.telling import Telling
from yakkan.engines.scratch import scratch
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.runs import audit
from yakkan.runs.audit import AuditInputs
from yakkan.runs.audit_source import BilledFiles, Source
from yakkan.terms import load

_MOST = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the folder to write, and what the estimate goes by."""
    text = locale_language()
    parser.add_argument("billed", nargs="*", type=Path, metavar="BILLED", help=say(text, "cli.audit_billed"))
    parser.add_argument("--contracts", type=Path, metavar="FILE", help=say(text, "cli.contracts"))
    parser.add_argument(
        "--issued", nargs=2, type=options.month, metavar=("FROM", "UNTIL"), help=say(text, "cli.audit_issued")
    )
    parser.add_argument("--as", dest="user", default="", metavar="USER", help=say(text, "cli.audit_as"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=say(text, "cli.out"))
    parser.add_argument("--traffic", type=Path, metavar="FILE", help=say(text, "cli.audit_traffic"))
    parser.add_argument("--kept", type=Path, metavar="FILE", help=say(text, "cli.audit_kept"))
    parser.add_argument(
        "--usage-ratio", nargs=2, type=_ratio, default=(LOW, HIGH), metavar=("LOW", "HIGH"),
        help=say(text, "cli.audit_ratio"),
    )  # fmt: skip
    options.add_as_known_on(parser)


def _ratio(text: str) -> Fraction:
    """How many times as much, as an argument."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise argparse.ArgumentTypeError(say(locale_language(), "cli.not_a_ratio", text=text)) from error


def run(args: argparse.Namespace) -> int:
    """Prints the incidents and the balance; 1 where a billing error was found."""
    low, high = args.usage_ratio
    if not 0 <= low <= high:
        raise Refused("input.ratio_reversed", values={"low": low, "high": high})
    with _source(args) as source:
        inputs = AuditInputs(source, options.known_on(args), args.traffic, (low, high), args.kept)
        made, run = audit.audit(load(args.book), inputs, args.out)
    tell("cli.written", out=args.out)
    tell_quarantine(args.out / "quarantine.csv")
    _tell_incidents(made, args.out)
    tell("audit.balance", **run["counts"])
    return 1 if made.found or made.lone else 0


@contextmanager
def _source(args: argparse.Namespace) -> Iterator[Source]:
    """What is audited: files with their contracts, or issued bills."""
    if bool(args.billed) == bool(args.issued) or bool(args.billed) != bool(args.contracts):
        raise Refused("cli.audit_of_what")
    if args.billed:
        yield BilledFiles(args.billed, args.contracts)
        return
    first, last = args.issued
    if last < first:
        raise Refused("cli.months_reversed", values={"first": first, "last": last})
    if not args.user:
        raise Refused("cli.audit_whose")
    with state.open(args.data), scratch() as folder:
        from yakkan.apps.billing.queries import deleted_months  # after the state was opened
        from yakkan.apps.incidents.actions import issued_bills

        issued = issued_bills((first, last), args.data, folder, args.user)
        for month in sorted(deleted_months() & issued.usage.keys()):
            tell("cli.usage_deleted", month=month)
        yield issued


def _tell_incidents(made: audit.Audit, out: Path) -> None:
    telling = Telling(locale_language(), made.book)
    ratio = (made.parameters["usage_low"], made.parameters["usage_high"])
    before = made.before
    for found in made.found[:_MOST]:
        heading, *sentences = telling.incident(found)
        sentences += telling.before(found, before[found.incident.id], ratio)
        print(heading, *(f"  {each}" for each in sentences), sep="\n", flush=True)
    if len(made.found) > _MOST:
        tell("cli.more", count=len(made.found) - _MOST)
    if not made.found:
        tell("audit.no_incident")
    if any(found.under for found in made.found):
        tell("audit.undercharged")
    if made.lone:
        tell("audit.lone", count=f"{made.lone:,}", file=out / "lone.csv")
