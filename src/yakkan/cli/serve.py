"""`yakkan serve`: the customer's and the operator's pages, for this machine or behind a proxy that does HTTPS.

`YAKKAN_SITE` is the address that people type; where it is `https:`, cookies are sent over HTTPS only. Jobs that pages
start are done by `yakkan worker`.
"""

import argparse
import errno
import socket

from yakkan.cli.output import tell
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    add_address(parser)


def add_address(parser: argparse.ArgumentParser) -> None:
    """`--address HOST:PORT`."""
    text = locale_language()
    parser.add_argument("--address", default="127.0.0.1:8000", metavar="HOST:PORT", help=say(text, "cli.serve_address"))


def refuse_taken(address: str) -> None:
    """Refuses an address that is none, or that somebody listens at already."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Refused("cli.bad_address", values={"given": address})
    try:
        socket.create_server((host.strip("[]"), int(port)), family=_family(host)).close()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        another = f"{host}:{(int(port) + 1) % 65536}"
        raise Refused(
            "cli.address_taken" if taken else "cli.bad_address", values={"given": address, "another": another}
        ) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def run(args: argparse.Namespace) -> int:
    """Serves until it is stopped."""
    refuse_taken(args.address)
    with state.open(args.data, args.book):
        from yakkan.project.serving import Serving  # after the state was opened

        Serving(args.address, lambda address: tell("cli.serving", address=address)).run()
    return 0
