"""`yakkan audit`: charges already billed in, a folder with the errors in them and who is affected out; no database."""

import argparse
from fractions import Fraction
from pathlib import Path

from yakkan.cli import options
from yakkan.cli.output import tell, tell_quarantine
from yakkan.correction.presumed import HIGH, LOW
from yakkan.correction.telling import Telling
from yakkan.messages import Refused, locale_language, say
from yakkan.runs import audit
from yakkan.runs.rate import RateInputs
from yakkan.terms import load
from yakkan.usage import BILLED

_MOST = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the folder to write, and what the estimate goes by."""
    text = locale_language()
    parser.add_argument("billed", nargs="+", type=Path, metavar="BILLED", help=say(text, "cli.audit_billed"))
    parser.add_argument("--contracts", type=Path, required=True, metavar="FILE", help=say(text, "cli.contracts"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=say(text, "cli.out"))
    parser.add_argument("--traffic", type=Path, metavar="FILE", help=say(text, "cli.audit_traffic"))
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
    billed = RateInputs(args.billed, BILLED, args.contracts, options.known_on(args))
    made, run = audit.audit(load(args.book), audit.AuditInputs(billed, args.traffic, (low, high)), args.out)
    tell("cli.written", out=args.out)
    tell_quarantine(args.out / "quarantine.csv")
    _tell_incidents(made, args.out)
    tell("audit.balance", **run["counts"])
    return 1 if made.found or made.lone else 0


def _tell_incidents(made: audit.Audit, out: Path) -> None:
    telling = Telling(locale_language(), made.book)
    ratio = (made.parameters["usage_low"], made.parameters["usage_high"])
    for found in made.found[:_MOST]:
        heading, *sentences = telling.incident(found)
        estimate = made.presumed.get(found.incident.id)
        sentences.append(telling.presumed(found, estimate, ratio) if estimate else telling.say("not_presumed"))
        print(heading, *(f"  {each}" for each in sentences), sep="\n", flush=True)
    if len(made.found) > _MOST:
        tell("cli.more", count=len(made.found) - _MOST)
    if not made.found:
        tell("audit.no_incident")
    if any(found.under for found in made.found):
        tell("audit.undercharged")
    if made.lone:
        tell("audit.lone", count=f"{made.lone:,}", file=out / "lone.csv")
