"""Secrets: Django's key, and the keys that encrypt the access keys of billing accounts.

Each is made once in `<data>/secrets/` (folder 0700, files 0600), or comes from the environment. Whoever loses the
encryption keys loses every access key: they belong into the backup, apart from the database's.
"""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from yakkan import waypoints
from yakkan.engines.lake import sync
from yakkan.messages import Refused


@dataclass(frozen=True)
class Keys:
    """`secret` signs what Django signs; `access` encrypt access keys: the first encrypts, all decrypt."""

    secret: str = field(repr=False)
    access: tuple[str, ...] = field(repr=False)


def read(data: Path) -> Keys:
    """The keys of a data folder, made where there are none.

    `YAKKAN_SECRET_KEY` and `YAKKAN_ACCESS_KEYS` (several: by commas, the newest first) go before the files
    `secrets/secret-key` and `secrets/access-keys` (one a line, the newest first).
    """
    folder = data / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    secret = os.environ.get("YAKKAN_SECRET_KEY") or _kept(folder / "secret-key", lambda: secrets.token_urlsafe(50))
    file = folder / "access-keys"
    given = os.environ.get("YAKKAN_ACCESS_KEYS")
    text = given.replace(",", "\n") if given else _kept(file, lambda: Fernet.generate_key().decode("ascii"))
    access = tuple(text.split())
    try:
        [Fernet(key) for key in access or [""]]
    except ValueError:
        raise Refused("state.bad_key", file="YAKKAN_ACCESS_KEYS" if given else str(file)) from None
    return Keys(secret.strip(), access)


def _kept(file: Path, make: Callable[[], str]) -> str:
    """What the file holds; made first where there is none, and whole at once, so that two processes agree."""
    if not file.exists():
        with _alone(file.parent):
            if not file.exists():  # else another process was first: its key is the key
                _write(file, f"{make()}\n")
    return file.read_text(encoding="ascii")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes keys."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(file: Path, text: str) -> None:
    """Aside, then renamed; what a killed process left aside is written over."""
    aside = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    waypoints.passed("key.aside")
    aside.rename(file)
    sync(file.parent)
