"""The real embedded PostgreSQL, opened once a test process, emptied by its superuser before each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yakkan.project import state
from yakkan.project.database import NAME
from yakkan.project.postgres import SUPERUSER
from yakkan.project.state import State

_FOLDERS = ("claims", "lake", "runs", "uploads")
_KEPT = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    data = tmp_path_factory.mktemp("state") / "data"
    with state.open(data) as found:
        yield found
    pointer = data / "postgres" / "elsewhere"
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip())


@pytest.fixture(autouse=True)
def data(opened: State) -> Path:
    """The data folder, its tables empty, nothing in it of the test before."""
    for name in _FOLDERS:
        shutil.rmtree(opened.data / name, ignore_errors=True)
    with superuser(opened) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        connection.execute("SET session_replication_role = replica")
        for (name,) in found:
            if name not in _KEPT:
                connection.execute(f'DELETE FROM "{name}"')
    return opened.data


def superuser(opened: State) -> psycopg.Connection:
    return psycopg.connect(host=str(opened.server.place.socket), user=SUPERUSER, dbname=NAME)
