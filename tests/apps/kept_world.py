"""A database and a data folder as they are at a moment, to be put back where both have been emptied since."""

import shutil
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from yakkan.project import place
from yakkan.project.database import NAME
from yakkan.project.postgres import SUPERUSER

_FOLDERS = ("claims", "lake", "runs", "uploads")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


class KeptWorld:
    """The rows of every table, the state of every sequence, and the files."""

    def __init__(self, data: Path) -> None:
        self._data, self._files = data, tempfile.TemporaryDirectory()
        for name in _FOLDERS:
            if (data / name).exists():
                shutil.copytree(data / name, Path(self._files.name) / name)
        with self._connect() as connection:
            self._sequences = connection.execute(_SEQUENCES).fetchall()
            self._tables = {}
            for (name,) in connection.execute(_TABLES).fetchall():
                with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as rows:
                    self._tables[name] = b"".join(rows)

    def put_back(self) -> None:
        """All of it; a table that has rows was never emptied."""
        for folder in Path(self._files.name).iterdir():
            shutil.copytree(folder, self._data / folder.name)
        with self._connect() as connection:
            connection.execute("SET session_replication_role = replica")
            for name, rows in self._tables.items():
                table = sql.Identifier(name)
                if connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone() is None:
                    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
                        copy.write(rows)
            for name, last in self._sequences:
                connection.execute("SELECT setval(%s::regclass, %s)", [name, last])

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(place.find(self._data).socket), user=SUPERUSER, dbname=NAME)
