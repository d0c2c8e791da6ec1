"""What calculation asks of an engine, whichever it is.

Delivered files come in by DuckDB, the door; everything from there on is asked of an `Engine`, and every engine writes
the same rows in the same order.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir


class Engine(Protocol):
    """Tables by name, expressions run over them; whole numbers stay whole, and a result has its declared types."""

    def put(self, name: str, schema: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> ir.Table:
        """A small table made of Python rows, under `name`."""

    def read(self, name: str, schema: Mapping[str, str], files: Sequence[Path]) -> ir.Table:
        """Parquet files as one table under `name`, read when it is used; no file at all is an empty table."""

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """The rows of `expression`, worked out once and kept under `name`."""

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows of a small result, in the order of the expression."""

    def count(self, expression: ir.Table) -> int:
        """How many rows it has."""

    def write(self, expression: ir.Table, file: Path) -> None:
        """The rows of `expression` as a Parquet file, in its order, each column cast to its declared type."""

    def write_csv(self, expression: ir.Table, file: Path) -> None:
        """The rows of `expression` as a CSV file with a header, in its order."""

    def close(self) -> None:
        """Lets go of everything that it holds."""
