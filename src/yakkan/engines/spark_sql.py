"""Expressions as Spark's SQL: Ibis's compiler, without its PySpark backend, which would need pandas and pyarrow."""

from typing import Any

import ibis.expr.types as ir
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


def compiled(expression: ir.Table) -> str:
    """The expression as SQL, cast to its declared schema: Ibis leaves out casts that it takes to be needless."""
    columns = ", ".join(f"CAST(`{name}` AS {sql_type(kind)}) AS `{name}`" for name, kind in expression.schema().items())
    inner = _COMPILER.to_sqlglot(expression.unbind()).sql(dialect=_COMPILER.dialect)
    return f"SELECT {columns} FROM ({inner})"


def sql_type(kind: Any) -> str:
    """A type by its name in Spark's SQL. Raises TypeError for what may not be near an amount."""
    if kind.is_decimal() or kind.is_floating():
        raise TypeError("no float and no decimal ever touches an amount")
    return {
        "string": "STRING",
        "int64": "BIGINT",
        "int32": "INT",
        "int16": "INT",
        "int8": "INT",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "timestamp": "TIMESTAMP_NTZ",
    }[str(kind).lstrip("!").split("(")[0]]


class _Compiler(PySparkCompiler):
    """Ibis's compiler, and what Spark 4 can do that it does not know of."""

    __slots__ = ()

    def visit_GroupConcat(self, op: Any, *, arg: Any, sep: Any, where: Any, order_by: Any) -> Any:
        """Texts joined in an order."""
        joined = self.f.anon.listagg(arg if where is None else self.if_(where, arg, sge.null()), sep)
        return sge.WithinGroup(this=joined, expression=sge.Order(expressions=order_by)) if order_by else joined


_COMPILER = _Compiler()
