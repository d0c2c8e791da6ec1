"""The `yakkan` command as a process of its own: exit code, both streams, what it leaves in its folder.

Starting Python and importing everything takes most of a second, so a server process imports once and forks a child
for each call: the child has its own folder, locale and streams, and runs the same `main` as the installed command.

    with Command() as command:
        said = command.run(["check", "--book", "book"], folder, language="ja")
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tests.warm import end, fork, take, warm

ROOT = Path(__file__).parents[1]
LOCALES = {"en": "C.UTF-8", "ja": "ja_JP.UTF-8"}
_MODULES = tuple(f"yakkan.cli.{name}" for name in ("audit", "check", "load", "main", "rate"))


@dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str


class Command(AbstractContextManager["Command"]):
    """A server for each language; each call is a process of its own."""

    def __init__(self) -> None:
        self._streams = {language: tempfile.TemporaryDirectory() for language in LOCALES}
        self._servers = {
            language: subprocess.Popen(
                [sys.executable, "-m", "tests.command"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for language in LOCALES
        }

    def run(self, arguments: Sequence[str], folder: Path, language: str = "en") -> Said:
        """Calls `yakkan` with these arguments in `folder`; its temporary files go to `folder/temporary`."""
        self._start(arguments, folder, language)
        return self._end(language)

    def run_in_both(self, arguments: Sequence[str], folder: Path) -> dict[str, Said]:
        """The same call in both languages, at the same time."""
        for language in LOCALES:
            self._start(arguments, folder, language)
        return {language: self._end(language) for language in LOCALES}

    def _start(self, arguments: Sequence[str], folder: Path, language: str) -> None:
        (folder / "temporary").mkdir(exist_ok=True)
        streams, locale = self._streams[language].name, LOCALES[language]
        job = {"arguments": list(arguments), "folder": str(folder), "locale": locale, "streams": streams}
        self._servers[language].stdin.write(json.dumps(job) + "\n")
        self._servers[language].stdin.flush()

    def _end(self, language: str) -> Said:
        code = int(self._servers[language].stdout.readline())
        streams = Path(self._streams[language].name)
        return Said(code, *((streams / name).read_text(encoding="utf-8") for name in ("out", "err")))

    def __exit__(self, *_: object) -> None:
        for server in self._servers.values():
            server.stdin.close()
            server.wait()
            server.stdout.close()
        for streams in self._streams.values():
            streams.cleanup()


def _serve() -> None:
    warm(_MODULES)
    main = import_module("yakkan.cli.main").main
    for line in sys.stdin:
        job = json.loads(line)
        child, known = fork()
        if child == 0:
            _call(main, job, known)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        take(Path(job["streams"]))
    gc.unfreeze()


def _call(main, job: dict, known: int) -> None:
    """In the child: the call, and then the end of the process, whatever happens."""
    code = 1
    try:
        for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
            target = os.open(Path(job["streams"]) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(target, stream.fileno())
        os.chdir(job["folder"])
        os.environ.update(LANG=job["locale"], TMPDIR=str(Path(job["folder"]) / "temporary"))
        for name in ("LC_ALL", "LC_MESSAGES"):
            os.environ.pop(name, None)
        tempfile.tempdir = None
        code = main(job["arguments"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        end(code, Path(job["streams"]), known)


if __name__ == "__main__":
    _serve()
