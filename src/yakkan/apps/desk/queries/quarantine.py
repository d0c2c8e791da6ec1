"""Records in quarantine: by reason, and each as it was kept, without anybody's telephone number (see `masking`)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from yakkan.apps.billing.models import Delivery
from yakkan.apps.billing.queries import lake, open_deliveries, residue_of
from yakkan.apps.desk.masking import masked
from yakkan.engines import DuckDB
from yakkan.messages import Refusals, Refused
from yakkan.runs.reasons import quarantined_rows
from yakkan.usage import CANONICAL, Mapping, load_mapping

PAGE = 50
"""So many records stand on a page."""
_OF_UNITS = """
    SELECT * FROM read_parquet($1) kept
    WHERE unit IN (SELECT unit FROM read_parquet($1) WHERE line = ANY($2)) OR unit = 0 ORDER BY file_row
"""


@dataclass(frozen=True)
class Kept:
    """A record in quarantine: where it stood, and what of it was kept: column and text, or a line without columns."""

    delivery: Delivery
    line: int
    pairs: Sequence[tuple[str, str]]


def records(reason: str, first: int) -> tuple[list[Kept], int]:
    """The records that are in quarantine for a reason (the name of its message), from the `first` on; how many in all.

    At most PAGE of them.
    """
    found = [(row, line) for row in open_deliveries() for line in _lines(row, reason)]
    shown = found[first : first + PAGE]
    kept: list[Kept] = []
    for delivery in dict.fromkeys(row for row, _ in shown):
        kept += _of_delivery(delivery, [line for row, line in shown if row == delivery])
    return kept, len(found)


def _lines(delivery: Delivery, reason: str) -> Iterator[int]:
    file = lake(settings.DATA) / delivery.folder / "quarantine.csv"
    return (line for name, line in quarantined_rows(file) if name == reason)


def _of_delivery(delivery: Delivery, lines: list[int]) -> list[Kept]:
    """Each line with the rows of its record; without these where they are gone."""
    residue = residue_of(settings.DATA, delivery)
    mapping = _mapping(delivery.format)
    said = _rows_by_line(residue, lines, mapping) if residue.is_file() else {}
    pairs = [(line, name, text) for line in lines for name, text in said.get(line, [])]
    texts = masked(text for _, _, text in pairs)
    hidden: dict[int, list[tuple[str, str]]] = {line: [] for line in lines}
    for (line, name, _), text in zip(pairs, texts, strict=True):
        hidden[line].append((name, text))
    return [Kept(delivery, line, hidden[line]) for line in lines]


def _rows_by_line(residue: Path, lines: list[int], mapping: Mapping | None) -> dict[int, list[tuple[str, str]]]:
    """What each record was read from, column by column, of the columns that the format speaks of."""
    run = DuckDB().connection.execute(_OF_UNITS, [str(residue), lines])
    names = [column[0] for column in run.description]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in run.fetchall()]
    line_of = {row["unit"]: row["line"] for row in rows if row["line"] in lines}
    header = next((row["raw"] for row in rows if row["unit"] == 0 and row.get("raw")), None)
    said: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        if row["unit"]:
            said.setdefault(line_of[row["unit"]], []).extend(_pairs(row, header, mapping))
    return said


def _pairs(row: dict[str, Any], header: bytes | None, mapping: Mapping | None) -> list[tuple[str, str]]:
    if row.get("said"):
        return _spoken_of(row["said"].items(), mapping)
    raw = row.get("raw")
    if not raw:
        return []
    encoding = mapping.file.encoding if mapping else "utf-8"
    text = bytes(raw).decode(encoding, errors="replace").rstrip("\r")
    if mapping is None or mapping.file.type != "csv":
        name, equals, value = text.strip().partition(" = ")
        return _spoken_of([(name, value)], mapping) if equals and mapping else [("", text)]
    columns = _split(bytes(header).decode(encoding, errors="replace"), mapping) if header else mapping.file.columns
    values = _split(text, mapping)
    return _spoken_of(zip(columns, values, strict=True), mapping) if len(columns) == len(values) else [("", text)]


def _split(text: str, mapping: Mapping) -> list[str]:
    rows = list(csv.reader(io.StringIO(text.strip("\r\n")), delimiter=mapping.file.separator))
    return rows[0] if rows else []


def _spoken_of(pairs: Any, mapping: Mapping | None) -> list[tuple[str, str]]:
    """Only what the format reads is shown: a caller's name, for one, is none of it."""
    wanted = set(mapping.file.every_column) & _read(mapping) if mapping else None
    return [(name, str(text)) for name, text in pairs if text and (wanted is None or name in wanted)]


def _read(mapping: Mapping) -> set[str]:
    parts = [part for part in (mapping.calls, mapping.sessions, mapping.parties) if part]
    return {
        *mapping.natural_key,
        *(column for origin in mapping.fields.values() for column in origin.every_column),
        *(rule.column for rule in mapping.no_call),
        *(column for part in parts for _, column in part),
    }


def _mapping(name: str) -> Mapping | None:
    """The format as it is now; None where the book has it no longer."""
    try:
        return CANONICAL if name == CANONICAL.format else load_mapping(Path(settings.BOOK), name)
    except (Refused, Refusals):
        return None
