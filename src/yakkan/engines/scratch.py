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
    """The scratch folders of a process, the one in use last; each held."""

    process: int
    parent: Path | None
    folders: list[tuple[Path, int]]


_own = _Own(0, None, [])
_spills = count(1)


def keep_in(parent: Path) -> None:
    """From now on scratch is kept in `parent`; what killed processes left there is swept."""
    _sweep_temporary()
    sweep(parent)
    own = _ours()
    if own.parent != parent:
        own.parent = parent
        own.folders.append(_made(parent))


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
    own = _ours()
    while own.folders:
        folder, held = own.folders.pop()
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)
    own.parent = None


def _folder() -> Path:
    own = _ours()
    if not own.folders:
        _sweep_temporary()
        own.folders.append(_made(Path(tempfile.gettempdir())))
    return own.folders[-1][0]


def _sweep_temporary() -> None:
    sweep(Path(tempfile.gettempdir()))


def _made(parent: Path) -> tuple[Path, int]:
    folder = parent / f"{ASIDE}{os.getpid()}-yakkan-{secrets.token_hex(4)}"
    held = hold(folder)
    folder.chmod(0o700)
    return folder, held


def _ours() -> _Own:
    """This process's; a forked child begins anew, and leaves its parent's alone."""
    if _own.process != os.getpid():
        _own.process, _own.parent, _own.folders = os.getpid(), None, []
        atexit.register(clear)
    return _own
