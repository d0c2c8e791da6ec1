"""What is kept of quarantined records so that they can be read again, and which records of such a reading count.

A unit is what one draft was made of: a row or, where rows are merged, all rows of a call or session, told by the row
that the quarantine names. Rows are told by `file_row`, because several may begin on one line. Mapping, contracts and
numbering may have changed until a unit is read again, so nothing is told by a record's id: whatever the unit's rows
give now stands in the place of what was quarantined of it, but for a record of it that was settled before. That is the
other side of a call between two of our numbers.
"""

import ibis
import ibis.expr.types as ir

from yakkan.usage.drafts import key_text
from yakkan.usage.mapping import Mapping

PLACES = {
    "line": "int64",
    "file_row": "int64",
    "unit": "int64",
    "items": "int64",
    "settled_number": "string",
    "settled_direction": "string",
}
"""A row that is kept: its unit, how many records of the unit are in quarantine, and the record of it that is not."""


def units(judged: ir.Table, unreadable: ir.Table) -> ir.Table:
    """The units with records in quarantine: `unit`, the `line` that it is named by, `items`."""
    wrong = judged.filter(judged.reason != "").select("line", "file_row")
    wrong = wrong.union(unreadable.select("line", "file_row"))
    return wrong.group_by(unit=wrong.file_row).agg(line=wrong.line.min(), items=wrong.count())


def rows_of(units: ir.Table, rows: ir.Table, entries: ir.Table, mapping: Mapping) -> ir.Table:
    """The rows that the units were made of: `line`, `file_row`, `unit`. What could not be read is a unit of its own."""
    own = units.select("line", "unit", file_row=units.unit).select("line", "file_row", "unit")
    if not mapping.calls and not mapping.sessions:
        return own
    keyed = rows.select("line", "file_row", key=key_text(rows, mapping))
    drafts = entries.semi_join(units, entries.file_row == units.unit)
    drafts = drafts.select(unit=drafts.file_row, key=drafts.record_id)
    merged = keyed.filter(keyed.key != "").join(drafts, "key")
    return own.union(merged.select(own.columns), distinct=True)


def settled(judged: ir.Table, units: ir.Table) -> ir.Table:
    """The records of the units that are not in quarantine: `unit`, `settled_number`, `settled_direction`.

    A draft gives two records at most, so that a unit with one in quarantine has one such record at most.
    """
    sound = judged.filter(judged.reason == "").semi_join(units, judged.file_row == units.unit)
    return sound.group_by(unit=sound.file_row).agg(
        settled_number=sound.number.min(), settled_direction=sound.direction.min()
    )


def places(rows: ir.Table, units: ir.Table, settled: ir.Table) -> ir.Table:
    """The rows with all that is known of their unit; of PLACES, in the file's order."""
    known = rows.join(units.drop("line"), "unit").left_join(settled, "unit")
    return known.select(
        line=known.line,
        file_row=known.file_row,
        unit=known.unit,
        items=known["items"],
        settled_number=known.settled_number.fill_null(""),
        settled_direction=known.settled_direction.fill_null(""),
    ).order_by("file_row")


def without_settled(drafts: ir.Table, places: ir.Table) -> ir.Table:
    """The drafts of units read again, but for the one that was settled: that of the same number, or else direction."""
    placed = drafts.join(places.select("file_row", "unit", "settled_number", "settled_direction"), "file_row")
    same_number = placed.number == placed.settled_number
    same_direction = placed.direction == placed.settled_direction
    likeness = ibis.cases(
        (placed.settled_direction == "", 0),
        (same_number & same_direction, 3),
        (same_number, 2),
        (same_direction, 1),
        else_=0,
    )
    ranked = placed.mutate(likeness=likeness)
    by_likeness = ibis.window(group_by="unit", order_by=[ranked.likeness.desc(), ranked.file_row, ranked.record_id])
    ranked = ranked.mutate(place=ibis.row_number().over(by_likeness))
    return ranked.filter((ranked.likeness == 0) | (ranked.place > 0)).select(drafts.columns)


def balance(found: ir.Table, places: ir.Table) -> ir.Table:
    """One row: the `items` of all units; the records that units gave more (`added`) or fewer (`left_out`) than those.

    `found` has the `file_row` of each record, and of each row that still can't be read.
    """
    told = found.join(places.select("file_row", "unit"), "file_row")
    told = told.group_by("unit").agg(found=told.count())
    wanted = places.group_by("unit").agg(items=places["items"].max())
    both = wanted.left_join(told, "unit")
    more = both.found.fill_null(0) - both["items"]
    zero = ibis.literal(0, "int64")
    return both.mutate(more=more).agg(
        items=lambda unit: unit["items"].sum().fill_null(0),
        added=lambda unit: ibis.greatest(unit.more, zero).sum().fill_null(0),
        left_out=lambda unit: ibis.greatest(-unit.more, zero).sum().fill_null(0),
    )
