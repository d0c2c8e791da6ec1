"""Folders that are whole or not there: written aside under a name that nobody reads, then renamed into place.

Whoever writes a folder aside holds a lock on it. The kernel drops the lock of a killed process, so what nobody holds is
a leftover, on whatever machine or in whatever container its writer ran.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from yakkan import waypoints

ASIDE = ".aside-"
"""What the name of a folder begins with that is being written by the process whose number follows."""


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """A folder to write into; it becomes `folder`, by one rename, where the block ends well, and is removed otherwise.

    Raises FileExistsError where `folder` exists already, be it that it came to be in the meantime: nothing that stands
    is ever replaced.
    """
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f"{ASIDE}{os.getpid()}-{folder.name}")
    held = hold(aside)
    try:
        waypoints.passed("aside.made")
        yield aside
        waypoints.passed("aside.written")
        _write_through(aside)
        waypoints.passed("aside.synced")
        _rename(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        os.close(held)
    sync(folder.parent)
    waypoints.passed("aside.renamed")


def hold(aside: Path) -> int:
    """Makes a folder that no sweep removes until the descriptor that is returned is closed, or the process ends."""
    _remove_what_nobody_holds(aside)  # of a killed process that had this one's number
    while True:
        aside.mkdir()
        with suppress(FileNotFoundError):  # swept before it was held
            held = os.open(aside, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(held, fcntl.LOCK_SH)
            if aside.exists() and os.path.samestat(os.fstat(held), aside.stat()):
                return held
            os.close(held)


def rename(written: Path, named: Path) -> None:
    """Gives a file that is whole its name for good: its bytes reach the disk first."""
    sync(written)
    written.rename(named)
    sync(named.parent)


def replace(file: Path, text: str) -> None:
    """Puts a small text into the place of `file` by one rename: a reader finds the old text or the new."""
    aside = file.with_name(f".{file.name}.writing")
    aside.write_text(text, encoding="utf-8")
    rename(aside, file)


def remove(*folders: Path) -> None:
    """Removes what a job kept aside for itself, where it is there."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> list[Path]:
    """Removes what killed processes of this user left aside in `parent`, and returns what it removed.

    What a living process writes is left alone.
    """
    return [aside for aside in sorted(parent.glob(f"{ASIDE}[0-9]*-*")) if _remove_what_nobody_holds(aside)]


def _remove_what_nobody_holds(aside: Path) -> bool:
    try:
        found = os.open(aside, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        if os.fstat(found).st_uid != os.geteuid():
            return False
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(aside, ignore_errors=True)
        return not aside.exists()
    except OSError:
        return False  # held, or on a file system that cannot tell
    finally:
        os.close(found)


def _rename(aside: Path, folder: Path) -> None:
    try:
        aside.rename(folder)
    except OSError as error:
        if folder.exists():  # somebody else was first
            raise FileExistsError(folder) from error
        raise


def _write_through(folder: Path) -> None:
    """To the disk before the rename: a name must never point at what the machine may still lose."""
    for directory, _, files in os.walk(folder):
        for file in files:
            sync(Path(directory) / file)
        sync(Path(directory))


def sync(path: Path) -> None:
    """A file, or the names in a folder, through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
