"""The one door to the state: whatever needs customers, contracts, bills or the ledger opens it first.

`open(data)` attaches to PostgreSQL (the embedded one of the data folder, or the server of `DATABASE_URL`), makes roles
and database on first use, brings the tables up to date and sets Django up. Only then can models be imported.
"""

import atexit
import os
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings as django_settings

from yakkan import waypoints
from yakkan.engines import scratch
from yakkan.messages import Refused
from yakkan.project import database, keys, place, roles
from yakkan.project.database import Databases
from yakkan.project.postgres import Server
from yakkan.project.settings import settings


@dataclass
class State:
    """An open state; close it, or leave it to the end of the process."""

    data: Path
    server: Server | None

    def __enter__(self) -> "State":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the database; the embedded server stops with the last process that leaves it."""
        from django.db import connections

        connections.close_all()
        if self.server:
            self.server.leave()
        atexit.unregister(self.close)


def open(data: Path, book: Path = Path("book")) -> State:
    """Open the state of the data folder `data`, made where there is none. One process opens one data folder.

    `book` is the book that pages show and jobs bill by.
    """
    if django_settings.configured and data.resolve() != django_settings.DATA:
        raise RuntimeError("this process has opened another data folder")
    make_private(data)
    scratch.keep_in(data.resolve())
    given = database.from_environment(os.environ)
    server = None if given else Server(place.find(data))
    if server:
        server.enter()
    state = State(data, server)
    try:
        databases = given or database.embedded(server.place.socket)
        if server:
            roles.make(str(server.place.socket))
            waypoints.passed("server.ready")
        roles.check(databases.app)
        _set_up(databases, data, book)
        _bring_up_to_date(databases)
    except BaseException:
        if server:
            server.leave()
        raise
    atexit.register(state.close)
    return state


def make_private(data: Path) -> None:
    """Make a data folder that others cannot read. Root's lets the server's user pass through."""
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)  # whatever the umask


def _set_up(databases: Databases, data: Path, book: Path) -> None:
    if not django_settings.configured:
        django_settings.configure(**settings(databases, keys.read(data), data, book))
        django.setup()


def _bring_up_to_date(databases: Databases) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if databases.owner is None:
        raise Refused("state.needs_migration")
    call_command("migrate", verbosity=0, skip_checks=True)
