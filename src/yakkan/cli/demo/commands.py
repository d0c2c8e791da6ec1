"""Running `yakkan` commands as a user would type them, each in a process of its own."""

import argparse
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_YAKKAN = "import sys; from yakkan.cli import main; sys.exit(main())"
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


@dataclass
class Stopped(Exception):
    """A command ended with an error, and has said why."""

    command: str
    code: int


class Commands:
    """Commands on the book and the data folder that the demo was given."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Options are passed on, and shown, where they are not the usual ones."""
        self.book: Path = args.book
        self.data: Path = args.data
        usual = {"book": Path("book"), "data": Path("var")}
        self._options = [
            word for name in usual if getattr(args, name) != usual[name] for word in (f"--{name}", getattr(args, name))
        ]

    def run(self, verb: str, *words: str | Path) -> None:
        """Prints the command, then runs it; raises Stopped where it fails."""
        shown = self.shown(verb, *words)
        dim = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(f"\n{_DIM}$ {shown}{_PLAIN}" if dim else f"\n$ {shown}", flush=True)
        command = [sys.executable, "-c", _YAKKAN, *self._words(verb, *words)]
        code = subprocess.run(command, check=False).returncode
        if code:
            raise Stopped(shown, code)

    def shown(self, verb: str, *words: str | Path) -> str:
        """The command as it would be typed."""
        return shlex.join(["yakkan", *self._words(verb, *words)])

    def _words(self, verb: str, *words: str | Path) -> list[str]:
        """`manage` takes all that follows its command for that command's own."""
        typed = [verb, *self._options, *words] if verb == "manage" else [verb, *words, *self._options]
        return [str(word) for word in typed]
