"""What a record must be to be taken in. The first check that fails names the record's reason for quarantine.

The reasons are messages of `messages/usage.yaml`, each with its cure. Nothing is mended here but one thing: packets
and data have no direction to choose, so an empty one means `out`.
"""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from yakkan.usage.moment import moment, no_time
from yakkan.usage.schema import (
    CLASS_FIELDS,
    DIRECTIONS,
    FIELDS,
    GATEWAYS,
    KINDS,
    LARGEST,
    LONGEST_CALL,
    PEERS,
    WITHOUT_PEER,
)

Wrong = Callable[[ir.Table], ir.BooleanValue]

_UNPRINTABLE = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fffd}]"
_NUMBER = r"^[0-9]{5,15}$"


def _missing(field: str) -> Wrong:
    return lambda records: records[field] == ""


def _not_one_of(field: str, known: tuple[str, ...], *, may_be_empty: bool) -> Wrong:
    allowed = [*known, ""] if may_be_empty else list(known)
    return lambda records: records[field].notin(allowed)


def _unprintable(records: ir.Table) -> ir.BooleanValue:
    texts = [records[field] for field in FIELDS if field not in ("started_at", "quantity")]
    return ibis.literal("").join(texts).re_search(_UNPRINTABLE)  # one search over all of them


def _bar_in_class(records: ir.Table) -> ir.BooleanValue:
    return ibis.or_(*(records[field].contains("|") for field in CLASS_FIELDS))


CHECKS: tuple[tuple[str, Wrong], ...] = (
    ("missing_record_id", _missing("record_id")),
    ("missing_number", _missing("number")),
    ("missing_kind", _missing("kind")),
    ("missing_started_at", _missing("started_at")),
    ("missing_quantity", _missing("quantity")),
    ("unprintable", _unprintable),
    ("bad_number", lambda records: ~records.number.re_search(_NUMBER)),
    ("unknown_kind", _not_one_of("kind", KINDS, may_be_empty=False)),
    ("missing_direction", _missing("direction")),
    ("unknown_direction", _not_one_of("direction", DIRECTIONS, may_be_empty=False)),
    ("data_not_out", lambda records: records.kind.isin(WITHOUT_PEER) & (records.direction != "out")),
    ("unknown_peer", _not_one_of("peer", PEERS, may_be_empty=True)),
    ("peer_of_data", lambda records: records.kind.isin(WITHOUT_PEER) & (records.peer != "")),
    ("bad_country", lambda records: ~records.country.re_search(r"^([A-Z]{2})?$")),
    ("country_alone", lambda records: (records.country != "") & (records.peer != "international")),
    ("unknown_gateway", _not_one_of("gateway", GATEWAYS, may_be_empty=True)),
    ("gateway_alone", lambda records: (records.gateway != "") & (records.peer != "ip-fixed")),
    ("bar_in_class", _bar_in_class),
    ("no_seconds", lambda records: records.utc.isnull() & (no_time(records.started_at) == "no_seconds")),
    ("bad_started_at", lambda records: records.utc.isnull()),
    ("bad_quantity", lambda records: records.amount.isnull() | (records.amount > LARGEST)),
    ("too_long", lambda records: records.kind.isin(["voice", "video"]) & (records.amount > LONGEST_CALL)),
)


def checked(drafts: ir.Table, zone: str) -> ir.Table:
    """Drafts (FIELDS as text, `line`, `file_row`, `reason`) with their meaning: `japan`, `utc`, `amount`; and `reason`.

    A reason that a draft brings along stays. Times without offset are meant in `zone`.
    """
    given = drafts.mutate(
        direction=ibis.ifelse(drafts.kind.isin(WITHOUT_PEER) & (drafts.direction == ""), "out", drafts.direction)
    )
    started = moment(given.started_at, zone)
    whole = ibis.ifelse(given.quantity.re_search(r"^[0-9]{1,14}$"), given.quantity, ibis.null("string"))
    meant = given.mutate(japan=started.japan, utc=started.utc, amount=whole.try_cast("int64"))
    failed = [(wrong(meant), code) for code, wrong in CHECKS]
    return meant.mutate(reason=ibis.ifelse(meant.reason != "", meant.reason, ibis.cases(*failed, else_="")))
