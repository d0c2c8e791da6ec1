"""What is kept of quarantined records so that they can be read again, and which records of such a reading count.

A unit is what one draft was made of: a line or, where rows are merged, all rows of a call or session, told by the line
that the quarantine names. Mapping, contracts and numbering may have changed until a unit is read again, so nothing is
told by a record's id: whatever the unit's rows give now stands in the place of what was quarantined of it, but for a
record of it that was settled before. That is the other side of a call between two of our numbers.
"""

import ibis
import ibis.expr.types as ir

from yakkan.usage.drafts import key_text
from yakkan.usage.mapping import Mapping

PLACES = {"line": "int64", "unit": "int64", "items": "int64", "settled_number": "string", "settled_direction": "string"}
"""A line that is kept: its unit, how many records of the unit are in quarantine, and the record of it that is not."""


def units(judged: ir.Table, unreadable: ir.Table) -> ir.Table:
    """The units with records in quarantine: `unit`, `items`."""
    wrong = judged.filter(judged.reason != "").select("line").union(unreadable.select("line"))
    return wrong.group_by(unit=wrong.line).agg(items=wrong.count())


def lines_of(units: ir.Table, rows: ir.Table, entries: ir.Table, mapping: Mapping) -> ir.Table:
    """The lines that the units were read from: `line`, `unit`. A line that no row was made of is its own unit."""
    own = units.select(line=units.unit, unit=units.unit)
    if not mapping.calls and not mapping.sessions:
        return own
    keyed = rows.select(row=rows.line, key=key_text(rows, mapping))
    drafts = entries.semi_join(units, entries.line == units.unit).select(unit=entries.line, key=entries.record_id)
    merged = keyed.filter(keyed.key != "").join(drafts, "key")
    return own.union(merged.select(line=merged.row, unit=merged.unit), distinct=True)


def settled(judged: ir.Table, units: ir.Table) -> ir.Table:
    """The records of the units that are not in quarantine: `unit`, `settled_number`, `settled_direction`.

    A draft gives two records at most, so that a unit with one in quarantine has one such record at most.
    """
    sound = judged.filter(judged.reason == "").semi_join(units, judged.line == units.unit)
    return sound.group_by(unit=sound.line).agg(
        settled_number=sound.number.min(), settled_direction=sound.direction.min()
    )


def places(lines: ir.Table, units: ir.Table, settled: ir.Table) -> ir.Table:
    """The lines with all that is known of their unit; of PLACES, in the file's order."""
    known = lines.join(units, "unit").left_join(settled, "unit")
    return known.select(
        line=known.line,
        unit=known.unit,
        items=known["items"],
        settled_number=known.settled_number.fill_null(""),
        settled_direction=known.settled_direction.fill_null(""),
    ).order_by("line")


def without_settled(drafts: ir.Table, places: ir.Table) -> ir.Table:
    """The drafts of units read again, but for the one that was settled: that of the same number, or else direction."""
    placed = drafts.join(places.select("line", "unit", "settled_number", "settled_direction"), "line")
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
    by_likeness = ibis.window(group_by="unit", order_by=[ranked.likeness.desc(), ranked.line, ranked.record_id])
    ranked = ranked.mutate(place=ibis.row_number().over(by_likeness))
    return ranked.filter((ranked.likeness == 0) | (ranked.place > 0)).select(drafts.columns)


def balance(found: ir.Table, places: ir.Table) -> ir.Table:
    """One row: the `items` of all units; the records that units gave more (`added`) or fewer (`left_out`) than those.

    `found` has the `line` of each record, and of each line that still can't be read.
    """
    told = found.join(places.select("line", "unit"), "line")
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
