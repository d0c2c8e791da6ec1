"""Scratch folders: what a process writes on its way, gone when it ends, swept by the next one when it was killed.

All of a process's scratch is in one folder, for its user only: in the data folder once one is open, else in the
temporary folder of the system.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from yakkan.engines.lake import ASIDE, hold, sweep


@dataclass
class _Own:
    """The scratch folders of a process, by the folder that they are in; each held."""

    process: int
    parent: Path | None
    folders: dict[Path, tuple[Path, int]]


_own = _Own(0, None, {})
_spills = count(1)


def keep_in(parent: Path) -> None:
    """From now on scratch is kept in `parent`; what killed processes left there, and in `TMPDIR`, is swept."""
    sweep_temporary()
    sweep(parent)
    _own.parent = parent


def sweep_temporary() -> None:
    """Sweeps what killed processes left in `TMPDIR`."""
    sweep(Path(tempfile.gettempdir()))


@contextmanager
def scratch() -> Iterator[Path]:
    """A new empty folder, removed at the end of the block."""
    with tempfile.TemporaryDirectory(dir=_folder(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def spill() -> Path:
    """A place that is not there yet, for an engine to put what does not fit into memory."""
    return _folder() / f"spill-{next(_spills)}"


def clear() -> None:
    """Removes all scratch of this process."""
    if _own.process == os.getpid():
        for folder, held in _own.folders.values():
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)
        _own.folders.clear()


def _folder() -> Path:
    """This process's own, made at first use; a forked child makes its own, and leaves its parent's alone."""
    if _own.process != os.getpid():
        _own.process, _own.folders = os.getpid(), {}
        atexit.register(clear)
    parent = _own.parent or Path(tempfile.gettempdir())
    if parent not in _own.folders:
        sweep(parent)
        _own.folders[parent] = _made(parent)
    return _own.folders[parent][0]


def _made(parent: Path) -> tuple[Path, int]:
    folder = parent / f"{ASIDE}{os.getpid()}-yakkan-{secrets.token_hex(4)}"
    held = hold(folder)
    folder.chmod(0o700)
    return folder, held
