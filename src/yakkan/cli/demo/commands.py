"""Running `yakkan` commands as a user would type them, each in a process of its own.

The processes are forked from one that has imported the libraries already and has done nothing else: a dozen commands
in a row would spend most of their time on that.
"""

import argparse
import multiprocessing
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
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


def _yakkan(words: Sequence[str]) -> None:
    """What the console script does."""
    sys.exit(main(words))


class Commands:
    """Commands on the book and the data folder that the demo was given."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Starts importing. Options are passed on, and shown, where they are not the usual ones."""
        self.book: Path = args.book
        self.data: Path = args.data
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(_IMPORTED)
        forkserver.ensure_running()
        usual = {"book": Path("book"), "data": Path("var")}
        self._options = [
            word for name in usual if getattr(args, name) != usual[name] for word in (f"--{name}", getattr(args, name))
        ]

    def run(self, verb: str, *words: str | Path, may_find: bool = False) -> None:
        """Prints the command, then runs it; raises Stopped where it fails, unless it `may_find` something (exit 1)."""
        shown = self.shown(verb, *words)
        dim = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(f"\n{_DIM}$ {shown}{_PLAIN}" if dim else f"\n$ {shown}", flush=True)
        process = self._processes.Process(target=_yakkan, args=(self._words(verb, *words),))
        process.start()
        process.join()
        if process.exitcode and not (may_find and process.exitcode == 1):
            raise Stopped(shown, process.exitcode)

    def shown(self, verb: str, *words: str | Path) -> str:
        """The command as it would be typed."""
        return shlex.join(["yakkan", *self._words(verb, *words)])

    def _words(self, verb: str, *words: str | Path) -> list[str]:
        """`manage` takes all that follows its command for that command's own."""
        typed = [verb, *self._options, *words] if verb == "manage" else [verb, *words, *self._options]
        return [str(word) for word in typed]
