"""`yakkan trail SUBJECT`: what was done to something, and who looked at it, from the audit trail."""

import argparse

from yakkan import clock
from yakkan.cli.output import table, tell
from yakkan.messages import locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """A billing account, a run, a file, a hold, a user."""
    parser.add_argument("subject", metavar="SUBJECT", help=say(locale_language(), "cli.trail_subject"))


def run(args: argparse.Namespace) -> int:
    """Prints one line an event, the oldest first."""
    with state.open(args.data):
        from yakkan.apps.records.queries import events_of  # after the state was opened

        events = [
            (f"{event.at.astimezone(clock.JAPAN):%Y-%m-%d %H:%M:%S}", event.who, event.what, event.details)
            for event in events_of(args.subject)
        ]
    if events:
        print(table(events))
    else:
        tell("cli.trail_empty", subject=args.subject)
    return 0
