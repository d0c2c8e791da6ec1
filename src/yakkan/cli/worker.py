"""`yakkan worker`: does the jobs that pages start: loading, billing, confirming. Stop it with Ctrl-C or SIGTERM.

A job whose worker was killed is taken up by the next one, and comes to the same.
"""

import argparse

from yakkan.cli.output import tell
from yakkan.messages import locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to wait for more."""
    parser.add_argument("--once", action="store_true", help=say(locale_language(), "cli.worker_once"))


def run(args: argparse.Namespace) -> int:
    """Works until it is stopped; with `--once`, until nothing is left to do."""
    with state.open(args.data, args.book):
        import asyncio

        from yakkan.project.working import work  # after the state was opened

        tell("cli.working")
        asyncio.run(work(wait=not args.once))
    return 0
