"""Rating a month: its records joined to contracts, priced and added up, beside the same month worked out otherwise.

The plain month has metered records only; the `mixed` one goes the whole way to lines, with every shape of clause.
"""

import argparse
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from yakkan.cli.bench import contest, results
from yakkan.cli.output import tell
from yakkan.messages import Refused

BESIDE = "hand-written SQL"
_RECORDS = 20_000_000
_MEMORY = "1200MB"
"""What DuckDB may use where `--memory` says nothing."""


def run(args: argparse.Namespace) -> int:
    """Makes the records, holds the contest and prints its table; 1 where the contestants do not agree."""
    month = import_module(f"yakkan.cli.bench.{'mixed' if args.mixed else 'plain'}")
    entrants, records = contest.chosen(month.ENTRANTS, args.only), args.records or _RECORDS
    memory = args.memory or _MEMORY
    contest.end_in_order()
    with TemporaryDirectory(prefix="yakkan-bench-") as scratch:
        setting = contest.Setting(Path(scratch), args.book.resolve(), records, args.threads, memory)
        making = get_context("spawn").Process(target=month.make_records, args=(setting,))
        making.start()
        making.join()
        if making.exitcode:
            raise Refused("bench.not_made", values={"records": records})
        what = {"records": f"{records:,}", "numbers": f"{month.numbers(records):,}"}
        tell(f"bench.{'mixed' if args.mixed else 'plain'}", **what, threads=args.threads, memory=memory)
        found = contest.hold(entrants, setting, args.repeats)
    return 0 if results.tell_results(found, BESIDE, records) else 1
