"""Processes that set documents: Typst's compiler is for one thread, so each core gets a process of its own.

They are told batches through a pipe, and end when it is closed: when the process that started them is killed, too.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from yakkan.cli.failure import told
from yakkan.messages import Refusals, Refused, locale_language

if TYPE_CHECKING:
    from yakkan.apps.billing.actions import Issuing

Batch = Sequence[tuple[str, str]]
"""Bills, each with the language to set it in."""
Outcome = tuple[int, list[str]]
"""How many documents were made, and what is to be said of the bills that could not be set."""
_WORTH_A_PROCESS = 5
"""A process takes as long to start as it takes to set so many batches."""


def processes(batches: int) -> int:
    """How many processes so many batches are worth: at most one a core, none where this process does it as fast."""
    count = min(len(os.sched_getaffinity(0)), batches // _WORTH_A_PROCESS)
    return count if count > 1 else 0


def issued(batch: Batch, issuing: "Issuing | None" = None) -> Outcome:
    """Sets and keeps a batch in this process, whose state is open."""
    from yakkan.apps.billing.actions import issue_documents

    done = issue_documents(batch, issuing)
    return done.made, [f"{bill}: {why.text(locale_language())}" for bill, why in done.refused]


class Presses:
    """So many processes, ended with the block; there may be none."""

    def __init__(self, data: Path, count: int) -> None:
        self._data, self._count = data, count
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []

    def __bool__(self) -> bool:
        return self._count > 0

    def __enter__(self) -> "Presses":
        context = get_context("spawn")  # a fork would share the connection to the database
        for _ in range(self._count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(self._data, theirs), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join()

    def run(self, batches: Sequence[Batch]) -> Iterator[Outcome]:
        """The outcome of each batch, as they end. Raises Refused where a process failed or was killed."""
        waiting, busy = list(reversed(batches)), set(self._pipes[: len(batches)])
        for pipe in busy:
            pipe.send(waiting.pop())
        while busy:
            for pipe in wait(list(busy)):
                if not isinstance(pipe, Connection):
                    continue
                yield _answer(pipe)
                if waiting:
                    pipe.send(waiting.pop())
                else:
                    busy.remove(pipe)


def _answer(pipe: Connection) -> Outcome:
    try:
        answer: Outcome | str = pipe.recv()
    except EOFError:
        raise Refused("cli.print_month_stopped", values={"problem": "SIGKILL"}) from None
    if isinstance(answer, str):
        raise Refused("cli.print_month_stopped", values={"problem": answer})
    return answer


def _serve(data: Path, pipe: Connection) -> None:
    """A process of its own: it sets what it is told to, until nobody tells it any more."""
    from yakkan.project import state

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all: the one that started this closes the pipe
    try:
        with state.open(data):
            while True:
                pipe.send(issued(pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # nobody is there any more
    except (Refused, Refusals) as refused:
        pipe.send(refused.text(locale_language()))
    except Exception as failure:
        pipe.send(told(failure, locale_language()) or f"{type(failure).__name__}: {failure}")
