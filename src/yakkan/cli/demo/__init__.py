"""`yakkan demo`: 2,000 invented customers and twelve months of their use, loaded and billed by the commands themselves.

The input files go to `<data>/demo/`; what was there stays as it is. Each step is a `yakkan` command that anyone could
type, run in a process of its own and printed before it runs. At the end the pages are served; where all months are
issued already, that is all that is done.
"""

import argparse
import sys
import time
from pathlib import Path

from yakkan.cli.demo import ending, files, serving, sign_ins
from yakkan.cli.demo.commands import Commands, Stopped
from yakkan.cli.demo.people import LAST, TOLD, Size
from yakkan.cli.output import table, tell, warn
from yakkan.cli.serve import add_address, refuse_taken
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether and where to serve; how large the world is."""
    text = locale_language()
    parser.add_argument("--no-serve", action="store_true", help=say(text, "demo.no_serve"))
    add_address(parser)
    parser.add_argument("--customers", type=int, metavar="N", help=say(text, "demo.how_many_customers"))
    parser.add_argument("--months", type=int, metavar="M", help=say(text, "demo.how_many_months"))


def run(args: argparse.Namespace) -> int:
    """Tells the whole story, then serves; the exit code of the command that failed, where one does."""
    started = time.monotonic()
    sys.stdout.reconfigure(line_buffering=True)  # in a pipe too, what the commands say stands where it belongs
    if not args.no_serve:
        refuse_taken(args.address)
    commands, folder = Commands(args), args.data / "demo"
    with state.open(args.data, args.book):  # kept open, so that each command finds the database running
        size = files.size_of(folder, args.customers, args.months)
        _refuse_others(args.data, size)
        tell("demo.begins", book=args.book, customers=f"{size.customers:,}", months=size.months)
        if all(ending.issued(month) for month in size.all_months()):
            tell("demo.done_before")
        else:
            if code := _tell_from_the_start(commands, folder, size):
                return code
            tell("demo.time", seconds=f"{time.monotonic() - started:.0f}")
        ending.tell_all(commands, folder, size)
        if args.no_serve:
            return 0
        sign_ins.tell_all(folder)
        return serving.serve(commands, args.address)


def _refuse_others(data: Path, size: Size) -> None:
    """The demo bills everybody in the data folder, so nobody else may be there."""
    from yakkan.apps.customers.models import Customer  # after the state was opened

    others = Customer.objects.exclude(customer__in=[f"K{own:04}" for own in range(1, size.customers + 1)]).count()
    if others:
        raise Refused("demo.other_customers", str(data), values={"count": others})


def _tell_from_the_start(commands: Commands, folder: Path, size: Size) -> int:
    """Files, loading, bills; the exit code of the command that failed, else 0."""
    commands.begin_importing()
    tell("demo.files", folder=folder)
    files.write(size, folder)
    _tell_files(folder)
    try:
        _load(commands, folder, size)
        _bill(commands, folder, size)
    except Stopped as stopped:
        warn("demo.stopped", command=stopped.command)
        return stopped.code
    return 0


def _tell_files(folder: Path) -> None:
    """What there is, and how many lines; the months' files as one."""
    rows = []
    for pattern in (*files.PEOPLE_FILES, "usage-*.csv", *files.OTHER_FILES):
        found = sorted(folder.glob(pattern))
        count = sum(file.read_bytes().count(b"\n") for file in found)
        what = say(locale_language(), f"demo.file_{pattern.partition('.')[0].rstrip('-*').replace('-', '_')}")
        rows.append((f"  {pattern}", say(locale_language(), "demo.lines", count=f"{count:,}"), what))
    print(table(rows, right=(1,)))


def _load(commands: Commands, folder: Path, size: Size) -> None:
    """Customers, accounts, contracts, then what they used."""
    tell("demo.load_people")
    customers, accounts, *contracts = (folder / name for name in files.PEOPLE_FILES)
    commands.run("load", "customers", customers)
    commands.run("load", "accounts", accounts)
    commands.run("load", "contracts", *contracts)
    tell("demo.load_usage", month=size.all_months()[0])
    months = [folder / name for name in files.usage_files(size)]
    commands.run("load", "usage", *months, months[0], shown=("usage", folder / "usage-*.csv", months[0]))
    commands.run("load", "usage", folder / files.EXCHANGE_FILE, "--format", "asterisk")
    commands.run("load", "usage", folder / files.ROAMING_FILE, "--format", "roaming-partner")


def _bill(commands: Commands, folder: Path, size: Size) -> None:
    """The months not issued yet, the last one after late usage; then a run worked out again, and a bill told."""
    tell("demo.bill", user=ending.USER)
    commands.run("manage", "grant", ending.USER, "--create")
    print()
    *earlier, before, last = size.all_months()
    for month in (*earlier, before):
        if not ending.issued(month):
            commands.run_quietly("bill", month, "--confirm", "--as", ending.USER)
            tell("demo.billed", bills=f"{ending.issued(month):,}", yen=f"{ending.billed(month):,}")
    tell("demo.late", month=before, account=TOLD)
    commands.run("load", "usage", folder / files.LATE_FILE)
    commands.run("bill", last, "--confirm", "--as", ending.USER)
    tell("demo.verify", month=last)
    commands.run("verify", ending.last_run(LAST))
    tell("demo.explain")
    commands.run("explain", f"{TOLD}-{before}")
