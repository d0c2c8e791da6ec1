"""`yakkan demo`: 200 invented customers and three months of their use, loaded and billed by the commands themselves.

The input files go to `<data>/demo/`; what was there stays as it is. Each step is a `yakkan` command that anyone could
type, run in a process of its own and printed before it runs. Months that are issued are not billed again.
"""

import argparse
import time
from pathlib import Path

from yakkan.cli.demo import correction, ending, files
from yakkan.cli.demo.commands import Commands, Stopped
from yakkan.cli.demo.files import Invented, invent
from yakkan.cli.demo.people import MONTHS, TOLD
from yakkan.cli.output import table, tell, warn
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which demo; `--no-serve`: end when all is told."""
    parser.add_argument("story", nargs="?", choices=["correction"], help=say(locale_language(), "demo.story"))
    parser.add_argument("--no-serve", action="store_true", help=say(locale_language(), "demo.no_serve"))


def run(args: argparse.Namespace) -> int:
    """Tells the whole story; the exit code of the command that failed, where one does."""
    if args.story == "correction":
        return correction.run(args)
    started = time.monotonic()
    commands = Commands(args)
    tell("demo.begins", book=args.book)
    invented = invent()
    with state.open(args.data):  # kept open, so that each command finds the database running
        _refuse_others(args.data, invented)
        folder = args.data / "demo"
        _write(folder, invented)
        try:
            _load(commands, folder)
            _bill(commands)
        except Stopped as stopped:
            warn("demo.stopped", command=stopped.command)
            return stopped.code
        ending.tell_all(commands, folder, time.monotonic() - started)
    return 0


def _refuse_others(data: Path, invented: Invented) -> None:
    """The demo bills everybody in the data folder, so nobody else may be there."""
    from yakkan.apps.customers.models import Customer  # after the state was opened

    ours = [row["customer"] for row in invented.people.customers]
    others = Customer.objects.exclude(customer__in=ours).count()
    if others:
        raise Refused("demo.other_customers", str(data), values={"count": others})


def _write(folder: Path, invented: Invented) -> None:
    """Writes the files that are not there; one that is, and is another, stays and is told of."""
    folder.mkdir(mode=0o700, exist_ok=True)
    tell("demo.files", folder=folder)
    rows = []
    for name, text in invented.files.items():
        file = folder / name
        if not file.exists():
            file.write_bytes(text.encode())
        kept = file.read_bytes()
        what = say(locale_language(), f"demo.file_{name.partition('.')[0].replace('-', '_')}")
        yours = "" if kept == text.encode() else say(locale_language(), "demo.file_edited")
        lines = say(locale_language(), "demo.lines", count=f"{len(kept.splitlines()):,}")
        rows.append((f"  {name}", lines, what + yours))
    print(table(rows, right=(1,)))


def _load(commands: Commands, folder: Path) -> None:
    """Customers, accounts, contracts, then what they used."""
    tell("demo.load_people")
    commands.run("load", "customers", folder / files.CUSTOMERS_FILE)
    commands.run("load", "accounts", folder / files.ACCOUNTS_FILE)
    commands.run("load", "contracts", folder / files.CONTRACTS_FILE, folder / files.LATER_CONTRACTS_FILE)
    tell("demo.load_usage")
    first, second = (folder / name for name in files.USAGE_FILES.values())
    commands.run("load", "usage", first, second, first)
    commands.run("load", "usage", folder / files.EXCHANGE_FILE, "--format", "asterisk")
    commands.run("load", "usage", folder / files.ROAMING_FILE, "--format", "roaming-partner")


def _bill(commands: Commands) -> None:
    """The months that are not issued yet; then one of the runs worked out again, and one bill told."""
    tell("demo.bill", user=ending.USER)
    commands.run("manage", "grant", ending.USER, "--create")
    for month in MONTHS:
        if issued := ending.issued(month):
            tell("demo.issued_before", month=month, bills=f"{issued:,}")
        else:
            commands.run("bill", month, "--confirm", "--as", ending.USER)
    tell("demo.verify")
    commands.run("verify", ending.last_run(MONTHS[-1]))
    tell("demo.explain")
    commands.run("explain", f"{TOLD}-{MONTHS[1]}")
