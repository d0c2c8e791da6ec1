"""Folders that are whole or not there: written aside under a name that nobody reads, then renamed into place."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE = ".aside-"
"""What the name of a folder begins with that is being written by the process whose number follows."""

_OURS: set[Path] = set()
"""The folders that this process is writing."""


@contextmanager
def written_aside(folder: Path) -> Iterator[Path]:
    """A folder to write into; it becomes `folder`, by one rename, where the block ends well, and is removed otherwise.

    Raises FileExistsError where `folder` exists already: nothing that stands is ever replaced.
    """
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f"{ASIDE}{os.getpid()}-{folder.name}")
    _forget(aside)
    aside.mkdir()
    _OURS.add(aside)
    try:
        yield aside
        _write_through(aside)
        aside.rename(folder)
    finally:
        _OURS.discard(aside)
        shutil.rmtree(aside, ignore_errors=True)
    _sync(folder.parent)


def rename(written: Path, named: Path) -> None:
    """Gives a file that is whole its name for good: its bytes reach the disk first."""
    _sync(written)
    written.rename(named)
    _sync(named.parent)


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
    """Removes what killed processes left aside in `parent`, and returns what it removed.

    What a living process writes is left alone.
    """
    removed = []
    for aside in sorted(parent.glob(f"{ASIDE}*")):
        owner = aside.name.removeprefix(ASIDE).partition("-")[0]
        if aside not in _OURS and not _alive(int(owner) if owner.isdecimal() else 0):
            shutil.rmtree(aside)
            removed.append(aside)
    return removed


def _forget(aside: Path) -> None:
    """Removes what a killed process left that had this process's number before it."""
    if aside not in _OURS:
        shutil.rmtree(aside, ignore_errors=True)


def _alive(process: int) -> bool:
    if process == os.getpid():
        return False  # what this process writes is among _OURS
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return process > 0


def _write_through(folder: Path) -> None:
    """To the disk before the rename: a name must never point at what the machine may still lose."""
    for directory, _, files in os.walk(folder):
        for file in files:
            _sync(Path(directory) / file)
        _sync(Path(directory))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
