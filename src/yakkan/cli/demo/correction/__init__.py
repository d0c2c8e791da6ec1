"""`yakkan demo correction`: the billing errors of 2008 found, measured and given back, by the commands themselves.

Invented customers use the partners that the published page of 2008 names, and are billed as it says. What was typed
into the billing system and what was published stand in the example book; everything else is found here. Run again,
nothing is paid a second time.
"""

import argparse
import sys
from pathlib import Path

from yakkan.cli.demo.commands import Commands, Stopped
from yakkan.cli.demo.correction import story
from yakkan.cli.demo.correction.invented import invent
from yakkan.cli.output import tell, warn
from yakkan.messages import Refused
from yakkan.project import state


def run(args: argparse.Namespace) -> int:
    """Tells the whole story; the exit code of the command that failed, where one does."""
    invented = invent()
    sys.stdout.reconfigure(line_buffering=True)  # in a pipe too, what the commands say stands where it belongs
    commands = Commands(args)
    commands.begin_importing()
    tell("replay.begins", book=args.book)
    with state.open(args.data, args.book):  # kept open, so that each command finds the database running
        _refuse_others(args.data, invented.customers)
        folder = args.data / "correction"
        _write(folder, invented.files)
        try:
            story.tell_all(commands, folder)
        except Stopped as stopped:
            warn("demo.stopped", command=stopped.command)
            return stopped.code
    return 0


def _refuse_others(data: Path, ours: list[str]) -> None:
    """It bills everybody in the data folder, so nobody else may be there."""
    from yakkan.apps.customers.models import Customer  # after the state was opened

    others = Customer.objects.exclude(customer__in=ours).count()
    if others:
        raise Refused("replay.other_customers", str(data), values={"count": others})


def _write(folder: Path, files: dict[str, str]) -> None:
    """Writes the files that are not there; one that is stays as it is."""
    folder.mkdir(mode=0o700, exist_ok=True)
    tell("replay.files", folder=folder)
    for name, text in files.items():
        if not (folder / name).exists():
            (folder / name).write_text(text, encoding="utf-8")
