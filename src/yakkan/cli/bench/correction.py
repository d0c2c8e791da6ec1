"""Correction: auditing what was billed, beside rating the same records; an eighth of them was billed wrongly.

The first table is of records that are taken in already, the second from the files to the folder.
"""

import argparse
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from yakkan.cli.bench import auditing, contest, results
from yakkan.cli.output import tell
from yakkan.messages import Refused

_RECORDS = 20_000_000
_MEMORY = "1200MB"


def run(args: argparse.Namespace) -> int:
    """Makes the records, holds both contests and prints their tables; 1 where audit and rating do not agree."""
    records, memory = args.records or _RECORDS, args.memory or _MEMORY
    contest.end_in_order()
    with TemporaryDirectory(prefix="yakkan-bench-") as scratch:
        setting = contest.Setting(Path(scratch), args.book.resolve(), records, args.threads, memory)
        making = get_context("spawn").Process(target=auditing.make_records, args=(setting,))
        making.start()
        making.join()
        if making.exitcode:
            raise Refused("bench.not_made", values={"records": records})
        what = {"records": f"{records:,}", "numbers": f"{auditing.numbers(records):,}"}
        tell("bench.audited", **what, threads=args.threads, memory=memory)
        agree = results.tell_results(contest.hold(auditing.AT_HAND, setting, args.repeats), "rating", records)
        tell("bench.audited_files")
        found = contest.hold(auditing.FROM_FILES, setting, args.repeats)
        return 0 if results.tell_results(found, "rating", records) and agree else 1
