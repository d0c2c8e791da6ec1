"""What a process does once before it forks children that each run a command: all that each would else do by itself.

A child leaves the SQL that it had to make of expressions, for the children after it: the same expression is the same
SQL ever after, and to make it takes longer than to run it.
"""

import atexit
import gc
import os
import pickle
import sys
from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

_sql: dict[tuple[Any, str], str] = {}
"""The SQL of each expression that anybody made, by the expression and the dialect."""
_LEFT = "sql"


def warm(modules: Iterable[str]) -> None:
    """Imports the modules, and what Ibis, the calendar and the messages fetch when they are first asked."""
    for module in modules:
        import_module(module)
    _keep_sql()
    ibis = import_module("ibis")
    ibis.to_sql(ibis.table({"a": "string"}, name="any").order_by("a"), dialect="duckdb")
    import_module("yakkan.days").bank_holidays(2015, 2016)
    import_module("yakkan.messages.catalogue").catalogue()
    gc.collect()
    gc.freeze()  # what was imported is never looked through again, until whoever serves ends


def fork() -> tuple[int, int]:
    """Forks: the child's number, 0 in the child, and how much SQL is known."""
    known = len(_sql)
    return os.fork(), known


def end(code: int, folder: Path | None, known: int) -> None:
    """In a child: ends it as any process ends that is not killed, and leaves in `folder` the SQL that was not known.

    Whatever fails here, the child never goes on as a second server; what was not left is made again by the next one.
    """
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        if folder and (made := list(islice(_sql.items(), known, None))):
            aside = folder / f"{_LEFT}.aside"
            aside.write_bytes(pickle.dumps(made))
            aside.rename(folder / _LEFT)
    finally:
        os._exit(code)


def take(folder: Path) -> None:
    """In the process that forks: takes what a child left, if it left any."""
    file = folder / _LEFT
    if file.exists():
        _sql.update(pickle.loads(file.read_bytes()))
        file.unlink()


def _keep_sql() -> None:
    """Each expression is compiled once. What we declared to Ibis gets the name by which it can be handed on."""
    ibis, operations = import_module("ibis"), import_module("ibis.expr.operations")
    to_sql = ibis.to_sql

    def made_once(expression: Any, dialect: str) -> str:
        key = expression.op(), dialect
        if key not in _sql:
            _sql[key] = to_sql(expression, dialect=dialect)
        return _sql[key]

    ibis.to_sql = made_once
    for declared in operations.ScalarUDF.__subclasses__():
        setattr(sys.modules[declared.__module__], declared.__name__, declared)
