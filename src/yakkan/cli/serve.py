"""`yakkan serve`: the customer's and the operator's pages, for this machine or behind a proxy that does HTTPS.

`YAKKAN_SITE` is the address that people type; where it is `https:`, cookies are sent over HTTPS only. Jobs that pages
start are done by `yakkan worker`.
"""

import argparse

from yakkan.cli.output import tell
from yakkan.messages import locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    text = locale_language()
    parser.add_argument("--address", default="127.0.0.1:8000", metavar="HOST:PORT", help=say(text, "cli.serve_address"))


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    with state.open(args.data, args.book):
        from yakkan.project.serving import Serving  # after the state was opened

        Serving(args.address, lambda address: tell("cli.serving", address=address)).run()
    return 0
