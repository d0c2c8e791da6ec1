"""One partner's correction over two years of issued bills: what it takes beside what it finds, and what is read of the
lake. Hand-written SQL must find the same records and the same yen.
"""

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from yakkan.cli.bench import correcting
from yakkan.cli.bench.contest import Setting
from yakkan.cli.bench.correcting import STEPS, Took
from yakkan.cli.bench.correcting.records import lake_files
from yakkan.cli.bench.results import markdown
from yakkan.cli.output import tell

T = TypeVar("T")

_RECORDS = 20_000_000
_MEMORY = "1200MB"
_HEAD = ("", "records found", "of the lake", "median s", "CPU s", "MB read", "of the lake's bytes", "peak MB")


def run(args: argparse.Namespace) -> int:
    """Makes the lake, audits it at three shares in turn with what is beside it, prints a table; 1 where yen differ."""
    records, memory = args.records or _RECORDS, args.memory or _MEMORY
    with TemporaryDirectory(prefix="yakkan-bench-") as folder:
        setting = Setting(Path(folder), args.book.resolve(), records, args.threads, memory)
        _apart(correcting.make_lake, setting)
        held = sum(file.stat().st_size for _, file in lake_files(setting.folder))
        sizes = {"records": f"{records:,}", "megabytes": f"{held // 2**20:,}", "threads": args.threads}
        tell("bench.lake", **sizes, numbers=f"{correcting.numbers(records):,}", memory=memory)
        found: dict[tuple[str, int], list[Took]] = {}
        for _ in range(max(args.repeats, 1)):
            for step in STEPS:
                found.setdefault(("audit", step), []).append(_apart(correcting.audited, setting, step))
                found.setdefault(("hand-written SQL", step), []).append(_apart(correcting.by_hand, setting, step))
            found.setdefault(("bare scan of all", 0), []).append(_apart(correcting.scanned, setting, 0))
    print(markdown([_HEAD, *(_row(name, took, records, held) for (name, _), took in found.items())]))
    tell("bench.lake_in_turn", repeats=max(args.repeats, 1))
    same = all(_sums(found["audit", step]) == _sums(found["hand-written SQL", step]) for step in STEPS)
    over = ", ".join(f"{took.over / 10_000:,.1f}" for step in STEPS for took in found["audit", step][:1])
    tell("bench.equal_lake" if same else "bench.unequal_yen", over=over)
    return 0 if same else 1


def _apart(work: Callable[..., T], *given: object) -> T:
    """In a process of its own, so that nothing is there already."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(work, *given).result()


def _sums(took: list[Took]) -> set[tuple[int, int]]:
    return {(each.records, each.over) for each in took}


def _row(name: str, took: list[Took], records: int, held: int) -> tuple[str, ...]:
    read = max(each.read for each in took)
    return (
        name, f"{took[0].records:,}", f"{took[0].records / records:.3%}",
        f"{median(each.seconds for each in took):.2f}", f"{median(each.cpu for each in took):.2f}",
        f"{read // 2**20:,}", f"{read / held:.1%}", f"{max(each.peak for each in took):,}",
    )  # fmt: skip
