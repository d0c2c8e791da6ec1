"""Where trials take place: one PostgreSQL, a database and a folder for each scene, copied from an earlier one."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from yakkan.project import place, roles
from yakkan.project.database import APP, OWNER
from yakkan.project.postgres import SUPERUSER, Server

LEFT_OUT = (
    "moments (columns with a time zone), numbers drawn from sequences (id, ..._id), keys and passwords;"
    " the file of four bytes by which Python tries out TMPDIR"
)
"""What a dump leaves out: made by a clock, by a sequence, which has gaps after a rollback, or by chance."""
_TRIED_OUT = (b"", b"blat")
"""What `tempfile` writes into a file in TMPDIR that it removes at once, where it is not killed in between."""
_CHANCE = ("access_key", "password")
_COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name, ordinal_position
"""


@dataclass(frozen=True)
class State:
    """All that counts: each table's rows in order, and each file and folder with its hash."""

    tables: dict[str, list[str]]
    tree: dict[str, str]

    def differences(self, other: "State") -> list[str]:
        """What differs, in words for a person who has to find out why."""
        found = [f"table {name}" for name in sorted(self.tables) if self.tables[name] != other.tables.get(name)]
        both = sorted({*self.tree, *other.tree})
        return found + [f"file {name}" for name in both if self.tree.get(name) != other.tree.get(name)]


@dataclass(frozen=True)
class Scene:
    """A database of the server, and the folder in which commands run; its data folder is `var`."""

    name: str
    folder: Path


class Ground:
    """The server; scenes are made empty or as copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._place = place.find(folder / "server")
        self.server = Server(self._place)
        self.server.enter()
        roles.make(str(self._place.socket))
        with self.connect("postgres") as connection:
            for name, value in (("fsync", "off"), ("full_page_writes", "off"), ("autovacuum", "off")):
                connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            connection.execute("SELECT pg_reload_conf()")

    def close(self) -> None:
        self.server.leave()
        pointer = self.folder / "server" / "postgres" / "elsewhere"
        if pointer.exists():
            shutil.rmtree(pointer.read_text(encoding="utf-8").strip())

    def stop(self) -> None:
        self.server._stop()

    def start(self) -> None:
        self.server._start()

    def connect(self, database: str) -> psycopg.Connection:
        socket = str(self._place.socket)
        return psycopg.connect(host=socket, user=SUPERUSER, dbname=database, autocommit=True)

    def surroundings(self, scene: Scene) -> dict[str, str]:
        socket = quote(str(self._place.socket), safe="")
        urls = {"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER}
        return {name: f"postgresql://{role}@{socket}/{scene.name}" for name, role in urls.items()}

    def new(self, name: str) -> Scene:
        scene = Scene(name, self.folder / name)
        scene.folder.mkdir()
        with self.connect("postgres") as connection:
            names = map(sql.Identifier, (name, OWNER))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(*names))
        return scene

    def copy(self, scene: Scene, name: str) -> Scene:
        """The scene again under another name; what was there under that name is gone."""
        made = Scene(name, self.folder / name)
        self.remove(made)
        shutil.copytree(scene.folder, made.folder)
        with self.connect("postgres") as connection:
            names = map(sql.Identifier, (name, OWNER, scene.name))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(*names))
        return made

    def remove(self, scene: Scene) -> None:
        shutil.rmtree(scene.folder, ignore_errors=True)
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(scene.name)))

    def wait_until_left(self, scene: Scene) -> None:
        """Until the server has noticed that whoever used the database is dead."""
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        with self.connect("postgres") as connection:
            while connection.execute(others, [scene.name]).fetchone() != (0,):
                connection.execute("SELECT pg_sleep(0.01)")

    def tables(self, scene: Scene) -> dict[str, list[str]]:
        """Every table's rows as text, in the order in which they were made where a number tells it."""
        columns: dict[str, list[tuple[str, str]]] = {}
        with self.connect(scene.name) as connection:
            for table, column, kind in connection.execute(_COLUMNS):
                columns.setdefault(table, []).append((column, kind))
            return {table: _rows(connection, table, found) for table, found in columns.items()}

    def state(self, scene: Scene) -> State:
        return State(self.tables(scene), tree(scene.folder))


def _rows(connection: psycopg.Connection, table: str, columns: list[tuple[str, str]]) -> list[str]:
    names = [name for name, kind in columns if not (name == "id" or name.endswith("_id") or "with time zone" in kind)]
    shown = [f"\"{name}\" <> ''" if name in _CHANCE else f'"{name}"' for name in names]
    order = "id" if any(name == "id" for name, _ in columns) else ", ".join(map(str, range(1, len(shown) + 1)))
    if not shown:
        return [str(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone())]
    return [str(row) for row in connection.execute(f'SELECT {", ".join(shown)} FROM "{table}" ORDER BY {order}')]


def tree(folder: Path) -> dict[str, str]:
    """Every file with its SHA-256, every folder; of secrets only that they are there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            found[f"{name}/"] = "a folder"
        elif "secrets" in path.parts:
            found[name] = "a secret"
        elif path.parent == folder / "temporary" and path.read_bytes() in _TRIED_OUT:
            continue
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
