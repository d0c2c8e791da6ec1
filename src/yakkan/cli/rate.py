"""`yakkan rate`: usage files and a contracts file in, a folder with what they cost out; no database."""

import argparse
from pathlib import Path

from yakkan.cli import options
from yakkan.cli.output import tell, tell_parked, tell_quarantine
from yakkan.messages import locale_language, say
from yakkan.runs import rate
from yakkan.terms import load


def arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the folder to write, and what is asked for."""
    text = locale_language()
    parser.add_argument("usage", nargs="+", type=Path, metavar="USAGE", help=say(text, "cli.rate_usage"))
    parser.add_argument("--contracts", type=Path, required=True, metavar="FILE", help=say(text, "cli.contracts"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=say(text, "cli.out"))
    parser.add_argument("--month", type=options.month, metavar="M", help=say(text, "cli.month"))
    options.add_format(parser)
    options.add_as_known_on(parser)


def run(args: argparse.Namespace) -> int:
    """Prints the folder and the balance of the records."""
    mapping = options.mapping(args.book, args.format)
    inputs = rate.RateInputs(args.usage, mapping, args.contracts, options.known_on(args), args.month, args.engine)
    made = rate.rate(load(args.book), inputs, args.out)
    tell("cli.written", out=args.out)
    tell_quarantine(args.out / "quarantine.csv")
    tell_parked(args.out / "parked.csv")
    tell("cli.balance", **made["counts"])
    return 0
