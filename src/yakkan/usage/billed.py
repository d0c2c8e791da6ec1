"""What was billed for a record: the canonical file with an amount beside each record, and how it is read.

Amounts are yen with at most four decimals. An amount that is missing, negative, no number, too large or of another
currency is quarantined: nothing is converted and nothing is guessed.
"""

import ibis
import ibis.expr.types as ir

from yakkan.money import UNITS_PER_YEN
from yakkan.usage.canonical import CANONICAL
from yakkan.usage.drafts import first_reason, texts
from yakkan.usage.mapping import File, Mapping
from yakkan.usage.schema import FIELDS, SCHEMA

BILLED: Mapping = CANONICAL.model_copy(
    update={"file": File(header="yes", columns=(*FIELDS, "billed_yen"), optional=("currency",))}
)
"""The canonical file, of which each record says what was billed for it."""

BILLED_SCHEMA = {**SCHEMA, "billed": "int64", "source": "string"}
"""The usage table with what was billed for each record, in 1/10,000 yen; its id is unique in its `source`, a format."""

_YEN = r"^([0-9]{1,9})(\.([0-9]{1,4}))?$"
_NEGATIVE = r"^[-−▲△] ?[0-9]"
_CURRENCY = r"[$€£₩]|[A-Za-z]{3}"
_OURS = ("", "JPY")
_BETWEEN = "\x1f"


def billed_entries(rows: ir.Table) -> ir.Table:
    """What the rows of a file of BILLED say, as `entries`, with `billed`; a wrong amount is its row's reason."""
    yen, currency = rows.billed_yen, rows.currency
    sound = yen.re_search(_YEN)
    wrong: list[tuple[ir.BooleanValue, str]] = [
        (yen == "", "missing_billed_yen"),
        (currency.notin(_OURS) | (~sound & yen.re_search(_CURRENCY)), "other_currency"),
        (yen.re_search(_NEGATIVE), "negative_billed_yen"),
        (~sound, "bad_billed_yen"),
    ]
    whole = yen.re_extract(_YEN, 1).try_cast("int64")
    part = yen.re_extract(_YEN, 3).rpad(4, "0").try_cast("int64")
    return rows.select(
        **texts(rows, BILLED),
        line=rows.line,
        file_row=rows.file_row,
        reason=first_reason(wrong),
        rows=ibis.literal(1, "int64"),
        answered=ibis.literal(True),
        billed=ibis.ifelse(sound, whole * UNITS_PER_YEN + part, ibis.null("int64")),
    )


def with_billed_content(drafts: ir.Table) -> ir.Table:
    """Drafts whose content holds what was billed: a record that comes again at another amount says something else."""
    return drafts.mutate(content=drafts.content + _BETWEEN + drafts.billed.cast("string").fill_null(""))
