"""The embedded PostgreSQL: a real server that starts with the first process that needs it and stops with the last.

Every process that uses the server holds a shared lock on `users.lock`. Whoever leaves tries to make that lock
exclusive: only the last one can, and stops the server. Starting and stopping happen under the exclusive lock on
`start.lock`. The kernel drops the locks of a killed process, so nothing is left to mend: a server that survived its
last user is found by the next one.
"""

import fcntl
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from yakkan import waypoints
from yakkan.messages import Refused
from yakkan.project.place import Place, own_folder

SUPERUSER = "postgres"
"""The embedded server's superuser: makes roles and the database, and is used for nothing else."""
_SECONDS = 30
_NOBODY = 4194305
"""More than the highest number of a process on Linux."""


@dataclass
class Server:
    """One embedded server, and this process's use of it."""

    place: Place
    _lock: int | None = field(default=None, init=False)
    _process: int = field(default=0, init=False)

    def enter(self) -> None:
        """Use the server: attach to it where it runs, start it where it does not, make it on first use."""
        with self._starting():
            self._lock = os.open(self.place.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            self._process = os.getpid()
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            try:
                self._make()
                if not self._answers():
                    self._start()
                    waypoints.passed("server.started")
            except BaseException:
                self._let_go()
                raise

    def leave(self) -> None:
        """Use it no longer; the last one out stops it. A forked child leaves nothing: the use is its parent's."""
        if self._lock is None or self._process != os.getpid():
            return
        with self._starting():
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # others are still inside
            else:
                self._stop()
            finally:
                self._let_go()

    def _stop(self) -> None:
        """Stop it. Where that fails, what was done in the database is done all the same: the log says what failed."""
        with suppress(Refused):
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", str(_SECONDS))

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None

    @contextmanager
    def _starting(self) -> Iterator[None]:
        lock = os.open(self.place.home / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _make(self) -> None:
        """Make the cluster aside and rename it into place: a half-made one is never used."""
        if self.place.cluster.exists():
            return
        aside = self.place.home / "cluster.new"
        shutil.rmtree(aside, ignore_errors=True)
        own_folder(aside, self.place.user)
        options = ["--no-locale", "--encoding=UTF8", "--no-instructions", "--auth=trust", f"--username={SUPERUSER}"]
        settings = ["-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "listen_addresses="]
        self._run("initdb", *options, *settings, cluster=aside)
        waypoints.passed("server.made")
        aside.rename(self.place.cluster)

    def _start(self) -> None:
        if self._is_starting():
            self._wait()
            return
        self._forget_the_dead()
        where = f"-k {shlex.quote(str(self.place.socket))} -c unix_socket_permissions=0700 -c listen_addresses="
        start = ("pg_ctl", "start", "-w", "-t", str(_SECONDS), "-o", where)
        try:
            self._run(*start)
        except Refused:  # children of a killed server need a moment to go
            time.sleep(1)
            self._run(*start)

    def _is_starting(self) -> bool:
        """Whether the process that the lock file names really is this cluster's server, and no later namesake."""
        try:
            process = (self.place.cluster / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
            return Path(f"/proc/{int(process)}/cwd").resolve(strict=True) == self.place.cluster.resolve()
        except (OSError, ValueError):
            return False

    def _forget_the_dead(self) -> None:
        """Let the lock files of a server that is no more name no process, where its number went to another one.

        PostgreSQL's own lock file is kept otherwise: it tells whether children of that server still write.
        """
        lock = self.place.cluster / "postmaster.pid"
        if not lock.exists() or not Path("/proc/self").exists():
            return
        rest = lock.read_bytes().partition(b"\n")[2]
        with os.fdopen(os.open(lock, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW), "wb") as stream:
            stream.write(b"%d\n" % _NOBODY + rest)
        for file in self.place.socket.glob(".s.PGSQL.*"):
            file.unlink()

    def _wait(self) -> None:
        for _ in range(_SECONDS * 20):
            if self._answers():
                return
            time.sleep(0.05)
        raise Refused("state.server_failed", file=str(self.place.log), values={"what": "pg_ctl start"})

    def _answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.place.socket), user=SUPERUSER, dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str, cluster: Path | None = None) -> None:
        """Run a program of PostgreSQL's as the server's user, what it says going to the log."""
        user = self.place.user
        whom = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        surroundings = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C",
            "TZ": "UTC",
            "PGDATA": str(cluster or self.place.cluster),
        }
        with os.fdopen(os.open(self.place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            done = subprocess.run(
                [self.place.programs / program, *arguments],
                check=False,
                cwd="/",
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **whom,
            )
        if done.returncode != 0:
            what = {"what": " ".join([program, *arguments[:1]])}
            raise Refused("state.server_failed", file=str(self.place.log), values=what)
