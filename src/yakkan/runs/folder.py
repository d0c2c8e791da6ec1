"""A run's folder: what it was made from, what came out, and the hash of every file."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from yakkan import waypoints
from yakkan.messages import Refused

RUN = "run.json"


def sha256(file: Path) -> str:
    """The SHA-256 of a file's bytes, as hexadecimal text."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of(value: Any) -> str:
    """The SHA-256 of a value's JSON text."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def hashes(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of these files of a folder."""
    return {name: sha256(folder / name) for name in sorted(names)}


def write_json(file: Path, value: Any) -> None:
    """A value as JSON text, into a file."""
    file.write_text(json_text(value), encoding="utf-8")
    waypoints.passed("written")


def json_text(value: Any) -> str:
    """A value as JSON text that a person can read, the same bytes for the same value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def read_run(folder: Path) -> dict[str, Any]:
    """What `run.json` of a run's folder says. Raises Refused where there is no run."""
    file = folder / RUN
    if not file.is_file():
        raise Refused("runs.no_run", str(folder))
    try:
        run: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return run
    except ValueError as error:
        raise Refused("runs.run_not_json", str(file)) from error


def changed(folder: Path, run: dict[str, Any]) -> list[str]:
    """The files of a run that are gone, or no longer have the bytes that the run wrote."""
    kept = {**run["inputs"]["files"], **run["files"]}
    return [name for name in sorted(kept) if not (folder / name).is_file() or sha256(folder / name) != kept[name]]
