"""`yakkan incident ...`: a billing error, from an audit's folder to the money back and the announcement."""

import argparse

from yakkan.cli.incident import claim, opening, paying, show
from yakkan.messages import locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which incident, in whose name."""
    under = parser.add_subparsers(dest="what", required=True, metavar="open | show | step | refund | ...")
    for name, add in _PARTS.items():
        one = under.add_parser(name, help=say(locale_language(), f"cli.incident_{name}"))
        add[0](one)
        one.set_defaults(part=add[1])


def run(args: argparse.Namespace) -> int:
    """What the part does."""
    with state.open(args.data):
        return int(args.part(args))


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", nargs="?", default="", help=say(locale_language(), "cli.incident_name"))


_PARTS = {
    "open": (opening.arguments, opening.run),
    "show": (_show, show.run),
    "step": (opening.step_arguments, opening.step),
    "refund": (paying.refund_arguments, paying.refund),
    "letter": (paying.letter_arguments, paying.letter),
    "pay": (paying.pay_arguments, paying.pay),
    "claim": (claim.arguments, claim.run),
    "announce": (opening.announce_arguments, opening.announce),
}
