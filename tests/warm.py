"""What a process does once before it forks children that each run a command: all that each would else do by itself."""

import gc
from collections.abc import Iterable
from importlib import import_module


def warm(modules: Iterable[str]) -> None:
    """Imports the modules, and what Ibis, the calendar and the messages fetch when they are first asked."""
    for module in modules:
        import_module(module)
    ibis = import_module("ibis")
    ibis.to_sql(ibis.table({"a": "string"}, name="any").order_by("a"), dialect="duckdb")
    import_module("yakkan.days").bank_holidays(2015, 2016)
    import_module("yakkan.messages.catalogue").catalogue()
    gc.collect()
    gc.freeze()  # what was imported is never looked through again, until whoever serves ends
