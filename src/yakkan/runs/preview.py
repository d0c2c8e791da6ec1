"""How a delivered file would be read: its first records, beside what stands in the file. Nothing of it is kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from yakkan.engines import DuckDB
from yakkan.engines.scratch import scratch
from yakkan.engines.text import TextTable
from yakkan.messages import Refused
from yakkan.runs import delivered
from yakkan.runs.intake import Delivery, Inputs
from yakkan.usage import FIELDS, Mapping, reason_name

State = Literal["accepted", "duplicate", "quarantined", "no_call"]
_OURS = {"number": "string", "start": "date", "end": "date"}


@dataclass(frozen=True)
class Shown:
    """A record, or a row that is none: where it stands, what it would become, why not, and what both sides say.

    `delivered` holds the columns of its line that are not empty, `read` the fields that were made of them; `reason`
    is the name of a message, empty where nothing is wrong.
    """

    line: int
    state: State
    reason: str
    delivered: dict[str, str]
    read: dict[str, str]


def preview(file: Path, mapping: Mapping, contracts: Path | None, most: int = 10) -> list[Shown]:
    """The first records of a file, at most so many. The whole file is read: the rows of a call may lie far apart.

    Raises Refused, also where direction is told from our numbers and no contracts are given to know them by.
    """
    if mapping.parties and contracts is None:
        raise Refused("usage.contracts_needed", str(file), 0, {"format": mapping.format})
    with scratch() as folder:
        engine = DuckDB(spill=folder / "spill")
        ours = engine.keep("contracts", delivered.contracts(engine, contracts).select(*_OURS)) if contracts else None
        inputs = Inputs(engine, ours if ours is not None else engine.put("contracts", _OURS, []))
        return first_records(file, mapping, inputs, folder, most)


def first_records(file: Path, mapping: Mapping, inputs: Inputs, folder: Path, most: int = 10) -> list[Shown]:
    """The same with the numbers and the earlier keys of `inputs`; `folder` is scratch."""
    engine = inputs.engine
    text, entries, judged = Delivery(file, mapping, inputs, folder).read(inputs.earlier_keys)
    found = engine.rows(_outcomes(text, entries, judged).order_by("line", "file_row", "record_id").limit(most))
    lines = text.table.filter(text.table.file_row.isin([row["file_row"] for row in found])).drop("line")
    said = {row.pop("file_row"): _filled(row) for row in engine.rows(lines)}
    return [_shown(row, said.get(row["file_row"], {})) for row in found]


def _outcomes(text: TextTable, entries: ir.Table, judged: ir.Table) -> ir.Table:
    """What became of each record, each row that is no call, and each line that could not be read."""
    duplicate = ibis.ifelse(judged.duplicate, "duplicate", "accepted")
    started = judged.japan.strftime("%Y-%m-%d %H:%M:%S").fill_null(judged.started_at)
    records = judged.mutate(
        state=ibis.ifelse(judged.reason != "", "quarantined", duplicate),
        started_at=started,
        quantity=judged.amount.cast("string").fill_null(judged.quantity),
    )
    none = entries.filter(~entries.answered & (entries.reason == "")).mutate(state=ibis.literal("no_call"))
    empty = {field: ibis.literal("") for field in FIELDS}
    wrong = text.unreadable.mutate(state=ibis.literal("quarantined"), **empty)
    kept = ["line", "file_row", "state", "reason", *FIELDS]
    return ibis.union(records.select(kept), none.mutate(**empty).select(kept), wrong.select(kept))


def _shown(row: dict[str, Any], said: dict[str, str]) -> Shown:
    reason = reason_name(row["reason"]) if row["reason"] else ""
    return Shown(row["line"], row["state"], reason, said, _filled({field: row[field] for field in FIELDS}))


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}
