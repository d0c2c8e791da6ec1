"""`yakkan load usage --again`: what is in quarantine, with the book and the contracts as they are now."""

import argparse
import getpass

from yakkan import clock
from yakkan.cli.output import tell, tell_quarantine, warn
from yakkan.messages import locale_language, say
from yakkan.runs.again import NothingTakenUp, TakenUp
from yakkan.usage import reason_name


def take_up(args: argparse.Namespace) -> int:
    """Prints what became of each delivery's quarantine; 2 where what was kept of one could not be read."""
    # Django's models can be imported only after the state was opened.
    from yakkan.apps.billing import queries
    from yakkan.apps.billing.actions import take_up_usage

    found = take_up_usage(args.book, args.data, args.format, who=getpass.getuser())
    for one in found:
        file, at = one.before.file, one.before.received_at.astimezone(clock.JAPAN).date()
        if isinstance(one.became, TakenUp):
            _tell_taken(one.became, str(at))
        elif one.became.refused:
            warn("cli.again_refused", file=file, at=at, why=one.became.refused.text(locale_language()))
        else:
            _tell_nothing(one.became, file, str(at))
    gone = [row for row in queries.open_deliveries(args.format) if not queries.residue_of(args.data, row).is_file()]
    if gone:
        tell("cli.again_gone", files=len(gone), count=f"{sum(row.quarantined for row in gone):,}")
    if not found and not gone:
        tell("cli.nothing_open")
    balance = queries.usage_balance()
    tell("cli.usage_balance", **{name: f"{count:,}" for name, count in vars(balance).items()})
    return 2 if any(isinstance(one.became, NothingTakenUp) and one.became.refused for one in found) else 0


def tell_open(args: argparse.Namespace) -> int:
    """Prints what is in quarantine and why, of all formats or of one; nothing is read again."""
    # Django's models can be imported only after the state was opened.
    from yakkan.apps.billing import queries

    rows = queries.open_deliveries(args.format)
    for row in rows:
        at, listed = row.received_at.astimezone(clock.JAPAN).date(), queries.lake(args.data) / row.folder
        tell("cli.open_of_file", file=row.file, at=at, count=f"{row.quarantined:,}", list=listed / "quarantine.csv")
    for name, count in queries.open_quarantine(args.data, args.format):
        tell("cli.quarantine_reason", count=f"{count:,}", reason=say(locale_language(), name))
    tell("cli.nothing_taken_up" if rows else "cli.nothing_open")
    return 0


def _tell_taken(one: TakenUp, at: str) -> None:
    counts = {
        name: f"{getattr(one, name):,}"
        for name in ("rows", "added", "left_out", "received", "accepted", "quarantined", "duplicate")
    }
    tell("cli.again_taken", file=one.file, at=at, **counts)
    if one.added or one.left_out:
        tell("cli.again_rows", **counts)
    tell_quarantine(one.folder / "quarantine.csv")


def _tell_nothing(one: NothingTakenUp, file: str, at: str) -> None:
    tell("cli.again_nothing", file=file, at=at, count=f"{sum(count for _, count in one.reasons):,}")
    for reason, count in sorted(one.reasons, key=lambda counted: (-counted[1], counted[0])):
        tell("cli.quarantine_reason", count=f"{count:,}", reason=say(locale_language(), reason_name(reason)))
