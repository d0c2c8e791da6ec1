"""The `yakkan` command as processes that can be killed, limited, held back and started together.

A server process imports everything once and forks a child for each call; the child runs the `main` of the installed
command, with streams, surroundings and limits of its own.
"""

import fcntl
import gc
import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.warm import end, fork, take, warm

ROOT = Path(__file__).parents[2]
LOCALES = {"en": "C.UTF-8", "ja": "ja_JP.UTF-8"}
_PRELOADED = (
    "yakkan.cli.main", "yakkan.cli.bill", "yakkan.cli.failure", "yakkan.cli.load", "yakkan.cli.manage",
    "yakkan.cli.print.month", "yakkan.cli.rate", "yakkan.cli.verify", "yakkan.runs.bill", "yakkan.documents.pdf",
    "django.contrib.auth.management", "django.db.backends.postgresql.base",
    "django.core.management.commands.migrate", "django.db.migrations.executor", "django.views.debug",
)  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A call of `yakkan` in a folder; `most` limits the size of a file, `barrier` is a file to be held back by."""

    words: Sequence[str]
    folder: Path
    surroundings: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    most: int = 0
    barrier: str = ""


@dataclass(frozen=True)
class Ended:
    """What a call came to; the code of a killed one is -9."""

    code: int
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Forks:
    """A server, which runs one call at a time."""

    def __init__(self) -> None:
        self._streams = tempfile.TemporaryDirectory()
        self._server = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.pid = 0

    def __enter__(self) -> "Forks":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()
        self._streams.cleanup()

    def start(self, call: Call) -> None:
        job = {**vars(call), "folder": str(call.folder), "streams": self._streams.name}
        self._server.stdin.write(json.dumps(job).encode() + b"\n")
        self.pid = int(self._server.stdout.readline())

    def ends_within(self, seconds: float) -> bool:
        return bool(select.select([self._server.stdout], [], [], seconds)[0])

    def kill(self) -> None:
        """Kills it, unless it has ended in the meantime."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def stops(self) -> bool:
        """Waits until the call has stopped (SIGSTOP); false where it ended instead."""
        while not self.ends_within(0.01):
            if Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "T":
                return True
        return False

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def end(self) -> Ended:
        code = int(self._server.stdout.readline())
        streams = Path(self._streams.name)
        return Ended(code, *((streams / name).read_text(encoding="utf-8") for name in ("out", "err")))

    def run(self, call: Call) -> Ended:
        self.start(call)
        return self.end()


def _serve() -> None:
    warm(_PRELOADED)
    for line in sys.stdin:
        job = json.loads(line)
        child, known = fork()
        if child == 0:
            _call(job, known)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        take(Path(job["streams"]))
    gc.unfreeze()


def _call(job: dict, known: int) -> None:
    """In the child: the call, and then the end of the process, whatever happens."""
    code = 1
    try:
        _surround(job)
        code = importlib.import_module("yakkan.cli.main").main(job["words"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        end(code, None if job["most"] else Path(job["streams"]), known)


def _surround(job: dict) -> None:
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        target = os.open(Path(job["streams"]) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, stream.fileno())
    os.chdir(job["folder"])
    temporary = Path(job["folder"]) / "temporary"
    temporary.mkdir(exist_ok=True)
    tempfile.tempdir = None
    for name in [name for name in os.environ if name.startswith(("YAKKAN_", "DATABASE_", "LC_"))]:
        del os.environ[name]
    os.environ.update(LANG=LOCALES[job["language"]], TMPDIR=str(temporary), **job["surroundings"])
    if job["most"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["most"], job["most"]))
    if job["barrier"]:
        with open(job["barrier"], "rb") as barrier:
            fcntl.flock(barrier, fcntl.LOCK_SH)


if __name__ == "__main__":
    _serve()
