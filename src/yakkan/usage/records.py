"""The usage table itself: the records that were taken in, in their declared shape and order."""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from yakkan.usage.schema import CLASS_FIELDS, SCHEMA


def records(judged: ir.Table, file: str, schema: Iterable[str] = SCHEMA) -> ir.Table:
    """The sound records of a delivered file, sorted by kind and partner so that a reader may skip most of them.

    A `schema` of more columns than SCHEMA keeps what else is known of them.
    """
    sound = judged.filter((judged.reason == "") & ~judged.duplicate)
    usage = sound.mutate(
        usage_class=ibis.literal("|").join([sound[field] for field in CLASS_FIELDS]),
        started_at=sound.japan,
        started_utc=sound.utc,
        quantity=sound.amount,
        file=ibis.literal(file),
    ).select(list(schema))
    return usage.order_by("kind", "partner", "started_at", "record_id")


def keys(judged: ir.Table, source: str) -> ir.Table:
    """What stays of the sound records for ever: KEYS."""
    sound = judged.filter((judged.reason == "") & ~judged.duplicate)
    return sound.select(source=ibis.literal(source), key=sound.record_id, content=sound.content).order_by("key")


def refused_records(judged: ir.Table, unreadable: ir.Table, file: str) -> ir.Table:
    """The quarantine of a delivered file: file, line, reason and, where it could be read, the record's id."""
    records = judged.filter(judged.reason != "").select("line", "reason", "record_id")
    lines = unreadable.select("line", "reason", record_id=ibis.literal(""))
    both = ibis.union(records, lines)
    named = both.select("line", "reason", "record_id", file=ibis.literal(file))
    return named.select("file", "line", "reason", "record_id").order_by("line", "record_id", "reason")
