"""Engines run what the rooms define. A room gives an Ibis expression; an engine compiles it, runs it, writes its rows.

`duckdb` is the embedded default; `lake` keeps Parquet folders, written aside and renamed into place; `text` opens the
door to delivered text files. Ibis is used as a compiler only: rooms see unbound tables (`name` and schema), an engine
knows what stands behind each name.

>>> import ibis
>>> engine = DuckDB()
>>> calls = engine.put("calls", {"number": "string", "seconds": "int64"}, [("05011110001", 90)])
>>> engine.rows(calls.group_by("number").agg(seconds=calls.seconds.sum()))
[{'number': '05011110001', 'seconds': 90}]
"""

from yakkan.engines.duckdb import DuckDB

__all__ = ["DuckDB"]
