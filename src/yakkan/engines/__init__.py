"""Engines run what the rooms define. A room gives an Ibis expression; an engine compiles it, runs it, writes its rows.

`engine` says what calculation asks of any of them; `duckdb` is the embedded default, `spark` an extra; `lake` keeps
Parquet folders, written aside and renamed into place; `text` opens the door to delivered text files. Ibis is used as a
compiler only: rooms see unbound tables (`name` and schema), an engine knows what stands behind each name.

>>> import ibis
>>> engine = DuckDB()
>>> calls = engine.put("calls", {"number": "string", "seconds": "int64"}, [("05011110001", 90)])
>>> engine.rows(calls.group_by("number").agg(seconds=calls.seconds.sum()))
[{'number': '05011110001', 'seconds': 90}]
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yakkan.engines.duckdb import DuckDB
from yakkan.engines.engine import Engine

__all__ = ["DuckDB", "Engine", "opened"]


@contextmanager
def opened(name: str, spill: Path, *, small: bool = False) -> Iterator[Engine]:
    """An engine by its name, closed afterwards: `duckdb` or `spark`.

    What does not fit into memory goes to the folder `spill`. `small` says that all tables have few rows. Raises Refused
    where the engine is not installed.
    """
    engine = _spark(spill, small) if name == "spark" else DuckDB(spill=spill)
    try:
        yield engine
    finally:
        engine.close()


def _spark(spill: Path, small: bool) -> Engine:
    from yakkan.engines.spark import Spark  # an extra: whoever does not ask for it need not have it

    return Spark(spill, small=small)
