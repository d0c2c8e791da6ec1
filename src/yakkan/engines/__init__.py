"""Engines run what the rooms define. A room gives an Ibis expression; an engine compiles it, runs it, writes its rows.

`engine` says what calculation asks of any of them; `duckdb` is the embedded default; `lake` keeps Parquet folders,
written aside and renamed into place; `text` opens the door to delivered text files. Ibis is used as a compiler only:
rooms see unbound tables (`name` and schema), an engine knows what stands behind each name.

>>> import ibis
>>> engine = DuckDB()
>>> calls = engine.put("calls", {"number": "string", "seconds": "int64"}, [("05011110001", 90)])
>>> engine.rows(calls.group_by("number").agg(seconds=calls.seconds.sum()))
[{'number': '05011110001', 'seconds': 90}]
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from yakkan.engines.duckdb import DuckDB
from yakkan.engines.engine import Engine

__all__ = ["ENGINES", "DuckDB", "Engine", "opened"]

ENGINES: dict[str, Callable[[Path], Engine]] = {"duckdb": lambda spill: DuckDB(spill=spill)}
"""Each engine by its name: what opens it, given the folder for what does not fit into memory."""


@contextmanager
def opened(name: str, spill: Path) -> Iterator[Engine]:
    """An engine by its name, closed afterwards; what does not fit into memory goes to the folder `spill`."""
    engine = ENGINES[name](spill)
    try:
        yield engine
    finally:
        engine.close()
