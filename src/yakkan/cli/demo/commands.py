"""Running `yakkan` commands as a user would type them, each in a process of its own.

The processes of `run` are forked from one that has imported the libraries already and has done nothing else: two dozen
commands in a row would spend most of their time on that.
"""

import multiprocessing
import os
import shlex
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

from yakkan.cli.main import main

_IMPORTED = ["yakkan.cli.bill", "yakkan.cli.explain", "yakkan.cli.load", "yakkan.cli.manage", "yakkan.cli.verify"]
_IMPORTED += ["django.core.management", "django.db.migrations.executor", "ibis.backends.sql.compilers"]
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


@dataclass
class Stopped(Exception):
    """A command ended with an error, and has said why."""

    command: str
    code: int


def _yakkan(words: Sequence[str], output: Path | None) -> None:
    """What the console script does; what it says goes into a file where one is named."""
    if output:
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, 1)
        os.dup2(file, 2)
    sys.exit(main(words))


def _yakkan_beside(words: Sequence[str]) -> None:
    """The same for a command that runs until it is ended: Ctrl+C is the demo's to answer, and it ends with the demo."""
    os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(main(words))


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


class Commands:
    """Commands on the book and the data folder that the demo was given."""

    def __init__(self, args: Namespace) -> None:
        """Options are passed on, and shown, where they are not the usual ones."""
        self.book: Path = args.book
        self.data: Path = args.data
        self._processes = multiprocessing.get_context("forkserver")
        usual = {"book": Path("book"), "data": Path("var")}
        self._options = [
            word for name in usual if getattr(args, name) != usual[name] for word in (f"--{name}", getattr(args, name))
        ]

    def begin_importing(self) -> None:
        """Beside whatever else is done before the first command."""
        self._processes.set_forkserver_preload(_IMPORTED)
        forkserver.ensure_running()

    def run(self, verb: str, *words: str | Path, shown: Sequence[str | Path] = ()) -> None:
        """Prints the command (its words, or those to be `shown`), then runs it; raises Stopped where it fails."""
        print(f"\n{self._dimmed(verb, *(shown or words))}", flush=True)
        self._finish(verb, *words)

    def run_quietly(self, verb: str, *words: str | Path) -> None:
        """The same on one line that is left open; what the command says is told only where it fails."""
        print(self._dimmed(verb, *words), end="", flush=True)
        output = self.data / "demo" / "said"
        try:
            self._finish(verb, *words, output=output)
        except Stopped:
            print(f"\n{output.read_text(encoding='utf-8')}", file=sys.stderr)
            raise
        output.unlink()

    def start(self, verb: str, *words: str | Path) -> BaseProcess:
        """Prints the command and starts it, to run until it is ended."""
        print(self._dimmed(verb, *words), flush=True)
        process = multiprocessing.get_context("spawn").Process(target=_yakkan_beside, args=(self._words(verb, *words),))
        process.start()
        return process

    def shown(self, verb: str, *words: str | Path) -> str:
        """The command as it would be typed."""
        return " ".join(word if "*" in word else shlex.quote(word) for word in ["yakkan", *self._words(verb, *words)])

    def _finish(self, verb: str, *words: str | Path, output: Path | None = None) -> None:
        process = self._processes.Process(target=_yakkan, args=(self._words(verb, *words), output))
        process.start()
        process.join()
        if process.exitcode:
            raise Stopped(self.shown(verb, *words), process.exitcode)

    def _dimmed(self, verb: str, *words: str | Path) -> str:
        dim = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        shown = f"$ {self.shown(verb, *words)}"
        return f"{_DIM}{shown}{_PLAIN}" if dim else shown

    def _words(self, verb: str, *words: str | Path) -> list[str]:
        """`manage` takes all that follows its command for that command's own."""
        typed = [verb, *self._options, *words] if verb == "manage" else [verb, *words, *self._options]
        return [str(word) for word in typed]
