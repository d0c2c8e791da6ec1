"""A lake of two years and what is done with it, each in a process of its own: the audit, and SQL written by hand.

What is compared is how many records were billed wrongly, and by how much too much (1/10,000 yen).
"""

import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree

from yakkan.cli.bench import measure
from yakkan.cli.bench.contest import Setting
from yakkan.cli.bench.correcting import records
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted
from yakkan.memory import VARIABLE
from yakkan.runs.audit import AuditInputs, audit
from yakkan.runs.audit_issued import Issued, LakeFile
from yakkan.terms import load_with, yaml_file

STEPS = (1, 2, 3)
"""How many partners the terms were corrected for, by the first days of August 2015."""
_TERMS = Path(__file__).with_name("bench-roaming.yaml")
_OVER = """
    SELECT count(*), coalesce(sum(if(quantity = 0, 0, 1000000) + greatest(quantity - 100, 0) * 2000
        - if(quantity = 0, 0, 500000) - greatest(quantity - 50, 0) * 2000), 0)::BIGINT
    FROM read_parquet({files}) WHERE kind = 'packet' AND partner IN ({partners}) AND quantity > 0
"""
_SCAN = "SELECT count(*), sum(quantity)::BIGINT FROM read_parquet({files}) GROUP BY usage_class"


@dataclass(frozen=True)
class Took:
    """What something took and came to: bytes `read` of files, `peak` in MB."""

    seconds: float
    cpu: float
    read: int
    peak: int
    records: int
    over: int


def numbers(count: int) -> int:
    """How many numbers so many records belong to: each uses 100 a month."""
    return max(count // len(records.MONTHS) // 100, 64)


def make_lake(setting: Setting) -> None:
    """Writes the lake, the contracts and the bills into the setting's folder."""
    with closing(DuckDB(threads=setting.threads, memory=setting.memory, spill=setting.folder / "spill")) as engine:
        records.make(engine, setting.folder, setting.records, numbers(setting.records))


def audited(setting: Setting, step: int) -> Took:
    """The audit of the bills of two years, by the terms as corrected for so many partners."""
    _limit(setting)
    folder = setting.folder
    usage = {month: [LakeFile("bench", file, "")] for month, file in records.lake_files(folder)}
    source = Issued(usage, folder / "contracts.parquet", folder / "bills.parquet")
    book, out = load_with(setting.book, [yaml_file.read(_TERMS)]), folder / "out"

    def work() -> tuple[int, int]:
        made, _ = audit(book, AuditInputs(source, date(2015, 8, step)), out)
        return made.counts["over"], sum(each.over for each in made.found)

    took = _took(work)
    rmtree(out)
    return took


def by_hand(setting: Setting, step: int) -> Took:
    """How many records of these partners there are, and what they were billed too much, in one statement."""
    partners = ", ".join(quoted(name) for name in records.PARTNERS[:step])
    return _asked(setting, _OVER.format(files=_files(setting), partners=partners))


def scanned(setting: Setting, step: int) -> Took:
    """The whole lake, grouped by kind of use."""
    return _asked(setting, _SCAN.format(files=_files(setting)))


def _asked(setting: Setting, query: str) -> Took:
    _limit(setting)
    with closing(DuckDB(threads=setting.threads, memory=setting.memory)) as engine:

        def work() -> tuple[int, int]:
            rows = engine.connection.execute(query).fetchall()
            return sum(row[0] for row in rows), sum(row[1] for row in rows)

        return _took(work)


def _took(work: Callable[[], tuple[int, int]]) -> Took:
    began, cpu, read = time.perf_counter(), measure.cpu_seconds(), measure.read_bytes()
    count, over = work()
    spent = (time.perf_counter() - began, measure.cpu_seconds() - cpu, measure.read_bytes() - read)
    return Took(*spent, measure.peak_megabytes(), count, over)


def _limit(setting: Setting) -> None:
    os.environ[VARIABLE] = setting.memory
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: setting.threads])


def _files(setting: Setting) -> str:
    return "[" + ", ".join(quoted(file) for _, file in records.lake_files(setting.folder)) + "]"
