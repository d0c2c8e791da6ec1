"""Lines that wait for the next bill of their account: a run takes them up, and they become lines of the kind `refund`.

They come with the snapshot, as a file that the run freezes; a run for which nothing waits has no such file. What is
more than the bill stays as it is: the bill's total is negative then.
"""

from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir

from yakkan.bill import assemble, tax
from yakkan.bill.refund import KIND, UNIT
from yakkan.engines import DuckDB
from yakkan.money import UNITS_PER_YEN, Rounding
from yakkan.rating.lines import LINES
from yakkan.runs.calculation import Answer

FILE = "waiting.parquet"
WAITING = {
    "origin": "string", "account": "string", "contract": "string", "service": "string", "records": "int64",
    "yen": "int64", "tax_class": "string", "tax_percent": "int64", "name_ja": "string", "name_en": "string",
    "notice_ja": "string", "notice_en": "string", "arithmetic": "string", "in_force_from": "date", "recorded": "date",
    "source": "string", "clause": "string",
}  # fmt: skip
"""A line that waits: where it comes from, whose it is, how much (negative: given back), the clause that it cites."""


def on_bills(
    engine: DuckDB, answer: Answer, waiting: ir.Table, accounts: ir.Table, rounding: Rounding
) -> tuple[Answer, dict[str, int]]:
    """The answer with the waiting lines on its bills, and what `run.json` tells of them.

    A line waits on where its account is billed already, parked or unknown. An account of which nothing else is billed
    gets a bill of its own for it.
    """
    closed = accounts.filter(accounts.billed).select("account").union(answer.parked.select("account")).distinct()
    due = engine.keep("due_lines", waiting.semi_join(accounts, "account").anti_join(closed, "account"))
    told = engine.rows(due.agg(lines=due.count(), accounts=due.account.nunique(), yen=due.yen.sum()))[0]
    told = {name: int(value or 0) for name, value in told.items()}
    told["waiting"] = engine.count(waiting) - told["lines"]
    if not told["lines"]:
        return answer, told
    month = str(answer.months[0])
    lines = engine.keep(
        "lines_with_refunds", assemble.ordered(answer.lines.select(*LINES).union(_lines(due, month)), month)
    )
    citing = answer.citing.union(_citations(due, month))
    return replace(
        answer,
        lines=lines,
        citing=citing,
        citations=engine.keep("citations_with_refunds", assemble.cited(lines, citing)),
        taxes=engine.keep("taxes_with_refunds", tax.taxes(lines, rounding)),
    ), told


def _lines(due: ir.Table, month: str) -> ir.Table:
    """Waiting lines as LINES of the bill's month: the origin stands for an entry, so that none is another's."""
    return due.mutate(
        month=ibis.literal(month),
        kind=ibis.literal(KIND),
        entry=due.origin,
        place=ibis.literal(0, "int64"),
        quantity=due.records,
        unit=ibis.literal(UNIT),
    ).select(*LINES)


def _citations(due: ir.Table, month: str) -> ir.Table:
    """The clause of each; the amount is what is given back, in 1/10,000 yen."""
    cited: dict[str, Any] = {
        "month": ibis.literal(month),
        "entry": due.origin,
        "quantity": due.records,
        "amount": due.yen.abs() * UNITS_PER_YEN,
        "cited": due.origin,
        "after": ibis.literal(0, "int64"),
    }
    return due.mutate(**cited).select(*assemble.CITING)
