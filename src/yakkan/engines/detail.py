"""The door for RADIUS accounting files (FreeRADIUS `detail`): blocks of `Attribute = value`, one row a block.

A block is a line with the time it was written, then a line for each attribute, then a blank line. A row has the text
of each attribute that is asked for, empty where the block does not have it, and the line that the block begins on.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import ibis

from yakkan.engines.duckdb import DuckDB, quoted
from yakkan.engines.lines import BLANK, Cleaner
from yakkan.engines.text import PLACE, Shape, TextTable, first_line, folder_for
from yakkan.messages import Refused

_MARK = b"\x1f"  # stands in no line that is passed on, so that a line is one column to a reader of CSV
_ATTRIBUTE = r"^[ \t]+([A-Za-z0-9][A-Za-z0-9._:-]*)[ \t]*[:+]?=[ \t]?(.*)$"


@dataclass
class _Cleaner(Cleaner):
    """Lines that need not be CSV: a quote may stand anywhere."""

    def __post_init__(self) -> None:
        self.quoted_rightly = re.compile(rb"[^\x1f]*+")

    def _line(self, raw: bytes) -> None:
        return self._note("bad_attribute") if _MARK in raw else super()._line(raw)

    def _is_clean(self, block: bytes) -> bool:
        return _MARK not in block and super()._is_clean(block)


def read_detail(
    engine: DuckDB, file: Path, shape: Shape, name: str = "detail", scratch: Path | None = None
) -> TextTable:
    """Reads the attributes that are `shape.columns` under `name`. Raises Refused where the file is no text at all.

    A block with a line that can't be read is unreadable as a whole, as is the last one where the file breaks off.
    """
    first_line(file)
    name = re.sub(r"\W", "_", name)
    with folder_for(scratch) as folder:
        clean, notes = folder / f"{name}.lines", folder / f"{name}.notes"
        with clean.open("wb") as lines, notes.open("wb") as noted:
            cleaner = _Cleaner(lines, noted, shape.encoding, shape.undecodable)
            sha256 = cleaner.copy(file, header=False)
        for statement in _statements(name, clean, notes, (*shape.columns, *shape.optional)):
            engine.connection.execute(statement)
        clean.unlink()
    every = dict.fromkeys((*shape.columns, *shape.optional), "string")
    blocks = ibis.table({**every, "line": "int64", "reason": "string"}, name=f"{name}_blocks")
    rows = engine.count(blocks)
    if rows == 0:
        raise Refused("text.empty", str(file))
    wrong = blocks.filter(blocks.reason != "").select("line", "reason", file_row=blocks.line)
    return TextTable(
        ibis.table({**every, **PLACE}, name=name), wrong.select(*PLACE, "reason").order_by("line"), sha256, rows
    )


def _statements(name: str, clean: Path, notes: Path, attributes: tuple[str, ...]) -> list[str]:
    """SQL that makes the lines a table, each with its block; the blocks a table; and a view of those that are sound."""
    csv = "header=false, auto_detect=false, parallel=false, strict_mode=true"
    said = [f"attribute = {quoted(each)}" for each in attributes]
    values = ", ".join(
        f"coalesce(max(said) FILTER ({one}), '') AS \"{each}\"" for each, one in zip(attributes, said, strict=True)
    )
    twice = " OR ".join(f"min(said) FILTER ({one}) <> max(said) FILTER ({one})" for one in said)
    return [
        f"""CREATE OR REPLACE TABLE "{name}_lines" AS
        WITH plain AS (SELECT row_number() OVER () AS line, text FROM read_csv({quoted(clean)}, {csv}, quote='',
            escape='', delim='{_MARK.decode()}', new_line='\\n', columns={{'text': 'VARCHAR'}})),
        noted AS (FROM read_csv({quoted(notes)}, {csv}, columns={{'line': 'BIGINT', 'note': 'VARCHAR'}})),
        placed AS (SELECT line, text, coalesce(note, '') AS note,
            count(*) FILTER (note = '{BLANK}') OVER (ORDER BY line) AS block FROM plain LEFT JOIN noted USING (line)),
        told AS (SELECT *, block = (SELECT count(*) FROM noted WHERE note = '{BLANK}') AS ends,
            regexp_extract(text, {quoted(_ATTRIBUTE)}, 1) AS attribute,
            regexp_extract(text, {quoted(_ATTRIBUTE)}, 2) AS whole FROM placed WHERE note <> '{BLANK}')
        SELECT line, block, ends, attribute,
            CASE WHEN whole LIKE '"%"' AND length(whole) > 1
                THEN regexp_replace(whole[2:-2], '\\\\(["\\\\])', '\\1', 'g') ELSE whole END AS said,
            CASE WHEN note <> '' THEN note
                WHEN attribute = '' AND line > min(line) OVER (PARTITION BY block) THEN 'bad_attribute'
                WHEN attribute <> '' AND line = min(line) OVER (PARTITION BY block) THEN 'bad_attribute'
                ELSE '' END AS wrong
        FROM told""",
        f"""CREATE OR REPLACE TABLE "{name}_blocks" AS SELECT {values}, min(line) AS line,
            CASE WHEN bool_or(wrong <> '') THEN arg_min(wrong, line) FILTER (wrong <> '')
                WHEN bool_or(ends) THEN 'cut_off' WHEN {twice} THEN 'attribute_twice' ELSE '' END AS reason
            FROM "{name}_lines" GROUP BY block ORDER BY line""",
        f"""DROP TABLE "{name}_lines" """,
        f"""CREATE OR REPLACE VIEW "{name}" AS SELECT * EXCLUDE (reason), line AS file_row
            FROM "{name}_blocks" WHERE reason = ''""",
    ]
