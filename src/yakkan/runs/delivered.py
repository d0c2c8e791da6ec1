"""The delivered tables: customers, accounts and contracts as CSV. Each row is checked before any is used.

A file with a wrong row is refused whole, with the line and the cure of each (of the first twenty).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir

from yakkan.days import FIRST_DAY, LAST_DAY
from yakkan.engines import DuckDB
from yakkan.engines.text import Shape, read_text
from yakkan.messages import Refusals, Refused

Wrong = Callable[[ir.Table], ir.BooleanValue]

CUSTOMERS = ("customer", "name", "kana", "language", "email", "postal_code", "address")
ACCOUNTS = ("account", "customer", "method", "delivery")
CONTRACTS = ("contract", "account", "customer", "service", "number", "plan", "group", "options", "from", "until")
METHODS = ("direct_debit", "bill", "card")
DELIVERIES = ("paper", "web")
_MOST = 20
_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
_UNPRINTABLE = r"[\x00-\x1f\x7f\x{fffd}]"


@dataclass(frozen=True)
class Check:
    """What may not be in a row: the message that says so, the column shown with it, and the condition."""

    code: str
    column: str
    wrong: Wrong


def customers(engine: DuckDB, file: Path) -> ir.Table:
    """The customers of a file: CUSTOMERS as text, and `line`."""
    checks = [
        *_id("customer"),
        Check("missing", "name", lambda t: t.name.strip() == ""),
        Check("unknown_language", "language", lambda t: t.language.notin(["", "ja", "en"])),
        Check("bad_email", "email", lambda t: (t.email != "") & ~t.email.re_search(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")),
        *(Check("unprintable", column, _unprintable(column)) for column in CUSTOMERS),
        Check("twice", "customer", _repeated("customer")),
    ]
    return _checked(engine, file, CUSTOMERS, 2, checks)


def accounts(engine: DuckDB, file: Path) -> ir.Table:
    """The billing accounts of a file: ACCOUNTS as text, and `line`."""
    checks = [
        *_id("account"),
        *_id("customer"),
        Check("unknown_method", "method", lambda t: t.method.notin(["", *METHODS])),
        Check("unknown_delivery", "delivery", lambda t: t.delivery.notin(["", *DELIVERIES])),
        Check("twice", "account", _repeated("account")),
    ]
    return _checked(engine, file, ACCOUNTS, 2, checks)


def contracts(engine: DuckDB, file: Path) -> ir.Table:
    """The contracts of a file: a row a number and period, [start, end), as `rating.CONTRACTS` has them.

    `from` left out: since long before; `until` left out: no end. Both are inclusive in the file.
    """
    checks = [
        *_id("contract"),
        *_id("account"),
        *_id("service"),
        Check("bad_number", "number", lambda t: ~t.number.re_search("^([0-9]{5,15})?$")),
        Check("bad_day", "from", lambda t: (t["from"] != "") & _day(t["from"]).isnull()),
        Check("bad_day", "until", lambda t: (t.until != "") & _day(t.until).isnull()),
        Check("days_reversed", "until", lambda t: (t.until != "") & (_day(t.until) < _day(t["from"]))),
        *(Check("unprintable", column, _unprintable(column)) for column in CONTRACTS),
        Check("row_twice", "contract", _repeated("contract", "number", "from")),
    ]
    table = _checked(engine, file, CONTRACTS, 4, checks)
    last = _day(table.until)
    return table.mutate(
        start=ibis.coalesce(_day(table["from"]), ibis.literal(FIRST_DAY)),
        end=ibis.ifelse(
            ibis.coalesce(last >= LAST_DAY, True), ibis.literal(LAST_DAY), (last + ibis.interval(days=1)).cast("date")
        ),
    ).drop("from", "until")


def _checked(engine: DuckDB, file: Path, columns: tuple[str, ...], needed: int, checks: Sequence[Check]) -> ir.Table:
    """The rows of a file whose first columns are `needed` and whose others may be missing, if nothing is wrong."""
    read = read_text(engine, file, Shape(columns[:needed], optional=columns[needed:]), "delivered")
    wrong = [
        Refused(f"text.{row['reason']}", str(file), row["line"])
        for row in engine.rows(read.unreadable.order_by("line").limit(_MOST))
    ]
    for check in checks:
        rows = read.table.filter(check.wrong(read.table)).order_by("line").limit(_MOST)
        for row in engine.rows(rows.select("line", text=rows[check.column])):
            values = {"column": check.column, "text": row["text"]}
            wrong.append(Refused(f"delivered.{check.code}", str(file), row["line"], values))
    if wrong:
        raise Refusals(sorted(wrong, key=lambda refused: refused.line)[:_MOST])
    return read.table.drop("file_row")


def _id(column: str) -> list[Check]:
    """An id must be there, and be one."""
    return [
        Check("missing", column, lambda t: t[column] == ""),
        Check("bad_id", column, lambda t: (t[column] != "") & ~t[column].re_search(_ID)),
    ]


def _unprintable(column: str) -> Wrong:
    return lambda t: t[column].re_search(_UNPRINTABLE)


def _repeated(*columns: str) -> Wrong:
    """Rows that say again what an earlier row is about."""
    return lambda t: ibis.row_number().over(ibis.window(group_by=[t[c] for c in columns], order_by=t.line)) > 0


def _day(text: ir.StringValue) -> ir.DateValue:
    return ibis.ifelse(text.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), text, ibis.null("string")).try_cast("date")
