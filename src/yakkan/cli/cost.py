"""`yakkan cost MONTH THEN [NOW] --out DIR`: what a month costs as the book was known on one day and on another."""

import argparse
import csv
from pathlib import Path

from yakkan import clock
from yakkan.cli import options
from yakkan.cli.output import table, tell
from yakkan.messages import locale_language, say
from yakkan.project import state

_MOST = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """The month of use, the two days, and the folder to write."""
    text = locale_language()
    parser.add_argument("month", type=options.month, metavar="MONTH", help=say(text, "cli.month"))
    parser.add_argument("then", type=options.day, metavar="THEN", help=say(text, "cli.cost_then"))
    parser.add_argument("now", nargs="?", type=options.day, metavar="NOW", help=say(text, "cli.cost_now"))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=say(text, "cli.out"))


def run(args: argparse.Namespace) -> int:
    """Prints both sums and the first lines that differ: 0 where none does, 1 where one does."""
    days = (args.then, args.now or clock.today())
    with state.open(args.data):
        from yakkan.apps.billing.actions import cost_month  # after the state was opened
        from yakkan.apps.billing.queries import deleted_months

        found = cost_month(args.month, args.book, args.data, days, args.out)
        is_partial = args.month in deleted_months()
    difference = found.now - found.then
    tell("cli.cost_of", month=args.month, day=days[0], yen=f"{found.then:,}")
    tell("cli.cost_of", month=args.month, day=days[1], yen=f"{found.now:,}")
    if is_partial:
        tell("cli.usage_deleted", month=args.month)
    tell("cli.cost_difference", yen=f"{difference:+,}", lines=f"{found.lines:,}", accounts=f"{found.accounts:,}")
    if found.undecided:
        tell("cli.cost_undecided", count=f"{found.undecided:,}")
    _tell_lines(args.out / "difference.csv", found.lines)
    tell("cli.written", out=args.out)
    return 1 if found.lines else 0


def _tell_lines(file: Path, count: int) -> None:
    name = f"name_{locale_language()}"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row, _ in zip(csv.DictReader(stream), range(_MOST), strict=False)]
    shown = [
        (row["account"], row["contract"], row[name], f"{int(row['then_yen']):,}", "→", f"{int(row['now_yen']):,}",
         f"{row['then_arithmetic'] or '-'} → {row['now_arithmetic'] or '-'}")
        for row in rows
    ]  # fmt: skip
    if shown:
        print(table([(" ", *row) for row in shown], right=(4, 6)))
    if count > len(shown):
        tell("cli.more", count=f"{count - len(shown):,}")
