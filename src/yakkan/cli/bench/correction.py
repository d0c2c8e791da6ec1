"""Correction: auditing what was billed, beside rating the same records; an eighth of them was billed wrongly.

One contest is of records that are taken in already, the other from the files to the folder.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from yakkan.cli.bench import auditing, contest, results
from yakkan.cli.bench.contest import Entrant, Setting
from yakkan.cli.output import tell
from yakkan.messages import Refused

_RECORDS = 20_000_000
_MEMORY = "1200MB"


@dataclass(frozen=True)
class _Contest:
    """How its records are made and told of; the last of its entrants is what the others are held beside."""

    told: str
    make: Callable[[Setting], None]
    entrants: list[Entrant]


_CONTESTS = (
    _Contest("bench.audited_at_hand", auditing.make_lake, auditing.AT_HAND),
    _Contest("bench.audited_files", auditing.make_files, auditing.FROM_FILES),
)


def run(args: argparse.Namespace) -> int:
    """Holds the contests that somebody takes part in and prints their tables; 1 where audit and rating do not agree."""
    records, memory = args.records or _RECORDS, args.memory or _MEMORY
    taking_part = contest.chosen([each for one in _CONTESTS for each in one.entrants], args.only)
    contest.end_in_order()
    what = {"records": f"{records:,}", "numbers": f"{auditing.numbers(records):,}"}
    tell("bench.audited", **what, threads=args.threads, memory=memory)
    agree = True
    for held in _CONTESTS:
        if entrants := [each for each in held.entrants if each in taking_part]:
            with TemporaryDirectory(prefix="yakkan-bench-") as scratch:
                setting = Setting(Path(scratch), args.book.resolve(), records, args.threads, memory)
                _make(held, setting)
                tell(held.told)
                found = contest.hold(entrants, setting, args.repeats)
            agree = results.tell_results(found, held.entrants[-1].name, records) and agree
    return 0 if agree else 1


def _make(held: _Contest, setting: Setting) -> None:
    """In a process of its own, so that its memory is not theirs."""
    making = get_context("spawn").Process(target=held.make, args=(setting,))
    making.start()
    making.join()
    if making.exitcode:
        raise Refused("bench.not_made", values={"records": setting.records})
