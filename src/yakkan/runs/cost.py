"""What a month costs by the book as known on one day and on another, line by line.

Usage and contracts are those of today both times: what differs is what the book said.

OUT/then.parquet, OUT/now.parquet    the month's lines, as a bill would have them
OUT/difference.csv                   each line that differs: yen, arithmetic and clauses, then and now
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir

from yakkan.bill.assemble import BILL_LINES
from yakkan.bill.difference import ALIKE
from yakkan.days import Month, public_holidays
from yakkan.engines import DuckDB, lake
from yakkan.engines.scratch import scratch
from yakkan.messages import Refused
from yakkan.rating import CONTRACTS
from yakkan.runs.calculation import Facts, Question, calculate
from yakkan.terms import Book
from yakkan.usage import SCHEMA as USAGE

SIDES = ("then", "now")
_CLAUSES = {"line": "string", "clauses": "string"}
_PARKED = {"account": "string"}


@dataclass(frozen=True)
class CostInputs:
    """What is worked out: a month's usage files and a Parquet file of CONTRACTS, by the book as known on two days."""

    book: Book
    usage: list[Path]
    contracts: Path
    then: date
    now: date


@dataclass(frozen=True)
class Cost:
    """What the month cost before tax `then` and `now`, in yen; how many lines differ, and of how many accounts.

    `undecided` accounts could not be worked out on one of the days, and are left out of all of it.
    """

    then: int
    now: int
    lines: int
    accounts: int
    undecided: int


def cost(month: Month, inputs: CostInputs, out: Path) -> Cost:
    """Works the month out twice into the new folder `out`. Raises Refused where it exists; nothing is half-written."""
    if out.exists():
        raise Refused("runs.out_exists", str(out))
    with lake.written_aside(out) as aside, scratch() as beside:
        for side, day in zip(SIDES, (inputs.then, inputs.now), strict=True):
            _work_out(month, inputs, day, (aside / f"{side}.parquet", beside / side))
        engine = DuckDB()
        parked = [engine.read(f"parked_{side}", _PARKED, [beside / f"{side}-parked.parquet"]) for side in SIDES]
        undecided = engine.keep("undecided", parked[0].union(parked[1], distinct=True))
        then, now = (
            _side(engine, side, aside / f"{side}.parquet", beside).anti_join(undecided, "account") for side in SIDES
        )
        differing = engine.keep("differing", _differing(then, now))
        engine.write_csv(differing.order_by(*ALIKE), aside / "difference.csv")
        return Cost(
            then=_sum(engine, then),
            now=_sum(engine, now),
            lines=engine.count(differing),
            accounts=engine.count(differing.select("account").distinct()),
            undecided=engine.count(undecided),
        )


def _work_out(month: Month, inputs: CostInputs, known_on: date, out: tuple[Path, Path]) -> None:
    """The month's lines into one file; their clauses and the parked accounts beside the other."""
    lines, beside = out
    with scratch() as spill:
        engine = DuckDB(spill=spill)
        usage = engine.read("usage", USAGE, inputs.usage)
        contracts = engine.read("contracts", CONTRACTS, [inputs.contracts])
        question = Question(known_on, (month,), public_holidays([month]))
        answer = calculate(engine, inputs.book, question, Facts(usage, contracts))
        engine.write(answer.lines.order_by("account", "position"), lines)
        cited = answer.citations
        clauses = cited.group_by("line").agg(
            clauses=(cited.source + " " + cited.clause).group_concat("; ", order_by=cited.position)
        )
        engine.write(clauses, Path(f"{beside}-clauses.parquet"))
        engine.write(answer.parked.select("account").distinct(), Path(f"{beside}-parked.parquet"))


def _side(engine: DuckDB, side: str, file: Path, beside: Path) -> ir.Table:
    lines = engine.read(f"lines_{side}", BILL_LINES, [file])
    clauses = engine.read(f"clauses_{side}", _CLAUSES, [beside / f"{side}-clauses.parquet"])
    return lines.left_join(clauses, "line").select(
        *ALIKE, "name_ja", "name_en", "yen", "arithmetic", clauses=clauses.clauses
    )


def _differing(then: ir.Table, now: ir.Table) -> ir.Table:
    """A row a line whose yen differ; 0 yen and no arithmetic where there was no such line."""
    nothing = {"yen": ibis.literal(0, "int64"), "arithmetic": ibis.literal(""), "clauses": ibis.literal("")}
    sides = []
    for place, table in enumerate((then, now)):
        own = {f"{SIDES[place]}_{name}": table[name] for name in nothing}
        other = {f"{SIDES[1 - place]}_{name}": empty for name, empty in nothing.items()}
        columns = own | other
        sides.append(table.select(*ALIKE, "name_ja", "name_en", **{name: columns[name] for name in sorted(columns)}))
    both = ibis.union(*sides)
    summed = both.group_by(list(ALIKE)).agg(
        name_ja=both.name_ja.max(),
        name_en=both.name_en.max(),
        then_yen=both.then_yen.sum(),
        now_yen=both.now_yen.sum(),
        **{f"{side}_{what}": both[f"{side}_{what}"].max() for side in SIDES for what in ("arithmetic", "clauses")},
    )
    differing = summed.filter(summed.then_yen != summed.now_yen)
    return differing.mutate(difference_yen=differing.now_yen - differing.then_yen)


def _sum(engine: DuckDB, lines: ir.Table) -> int:
    return int(engine.rows(lines.agg(yen=lines.yen.sum().fill_null(0)))[0]["yen"])
