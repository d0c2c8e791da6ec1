"""What should have been billed for a month, less what was: lines that name the month of use.

Both sides are tables of the same keys, so the difference is worked out line by line, whatever it comes from: usage that
came late, contracts that were mended, a book that was known otherwise.
"""

import ibis
import ibis.expr.types as ir

from yakkan.bill.assemble import CITING
from yakkan.rating.lines import KEYS, LINES

ALIKE = (*KEYS, "kind", "tax_class", "tax_percent")
"""What makes two lines the same line, then and now."""

WAS = {name: LINES[name] for name in (*ALIKE, "name_ja", "name_en", "unit", "records", "quantity", "yen")}
"""What was billed: the sum of all lines that are alike, on whichever bills they stood."""

_SIDES = {"owed": "int64", "billed": "int64", "formula": "string", "own": "int64"}


def lines(should: ir.Table, was: ir.Table) -> ir.Table:
    """A line of LINES for each difference in yen: `should` is of LINES, `was` of WAS.

    Its arithmetic is that of what should have been, less what was billed; its records and quantity are those that came
    to it or went. What should not have been billed at all is taken back whole.
    """
    nothing = {"formula": ibis.literal("0"), "own": ibis.literal(0, "int64"), "place": ibis.literal(0, "int64")}
    now = should.mutate(owed=should.yen, billed=ibis.literal(0, "int64"), formula=should.arithmetic, own=1)
    then = was.mutate(
        owed=ibis.literal(0, "int64"), billed=was.yen, records=-was.records, quantity=-was.quantity, **nothing
    )
    columns = [*ALIKE, "name_ja", "name_en", "unit", "place", "records", "quantity", *_SIDES]
    both = now.cast({"own": "int64"}).select(columns).union(then.select(columns))
    summed = both.group_by(list(ALIKE)).agg(
        **{name: _of_either(both, name) for name in ("name_ja", "name_en", "unit", "formula")},
        place=both.place.max(),
        records=both.records.sum(),
        quantity=both.quantity.sum(),
        owed=both.owed.sum(),
        billed=both.billed.sum(),
    )
    differing = summed.filter(summed.owed != summed.billed)
    taken_off = ibis.ifelse(differing.billed < 0, " + ", " - ") + differing.billed.abs().cast("string")
    return differing.mutate(
        yen=differing.owed - differing.billed,
        arithmetic=differing.formula + ibis.ifelse(differing.billed == 0, "", taken_off),
    ).select(*LINES)


def _of_either(both: ir.Table, name: str) -> ir.StringValue:
    """A text of what should have been or, where nothing should, of what was."""
    text = both[name]
    return ibis.coalesce(text.max(where=both.own == 1), text.max())


def citations(lines: ir.Table, should: ir.Table, was: ir.Table) -> ir.Table:
    """What the differences cite, of CITING: the clauses now or, of what should not have been billed, those then."""
    gone = was.anti_join(should, list(KEYS))
    both = should.select(*CITING).union(gone.select(*CITING))
    return both.semi_join(lines, list(KEYS)).select(*CITING)
