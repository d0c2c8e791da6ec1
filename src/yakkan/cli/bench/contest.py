"""Contestants in processes of their own, run in turn, A B C A B C: a machine that slows down slows all of them down.

Each process makes its contestant ready (imports, loading: told, not counted), runs it once to warm up, and then when it
is told to. What it comes to must be what the others come to.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from yakkan.cli.bench import measure
from yakkan.messages import Refused

CameTo = dict[str, tuple[int, ...]]
"""What a contestant comes to: of each entry its lines, its amount and what else tells two results apart."""


@dataclass(frozen=True)
class Setting:
    """Where the records are and what contestants may use; `memory` is for those that can be told."""

    folder: Path
    book: Path
    records: int
    threads: int
    memory: str


class Contestant(Protocol):
    """One way to work the month out. It is made ready when it is made, and closed at the end."""

    processes: Sequence[int]
    """Others that work for it."""

    def __init__(self, setting: Setting) -> None: ...

    def run(self) -> CameTo:
        """Works the month out."""

    def close(self) -> None:
        """Leaves nothing behind."""


@dataclass(frozen=True)
class Entrant:
    """Who takes part: the class at `where` (module:class), if what it `needs` (modules) and `runs` (programs) is there.

    One that is not `compared` does less or other work; of `records`, fewer than the rest where it says so.
    """

    name: str
    where: str
    needs: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    compared: bool = True
    records: int | None = None


@dataclass
class Result:
    """An entrant's seconds by the clock and of CPU, one a repeat; what it came to; or what became of it instead."""

    entrant: Entrant
    missing: tuple[str, ...] = ()
    failed: str = ""
    cold: bool = False
    loading: float = 0
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: int = 0
    came_to: CameTo | None = None


def chosen(entrants: list[Entrant], only: list[str] | None) -> list[Entrant]:
    """Those whose names begin like one of `only`, or all. Raises Refused where there is none."""
    if not only:
        return entrants
    chosen = [each for each in entrants if any(each.name.lower().startswith(name.lower()) for name in only)]
    if not chosen:
        names = ", ".join(each.name for each in entrants)
        raise Refused("bench.no_contestant", values={"only": ", ".join(only), "names": names})
    return chosen


def hold(entrants: Sequence[Entrant], setting: Setting, repeats: int) -> list[Result]:
    """Runs each entrant once to warm up and `repeats` times in turn; without repeats, once and cold."""
    results = [Result(entrant, _missing(entrant), cold=not repeats) for entrant in entrants]
    with _started([each for each in results if not each.missing], setting) as lanes:
        for repeat in range(repeats + 1):
            for result, pipe in lanes:
                if not result.failed:
                    _take(result, pipe, counted=repeat > 0 or not repeats)
    return results


def _missing(entrant: Entrant) -> tuple[str, ...]:
    modules = (module for module in entrant.needs if not _installed(module))
    return (*modules, *(program for program in entrant.runs if not _found(program)))


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _found(program: str) -> bool:
    """In the folder that its own variable names, as JAVA_HOME does for java, or else on the path."""
    home = os.environ.get(f"{program.upper()}_HOME")
    return shutil.which(os.path.join(home, "bin", program) if home else program) is not None


@contextmanager
def _started(results: Sequence[Result], setting: Setting) -> Iterator[list[tuple[Result, Connection]]]:
    """A process for each, made ready one after another."""
    context = get_context("spawn")
    lanes, processes = [], []
    try:
        for result in results:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(result.entrant.where, setting, theirs), daemon=True)
            process.start()
            theirs.close()
            processes.append(process)
            lanes.append((result, ours))
            result.loading = _answer(result, ours) or 0.0
        yield lanes
    finally:
        for _, pipe in lanes:
            pipe.close()
        for process in processes:
            process.join()


def _take(result: Result, pipe: Connection, *, counted: bool) -> None:
    pipe.send("run")
    answer = _answer(result, pipe)
    if answer is None:
        return
    seconds, cpu, result.megabytes, result.came_to = answer
    if counted:
        result.seconds.append(seconds)
        result.cpu.append(cpu)


def _answer(result: Result, pipe: Connection) -> Any:
    """What a process answers; None where it failed."""
    try:
        answer = pipe.recv()
    except EOFError:
        result.failed = "killed"
        return None
    if isinstance(answer, str):
        result.failed = answer
        return None
    return answer


def end_in_order() -> None:
    """Lets this process clean up when it is told to end: no server and no folder stays behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def _serve(where: str, setting: Setting, pipe: Connection) -> None:
    """A contestant's process: it runs whenever it is told to, until nobody tells it any more."""
    end_in_order()
    began = time.perf_counter()
    module, _, name = where.partition(":")
    try:
        contestant: Contestant = getattr(import_module(module), name)(setting)
    except Exception as failure:
        pipe.send(_said(failure))
        return
    try:
        pipe.send(time.perf_counter() - began)
        while pipe.recv():
            pipe.send(_measured(contestant))
    except (EOFError, OSError):
        pass  # nobody is there any more
    finally:
        contestant.close()


def _measured(contestant: Contestant) -> Any:
    began, cpu_began = time.perf_counter(), measure.cpu_seconds(contestant.processes)
    try:
        came_to = contestant.run()
    except Exception as failure:
        return _said(failure)
    seconds = time.perf_counter() - began
    cpu = measure.cpu_seconds(contestant.processes) - cpu_began
    return seconds, cpu, measure.peak_megabytes(contestant.processes), came_to


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {str(failure).strip().partition(chr(10))[0][:100]}"
