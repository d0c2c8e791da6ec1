"""The first start on an empty folder, with the embedded PostgreSQL: keys, server, roles and tables are made."""

import shutil
from pathlib import Path

from tests.crash.forks import Call, Ended, Forks
from tests.crash.workload import BOOK, write_files
from yakkan import waypoints

POINTS = ("server.made", "server.started", "server.ready", "key.aside")
_LEFT = {"postgres", "secrets"}


def start(forks: Forks, folder: Path, **surroundings: str) -> Ended:
    words = ["load", "--book", str(BOOK), "customers", "files/customers.csv"]
    return forks.run(Call(words, folder, surroundings))


def kill_at(forks: Forks, folder: Path, point: str) -> list[str]:
    """Killed at a point of the first start; what was wrong after the second."""
    folder.mkdir()
    write_files(folder)
    try:
        killed = start(forks, folder, **{waypoints.KILL_AT: point})
        again = start(forks, folder)
        found = [] if killed.killed else [f"not killed at {point}: {killed.err}"]
        if again.code or "2 added" not in again.out:
            found.append(f"the second start: {again}")
        left = {path.name for path in (folder / "var").iterdir()} - _LEFT
        left |= {path.name for path in (folder / "var" / "secrets").iterdir()} - {"secret-key", "access-keys"}
        left |= {path.name for path in (folder / "temporary").iterdir()}
        return found + [f"left behind: {name}" for name in sorted(left)]
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    pointer = folder / "var" / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text(encoding="utf-8").strip())
    shutil.rmtree(folder)
