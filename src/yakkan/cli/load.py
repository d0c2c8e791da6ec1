"""`yakkan load`: customers, accounts, contracts and usage into the data folder, each file whole or not at all."""

import argparse
import getpass
from pathlib import Path

from yakkan import clock
from yakkan.cli import options, taking_up
from yakkan.cli.output import table, tell, tell_quarantine
from yakkan.engines import DuckDB
from yakkan.messages import Refused, locale_language, say
from yakkan.project import state
from yakkan.runs import delivered
from yakkan.runs.intake import Intake
from yakkan.runs.preview import preview
from yakkan.usage import Mapping

_OUTCOMES = {
    "accepted": "cli.would_be_accepted",
    "duplicate": "cli.would_be_duplicate",
    "quarantined": "cli.would_be_quarantined",
    "no_call": "cli.would_be_no_call",
}
_TABLES = ("customers", "accounts", "contracts")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is loaded, and the files."""
    text = locale_language()
    parser.add_argument("what", choices=[*_TABLES, "usage"], help=say(text, "cli.load_what"))
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help=say(text, "cli.load_files"))
    options.add_format(parser)
    parser.add_argument("--dry-run", action="store_true", help=say(text, "cli.load_dry_run"))
    parser.add_argument("--again", action="store_true", help=say(text, "cli.load_again"))
    parser.add_argument("--withdraw", action="store_true", help=say(text, "cli.load_withdraw"))
    parser.add_argument("--contracts", type=Path, metavar="FILE", help=say(text, "cli.load_contracts"))


def run(args: argparse.Namespace) -> int:
    """Prints what became of each file."""
    if args.again and (args.what != "usage" or args.files or args.contracts):
        raise Refused("cli.again_alone")
    if not args.again and not args.files:
        raise Refused("cli.no_files")
    mapping = options.mapping(args.book, args.format)
    if args.dry_run and args.what != "usage" or args.contracts and not args.dry_run:
        raise Refused("cli.only_of_usage")
    if args.withdraw and args.what != "contracts":
        raise Refused("cli.only_of_contracts")
    if args.dry_run and not args.again:
        return _preview(args.files, mapping, args.contracts)
    with state.open(args.data):
        if args.again:
            return taking_up.tell_open(args) if args.dry_run else taking_up.take_up(args)
        if args.what == "usage":
            _usage(args, mapping)
        else:
            for file in args.files:
                _withdraw(file) if args.withdraw else _table(args.what, file)
    return 0


def _preview(files: list[Path], mapping: Mapping, contracts: Path | None) -> int:
    text = locale_language()
    for file in files:
        found = preview(file, mapping, contracts)
        tell("cli.would_read", file=file, format=mapping.format)
        for shown in found:
            outcome = say(text, _OUTCOMES[shown.state])
            print(f"\n{say(text, 'cli.line', line=shown.line)}  {outcome}")
            if shown.reason:
                print(f"  {say(text, shown.reason)}")
            pairs = [*shown.delivered.items()] + [("→ " + field, value) for field, value in shown.read.items()]
            print(table([("  " + name, value) for name, value in pairs]))
    tell("cli.nothing_written")
    return 0


def _table(what: str, file: Path) -> None:
    # Django's models can be imported only after the state was opened.
    from yakkan.apps.contracts.actions import load_contracts
    from yakkan.apps.customers.actions import load_accounts, load_customers

    engine = DuckDB()
    load = {"customers": load_customers, "accounts": load_accounts, "contracts": load_contracts}[what]
    rows = getattr(delivered, what)(engine, file)
    loaded = load(engine, rows, who=getpass.getuser(), file=str(file))
    tell("cli.loaded", file=file, added=loaded.added, changed=loaded.changed, unchanged=loaded.unchanged)


def _withdraw(file: Path) -> None:
    from yakkan.apps.contracts.actions import withdraw_contracts

    engine = DuckDB()
    rows = delivered.contracts(engine, file)
    tell("cli.withdrawn", file=file, count=withdraw_contracts(engine, rows, who=getpass.getuser(), file=str(file)))


def _usage(args: argparse.Namespace, mapping: Mapping) -> None:
    from yakkan.apps.billing.actions import load_usage

    for one in load_usage(args.files, mapping, args.data, who=getpass.getuser()):
        if isinstance(one, Intake):
            _tell_intake(one)
        else:
            at = one.before.received_at.astimezone(clock.JAPAN).date()
            tell("cli.known_file", file=one.file, before=one.before.file, at=at)
            if one.open:
                tell("cli.known_file_open", count=f"{one.open:,}")


def _tell_intake(one: Intake) -> None:
    counts = {
        name: f"{getattr(one, name):,}"
        for name in (
            "rows", "no_call", "further_rows", "second_records", "received", "accepted", "quarantined", "duplicate",
        )
    }  # fmt: skip
    tell("cli.taken_in", file=one.file, **counts)
    if one.rows != one.received or one.further_rows:
        tell("cli.rows", **counts)
    tell_quarantine(one.folder / "quarantine.csv")
