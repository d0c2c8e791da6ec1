"""Months that were billed before, worked out again: what should have been billed for them, less what was.

A month is taken up again where its facts (usage, contracts) are no longer those that it was settled with. It is worked
out whole, with its allowances and discounts, by the terms as they were known when it was billed: a price that was
recorded later corrects nothing here, but usage that had no price then is priced. The differences are lines on the first
bill that is still open.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from yakkan.bill import assemble, difference, tax
from yakkan.bill.refund import KIND
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch
from yakkan.money import Rounding
from yakkan.rating import CONTRACTS
from yakkan.rating.lines import LINES
from yakkan.runs import folder as run_folder
from yakkan.runs.calculation import NUMBERS, UNRATED, Answer, Facts, Question, calculate, unrated
from yakkan.terms import Book
from yakkan.usage import SCHEMA as USAGE

BILLED = {**difference.WAS, "known_on": "date"}
"""What was billed for earlier months, as a snapshot: `known_on` is the day on which the month's terms were known."""

_CLIPPED = ("start", "end", "began", "ended")
_WHOSE = {"account": "string", "month": "string"}
_TABLES = {"lines": LINES, "citations": assemble.CITING, "numbers": NUMBERS, "unrated": UNRATED}


@dataclass(frozen=True)
class Earlier:
    """What an earlier month is worked out from: its usage files by SHA-256, and the hash of all its facts."""

    month: Month
    usage: Mapping[str, Path]
    facts: str


@dataclass(frozen=True)
class Differences:
    """The difference lines of earlier months with what they cite, and the numbers and unrated records of the accounts.

    `undecided` are accounts whose month could not be worked out (`account`, `month`): their difference is not known.
    `unbilled` are those that owe something for a month of which they have no bill: a run of that month bills them.
    """

    lines: ir.Table
    citations: ir.Table
    numbers: ir.Table
    unrated: ir.Table
    undecided: ir.Table
    unbilled: ir.Table
    rated: Mapping[Month, tuple[int, int]]


def facts(engine: DuckDB, contracts: ir.Table, usage: Mapping[Month, Sequence[str]]) -> dict[Month, str]:
    """The hash of each month's facts: its usage files (by SHA-256) and what the contracts say of its days.

    What lies outside a month is no fact of it: a contract that ends next year says the same of this month as one
    without an end. Only the day before and the day after are told, since a fee may depend on them.
    """
    spans = [(str(month), month.first, month.next.first) for month in usage]
    table = engine.put("fact_months", {"month": "string", "first": "date", "next": "date"}, spans)
    whole = ibis.window(group_by=contracts.contract)
    dated = contracts.mutate(began=contracts.start.min().over(whole), ended=contracts.end.max().over(whole))
    of_month = dated.join(table, (dated.start < table.next) & (dated.end > table.first))
    before, after = of_month.first - ibis.interval(days=1), of_month.next + ibis.interval(days=1)
    clipped = {name: ibis.least(ibis.greatest(of_month[name], before), after).cast("string") for name in _CLIPPED}
    texts = [of_month[name] for name in CONTRACTS if name not in ("start", "end", "line")]
    said = ibis.literal("\x1f").join([*texts, *clipped.values()])
    digest = said.hexdigest("md5")
    pieces = {f"piece_{at}": (ibis.literal("0x") + digest.substr(at, 10)).cast("int64") for at in (0, 10, 20)}
    rows = of_month.select("month", **pieces)
    sums = rows.group_by("month").agg(rows=rows.count(), **{name: rows[name].sum() for name in pieces})
    found = {row.pop("month"): row for row in engine.rows(sums)}
    return {
        month: run_folder.sha256_of({"usage": sorted(hashes), "contracts": found.get(str(month), {})})
        for month, hashes in usage.items()
    }


@dataclass(frozen=True)
class Frozen:
    """What a run has frozen that earlier months are worked out from: its folder, book, day and public holidays."""

    folder: Path
    book: Book
    known_on: date
    holidays: Collection[date]


@contextmanager
def differences(engine: DuckDB, frozen: Frozen, earlier: Sequence[Earlier]) -> Iterator[Differences]:
    """What earlier months should have cost less what was billed for them.

    The tables can be read as long as the block lasts: each month is worked out by an engine of its own.
    """
    with scratch() as folder:
        billed = engine.read("billed", BILLED, [frozen.folder / "billed.parquet"])
        cited_then = engine.read("billed_citations", assemble.CITING, [frozen.folder / "billed_citations.parquet"])
        rated: dict[Month, tuple[int, int]] = {}
        for one in earlier:
            of_month = billed.filter(billed.month == str(one.month))
            days = [row["known_on"] for row in engine.rows(of_month.select("known_on").distinct())]
            for day in sorted(days):
                rated[one.month] = _work_out(one, frozen, day, folder / f"{one.month}-{day}")
        worked = sorted(folder.iterdir())
        should = _read(engine, "lines", worked)
        undecided, unbilled = (engine.read(name, _WHOSE, _files(name, worked)) for name in ("undecided", "unbilled"))
        undecided = engine.keep("undecided_accounts", undecided.distinct())
        was = billed.filter(billed.kind != KIND).anti_join(undecided, ["account", "month"])  # refunds stay given
        lines = engine.keep("difference_lines", difference.lines(should, was.select(*difference.WAS)))
        citations = difference.citations(lines, _read(engine, "citations", worked), cited_then)
        yield Differences(
            lines,
            engine.keep("difference_citations", citations),
            _read(engine, "numbers", worked).semi_join(lines, ["account", "month"]),
            _read(engine, "unrated", worked).distinct(),
            undecided,
            engine.keep("unbilled_accounts", unbilled.anti_join(billed, ["account", "month"]).distinct()),
            rated,
        )


def _files(name: str, worked: Sequence[Path]) -> list[Path]:
    return [folder / f"{name}.parquet" for folder in worked]


def _read(engine: DuckDB, name: str, worked: Sequence[Path]) -> ir.Table:
    return engine.read(f"again_{name}", _TABLES[name], _files(name, worked))


def _work_out(earlier: Earlier, frozen: Frozen, known_on: date, out: Path) -> tuple[int, int]:
    """A month worked out again for the accounts that were billed by the terms as known on a day, into the folder `out`.

    Returns how many records were rated, and how many could not be.
    """
    out.mkdir()
    with scratch() as spill:
        engine = DuckDB(spill=spill)
        usage = engine.read("usage", USAGE, list(earlier.usage.values()))
        contracts = engine.read("contracts", CONTRACTS, [frozen.folder / "contracts.parquet"])
        billed = engine.read("billed", BILLED, [frozen.folder / "billed.parquet"])
        of_day = (billed.month == str(earlier.month)) & (billed.known_on == ibis.literal(known_on))
        accounts = engine.keep("billed_accounts", billed.filter(of_day).select("account").distinct())
        question = Question(known_on, (earlier.month,), frozen.holidays, frozen.known_on)
        answer = calculate(engine, frozen.book, question, Facts(usage, contracts))
        lines = answer.lines.semi_join(accounts, "account")
        cited = answer.citations.join(lines.select("line", line_entry="entry"), "line")
        cited = cited.mutate(cited=cited.entry, entry=cited.line_entry, after=cited.position)
        tables: dict[str, ir.Table] = {
            "lines": lines.select(*LINES),
            "citations": cited.select(*assemble.CITING),
            "numbers": answer.numbers.semi_join(accounts, "account").select(*NUMBERS),
            "unrated": unrated(answer.priced).select(*UNRATED),
            "unbilled": answer.lines.filter(answer.lines.yen != 0).select("account", "month"),
            "undecided": answer.parked.semi_join(accounts, "account").select("account", "month").distinct(),
        }
        for name, table in tables.items():
            engine.write(table, out / f"{name}.parquet")
        return answer.rated, answer.unrated


def on_bills(
    engine: DuckDB, answer: Answer, found: Differences, accounts: ir.Table, rounding: Rounding
) -> tuple[Answer, dict[str, Any]]:
    """The answer with the lines of earlier months on its bills, and what `run.json` tells of each of those months.

    A difference waits for a later bill where its account is billed already, or parked, or not decided. An account that
    has no bill of the month is only counted: what it owes for it is no difference.
    """
    closed = accounts.filter(accounts.billed).select("account").union(answer.parked.select("account")).distinct()
    on_bills = found.lines.anti_join(closed, "account")
    waiting = found.lines.semi_join(closed, "account").select("account", "month").union(found.undecided).distinct()
    waits = {row["month"]: row["waiting"] for row in engine.rows(waiting.group_by("month").agg(waiting=_count))}
    none_yet = engine.rows(found.unbilled.group_by("month").agg(unbilled=_count))
    unbilled = {row["month"]: row["unbilled"] for row in none_yet}
    sums = on_bills.group_by("month").agg(
        lines=_count, accounts=lambda t: t.account.nunique(), yen=lambda t: t.yen.sum()
    )
    billed = {row.pop("month"): row for row in engine.rows(sums)}
    told = {
        str(month): {"lines": 0, "accounts": 0, "yen": 0, **billed.get(str(month), {}), "rated": rated,
                     "quarantined": not_rated, "waiting": waits.get(str(month), 0),
                     "unbilled": unbilled.get(str(month), 0)}
        for month, (rated, not_rated) in found.rated.items()
    }  # fmt: skip
    if not billed:
        return answer, told
    month = str(answer.months[0])
    both = answer.lines.select(*LINES).union(on_bills)
    lines = engine.keep("lines_of_bills", assemble.ordered(both, month))
    citing = answer.citing.union(found.citations)
    return replace(
        answer,
        lines=lines,
        citing=citing,
        citations=engine.keep("citations_of_bills", assemble.cited(lines, citing)),
        taxes=engine.keep("taxes_of_bills", tax.taxes(lines, rounding)),
        numbers=answer.numbers.union(found.numbers.semi_join(on_bills, ["account", "month"])),
    ), told


def _count(table: ir.Table) -> ir.IntegerValue:
    return table.count()


def nothing_billed(engine: DuckDB, folder: Path) -> None:
    """The snapshot of a run that takes up no earlier month."""
    for name, schema in (("billed", BILLED), ("billed_citations", assemble.CITING)):
        engine.write(engine.put(name, schema, []), folder / f"{name}.parquet")
