"""Each record once: told by its natural key and by what it says, within a delivery and against all before it.

The same key with the same content is a duplicate, which is counted; with other content it is quarantined, because
nobody but the sender knows which of the two is right. Only records that were taken in leave a key, so a quarantined
record can be mended and delivered again.
"""

import ibis
import ibis.expr.types as ir

from yakkan.usage.schema import FIELDS

_BETWEEN = "\x1f"  # in no field: unprintable characters are quarantined
_HEX_DIGITS = 32


def content(records: ir.Table) -> ir.StringValue:
    """128 bits of the SHA-256 of what a record says, times and quantities by their meaning and not their spelling."""
    said = [records[field] for field in FIELDS if field not in ("record_id", "started_at", "quantity")]
    meant = [*said, records.utc.strftime("%Y-%m-%dT%H:%M:%S"), records.amount.cast("string")]
    joined = ibis.literal(_BETWEEN).join(meant)
    return joined.hexdigest("sha256").substr(0, _HEX_DIGITS)


def judged(records: ir.Table, earlier: ir.Table) -> ir.Table:
    """Records with `duplicate` and the reason `other_content`, by their `content` and that of `earlier` (key, content).

    Of records with one key in a delivery the first that is sound stands.
    """
    sound = records.filter(records.reason == "")
    times = sound.group_by("record_id").agg(times=sound.count())
    repeated = sound.semi_join(times.filter(times.times > 1), "record_id")
    here = repeated.group_by("record_id").agg(
        first_row=repeated.file_row.min(), first_content=repeated.content.first(order_by=[repeated.file_row])
    )
    known = earlier.semi_join(sound, [earlier.key == sound.record_id])
    before = known.group_by(before_id=known.key).agg(before_content=known.content.min())
    matched = records.left_join(here, "record_id").left_join(before, records.record_id == before.before_id)
    again = (matched.reason == "") & (
        matched.before_content.notnull() | (matched.file_row > matched.first_row).fill_null(False)
    )
    same = matched.content == matched.before_content.fill_null(matched.first_content)
    return matched.select(
        *[matched[name] for name in records.columns if name != "reason"],
        reason=ibis.ifelse(again & ~same, "other_content", matched.reason),
        duplicate=again & same.fill_null(False),
    )
