"""The mixed month in PostgreSQL, by SQL written for it: an embedded server of its own, unlogged tables, loaded before.

What the server's process for this connection and its finished parallel workers used is counted; of the server's
memory, that process's.
"""

import shutil
from pathlib import Path

import psycopg

from yakkan.cli.bench.contest import CameTo, Setting
from yakkan.cli.bench.mixed import SUMS
from yakkan.engines import DuckDB
from yakkan.engines.duckdb import quoted
from yakkan.project import place
from yakkan.project.postgres import SUPERUSER, Server

_STATEMENTS = Path(__file__).with_name("in_postgres.sql")
_TABLES = {
    "usage": {
        "record_id": "text", "number": "text", "usage_class": "text", "started_at": "timestamp", "quantity": "bigint"
    },
    "contracts": {
        "contract": "text", "account": "text", "service": "text", "number": "text", "plan": "text", "options": "text",
        "start": "date", "end": "date",
    },
}  # fmt: skip


class InPostgres:
    """Hand-written SQL in the embedded PostgreSQL."""

    def __init__(self, setting: Setting) -> None:
        self.server = Server(place.find(setting.folder / "postgres-data"))
        self.server.enter()
        try:
            self.connection = psycopg.connect(
                host=str(self.server.place.socket), user=SUPERUSER, dbname="postgres", autocommit=True
            )
            for parameter, value in (
                ("work_mem", "256MB"),
                ("hash_mem_multiplier", "2"),
                ("max_parallel_workers_per_gather", str(setting.threads - 1)),
                ("jit", "off"),
                ("synchronous_commit", "off"),
            ):
                self.connection.execute("SELECT set_config(%s, %s, false)", (parameter, value))
            for table, columns in _TABLES.items():
                self._load(setting, table, columns)
        except BaseException:
            self.close()
            raise
        postmaster = int((self.server.place.cluster / "postmaster.pid").read_text(encoding="ascii").split()[0])
        self.processes = (self.connection.info.backend_pid, postmaster)

    def _load(self, setting: Setting, table: str, columns: dict[str, str]) -> None:
        """A table out of its Parquet file, by way of CSV."""
        named = ", ".join(f'"{column}"' for column in columns)
        declared = ", ".join(f'"{column}" {kind} NOT NULL' for column, kind in columns.items())
        csv = setting.folder / f"{table}.csv"
        DuckDB(threads=setting.threads, memory=setting.memory).connection.execute(
            f"COPY (SELECT {named} FROM {quoted(setting.folder / f'{table}.parquet')}) TO {quoted(csv)}"
            " (FORMAT csv, HEADER false)"
        )
        self.connection.execute(f'CREATE UNLOGGED TABLE "{table}" ({declared})')
        copying = f'COPY "{table}" FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({named}))'
        with csv.open("rb") as stream, self.connection.cursor().copy(copying) as copy:
            while block := stream.read(1 << 20):
                copy.write(block)
        csv.unlink()
        self.connection.execute(f'VACUUM ANALYZE "{table}"')

    def run(self) -> CameTo:
        """Works the month out."""
        for statement in _STATEMENTS.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                self.connection.execute(statement)
        found = self.connection.execute(SUMS).fetchall()
        return {entry: (int(lines), int(yen), int(more)) for entry, lines, yen, more in found}

    def close(self) -> None:
        """Stops the server; what root's server keeps elsewhere is removed."""
        if hasattr(self, "connection"):
            self.connection.close()
        self.server.leave()
        if self.server.place.home.parent == place.KEPT:
            shutil.rmtree(self.server.place.home, ignore_errors=True)
