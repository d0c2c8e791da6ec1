"""`yakkan manage ...`: Django's management commands, on the state of the data folder."""

import argparse

from yakkan.messages import locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command and all that follows it."""
    parser.add_argument(
        "command", nargs=argparse.REMAINDER, metavar="COMMAND", help=say(locale_language(), "cli.manage_command")
    )


def run(args: argparse.Namespace) -> int:
    """What Django's command does; its own exit code where it ends the process."""
    with state.open(args.data):
        from django.core.management import execute_from_command_line  # after the state was opened

        execute_from_command_line(["yakkan manage", *args.command])
    return 0
