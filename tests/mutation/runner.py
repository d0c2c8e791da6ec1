"""Runs `yakkan check` on a changed copy of the source and the book, each in a process of its own."""

import gc
import io
import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
AT_ONCE = max(2, os.cpu_count() or 1)
LIBRARIES = ("duckdb", "holidays", "ibis", "phonenumbers", "pydantic", "sqlglot", "stdnum.jp.cn", "yaml")
"""Imported once, before the processes are forked; of yakkan only DIVISION stays."""
DIVISION = "yakkan.money"
"""What divides is declared to Ibis here: expressions with a division are the same only while it is the same module."""
FAMILIAR = (
    "ocn-dotphone/2015-06-ip050-units.yaml", "example-line/2015-06-mobile-welcome.yaml",
    "ocn-mobile-one/2016-11-begun-units.yaml",
)  # fmt: skip
"""Cases that are run once by the rules as they are, so that a changed rule compiles only what it changes."""


@dataclass(frozen=True)
class Outcome:
    """What became of a change: `code` 1 where a case failed; `failed` names the cases; `said` is all that was said."""

    mutant: Mutant
    code: int
    failed: tuple[str, ...]
    said: str

    @property
    def noticed(self) -> bool:
        """Whether a case came out otherwise; a book that is refused or a program that fails is noticed by no case."""
        return self.code == 1 and bool(self.failed)


def applies(mutant: Mutant) -> bool:
    """Whether the text to be replaced stands in its file, once."""
    return (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1 and mutant.old != mutant.new


def run(mutants: Iterable[Mutant], *, all_cases: bool = False) -> Iterator[Outcome]:
    """Each change, by its own case or by all; outcomes as they come."""
    _prepare()
    with TemporaryDirectory(prefix="mutation-") as scratch:
        running: dict[int, tuple[Mutant, Path]] = {}
        for number, mutant in enumerate(mutants):
            if len(running) >= AT_ONCE:
                yield _ended(running)
            folder = Path(scratch) / str(number)
            _copy(mutant, folder)
            child = os.fork()
            if child == 0:
                if mutant.file.startswith(f"src/{DIVISION.replace('.', '/')}/"):
                    _forget(DIVISION)
                _check(folder, [] if all_cases else [mutant.noticed_by])
            running[child] = (mutant, folder)
        while running:
            yield _ended(running)
    gc.unfreeze()


def _prepare() -> None:
    """Imports the libraries, and keeps what Ibis makes of an expression: the same one is the same SQL ever after."""
    for name in LIBRARIES:
        __import__(name)
    ibis = sys.modules["ibis"]
    ibis.to_sql = _kept(ibis.to_sql)
    from yakkan.cli.main import main

    for case in FAMILIAR:
        with redirect_stdout(io.StringIO()):
            code = main(["check", "--book", str(ROOT / "book"), str(ROOT / "book" / "cases" / case)])
        if code != 0 or len(os.listdir("/proc/self/task")) > 1:
            raise AssertionError(f"{case}: exit code {code}; threads are {os.listdir('/proc/self/task')}")
    _forget("yakkan", but=DIVISION)
    gc.collect()
    gc.freeze()


def _forget(package: str, but: str = "") -> None:
    """So that it is imported again, but for one package in it."""
    for name in list(sys.modules):
        if f"{name}.".startswith(f"{package}.") and not (but and f"{name}.".startswith(f"{but}.")):
            del sys.modules[name]


def _kept(to_sql: Callable[..., str]) -> Callable[..., str]:
    """The same function, asked once for each expression."""
    known: dict[tuple[Any, str], str] = {}

    def asked_once(expression: Any, dialect: str) -> str:
        key = expression.op(), dialect
        if key not in known:
            known[key] = to_sql(expression, dialect=dialect)
        return known[key]

    return asked_once


def _copy(mutant: Mutant, folder: Path) -> None:
    for name in ("src", "book"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.egg-info", "fonts"))
    changed = folder / mutant.file
    changed.write_text(changed.read_text(encoding="utf-8").replace(mutant.old, mutant.new), encoding="utf-8")


def _check(folder: Path, cases: Sequence[str]) -> None:
    """In the child: the command of the copy, and the end of the process, whatever happens."""
    code = 3
    try:
        said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(said, stream.fileno())
        os.chdir(folder)
        os.environ["LANG"] = "C.UTF-8"
        sys.path.insert(0, str(folder / "src"))
        sys.dont_write_bytecode = True
        import yakkan
        from yakkan.cli.main import main

        if not Path(yakkan.__file__).is_relative_to(folder):
            raise AssertionError(f"not the copy: {yakkan.__file__}")
        code = main(["check", *(f"book/cases/{case}" for case in cases)])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(running: dict[int, tuple[Mutant, Path]]) -> Outcome:
    """The next process to end."""
    child, status = os.wait()
    mutant, folder = running.pop(child)
    said = (folder / "said").read_text(encoding="utf-8")
    failed = tuple(re.findall(r"^book/cases/(.*?\.yaml): ", said, re.MULTILINE))
    with suppress(OSError):
        shutil.rmtree(folder)
    return Outcome(mutant, os.waitstatus_to_exitcode(status), failed, said)
