"""Rating files that somebody names: usage and contracts in, a folder out; no database, nothing remembered.

OUT/charges.parquet     a row a rated record, its amount in 1/10,000 yen
OUT/lines.parquet       what each contract's months cost, in whole yen, and beside it what the lines cite,
                        the tax, the month's statistics (numbers) and parked.csv
OUT/quarantine.csv      file, line, reason of each record that could not be rated
OUT/run.json            what it was made from, counts, and the hash of each file
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

import yakkan
from yakkan.days import Month, public_holidays
from yakkan.engines import DuckDB, Engine, lake, opened
from yakkan.engines.scratch import sweep_temporary
from yakkan.messages import Refused
from yakkan.rating import CONTRACTS, metered, parts
from yakkan.runs import delivered, folder
from yakkan.runs.calculation import UNRATED, Answer, Facts, Priced, Question, calculate, unrated, write_answer
from yakkan.runs.intake import Delivery, Inputs, Intake, take_in
from yakkan.terms import Book
from yakkan.usage import SCHEMA as USAGE
from yakkan.usage import Mapping

CHARGES = {
    "record_id": "string", "contract": "string", "service": "string", "charge": "string", "in_force_from": "date",
    "month": "string", "quantity": "int64", "amount": "int64",
}  # fmt: skip
_IN_ORDER = ("month", "contract", "record_id", "service", "charge", "in_force_from", "quantity", "amount")
_WORK = "work"


@dataclass(frozen=True)
class RateInputs:
    """What is rated: usage files of one format, a contracts file; of one month, or of all months that they hold.

    `engine` names the engine that rates.
    """

    usage: Sequence[Path]
    mapping: Mapping
    contracts: Path
    known_on: date
    month: Month | None = None
    engine: str = "duckdb"


@dataclass(frozen=True)
class AtHand:
    """What came in at the door: the usage taken in, and Parquet files of the contracts and the quarantine."""

    taken: Sequence[Intake]
    contracts: Path
    refused: Path


def rate(book: Book, inputs: RateInputs, out: Path) -> dict[str, Any]:
    """Rates the files into the new folder `out` and returns what its `run.json` says.

    Raises Refused or Refusals for a file that is refused whole, or where `out` exists; then nothing is left behind.
    """
    lake.sweep(out.parent)
    sweep_temporary()
    try:
        return _rated(book, inputs, out)
    except FileExistsError as error:
        raise Refused("runs.out_exists", str(out)) from error


def _rated(book: Book, inputs: RateInputs, out: Path) -> dict[str, Any]:
    with lake.written_aside(out) as aside:
        work = aside / _WORK
        work.mkdir()
        at_hand = at_the_door(inputs, work)
        with opened(inputs.engine, work / "spill") as engine:
            counts = rate_at_hand(engine, book, inputs, at_hand, aside)
        lake.remove(work)
        made = sorted(file.name for file in aside.iterdir())
        run = _described(inputs, at_hand.taken) | {"counts": counts, "files": folder.hashes(aside, made)}
        folder.write_json(aside / folder.RUN, run)
    return run


def at_the_door(inputs: RateInputs, work: Path, kind: type[Delivery] = Delivery) -> AtHand:
    """Opens the door: the delivered files as Parquet, for any engine to read."""
    with closing(DuckDB(spill=work / "spill")) as door:
        contracts = door.keep("contracts", delivered.contracts(door, inputs.contracts).select(*CONTRACTS))
        taken = take_in(inputs.usage, inputs.mapping, Inputs(door, contracts), work / "taken", kind)
        refused = door.read_csv("refused", UNRATED, [intake.folder / "quarantine.csv" for intake in taken])
        door.write(contracts, work / "contracts.parquet")
        door.write(refused, work / "refused.parquet")
    return AtHand(taken, work / "contracts.parquet", work / "refused.parquet")


def rate_at_hand(engine: Engine, book: Book, inputs: RateInputs, at_hand: AtHand, out: Path) -> dict[str, int]:
    """Rates what is at hand into `out`; returns the counts of records."""
    taken = at_hand.taken
    contracts = engine.read("contracts", CONTRACTS, [at_hand.contracts])
    usage = _taken_usage(engine, taken, inputs.month)
    months = months_of(engine, usage, inputs.month)
    question = Question(inputs.known_on, months, public_holidays(months))
    answer = calculate(engine, book, question, Facts(usage, contracts))
    engine.write(charges(answer.priced).order_by(*_IN_ORDER), out / "charges.parquet")
    write_answer(engine, answer, out)
    outside = _other_months(engine, taken, inputs.month)
    refused = engine.read("refused", UNRATED, [at_hand.refused])
    quarantine = ibis.union(refused, unrated(answer.priced), outside).order_by("file", "line", "record_id", "reason")
    engine.write_csv(quarantine, out / "quarantine.csv")
    return _counts(taken, answer, engine.count(outside))


def charges(priced: Priced) -> ir.Table:
    """What each rated record costs, in 1/10,000 yen; of CHARGES."""
    known = priced.records.at_once
    known = known.filter(known.tariff.notnull())
    wanted = ["record_id", "row", "value", "started_at", "amount"]
    used = known.quantity if priced.records.parts is None else known.used
    amounts = known.mutate(amount=metered.amount(known, priced.tariff), whole=used).select(*wanted, quantity="whole")
    if priced.records.parts is not None:
        parted = parts.amounts(priced.records.parts, priced.tariff)
        amounts = amounts.union(parted.select(*wanted, "quantity"))
    amounts = amounts.mutate(month=amounts.started_at.strftime("%Y-%m"))
    cited = amounts.join(priced.values.select("value", "charge", "in_force_from"), "value")
    return cited.join(priced.rows.select("row", "contract", "service"), "row").select(*CHARGES)


def _taken_usage(engine: Engine, taken: Sequence[Intake], month: Month | None) -> ir.Table:
    wanted = f"usage/month={month or '*'}/usage.parquet"
    files = [file for intake in taken for file in sorted(intake.folder.glob(wanted))]
    return engine.read("usage", USAGE, files)


def _other_months(engine: Engine, taken: Sequence[Intake], month: Month | None) -> ir.Table:
    """Records of months that were not asked for; of UNRATED."""
    files = [file for intake in taken for file in sorted(intake.folder.glob("usage/*/usage.parquet"))]
    others = [file for file in files if month and file.parent.name != f"month={month}"]
    usage = engine.read("usage_of_other_months", USAGE, others)
    return usage.mutate(reason=ibis.literal("other_month")).select(*UNRATED)


def months_of(engine: Engine, usage: ir.Table, month: Month | None) -> tuple[Month, ...]:
    """The month asked for, or all that the usage holds."""
    if month:
        return (month,)
    held = usage.select(month=usage.started_at.strftime("%Y-%m")).distinct()
    return tuple(sorted(Month.parse(row["month"]) for row in engine.rows(held)))


def _counts(taken: Sequence[Intake], answer: Answer, outside: int) -> dict[str, int]:
    """received = rated + quarantined + duplicate, each counted apart."""
    counts = {
        "received": sum(intake.received for intake in taken),
        "rated": answer.rated,
        "quarantined": sum(intake.quarantined for intake in taken) + answer.unrated + outside,
        "duplicate": sum(intake.duplicate for intake in taken),
    }
    if counts["received"] != counts["rated"] + counts["quarantined"] + counts["duplicate"]:
        raise AssertionError(f"records were lost or counted twice: {counts}")
    return counts


def _described(inputs: RateInputs, taken: Sequence[Intake]) -> dict[str, Any]:
    return {
        "version": yakkan.__version__,
        "as_known_on": str(inputs.known_on),
        "month": str(inputs.month) if inputs.month else None,
        "inputs": {
            "contracts": folder.sha256(inputs.contracts),
            "format": inputs.mapping.format,
            "usage": [{"file": intake.file, "sha256": intake.sha256} for intake in taken],
        },
    }
