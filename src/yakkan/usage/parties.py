"""Direction, told by whose number is ours on the day: the caller's is out, the called one's is in, both are two."""

import ibis
import ibis.expr.types as ir

from yakkan.usage.mapping import Mapping
from yakkan.usage.moment import moment, no_time
from yakkan.usage.schema import FIELDS, WITHOUT_PEER


def directed(drafts: ir.Table, contracts: ir.Table, zone: str) -> ir.Table:
    """Drafts with `caller` and `called` as drafts with `number`, `direction` and `peer_number`, one or two of each.

    A number is ours where `contracts` (number, start, end) holds it on the day in Japan. The record id tells the
    side even where only one is ours, so that a call delivered again is known again whoever has joined us since.
    """
    ours = contracts.filter(contracts.number != "").select("number", "start", "end")
    started = moment(drafts.started_at, zone)
    sound = drafts.reason == ""
    dated = drafts.mutate(day=started.japan.date())

    def rows_of(party: str) -> ir.IntegerColumn:
        same = [dated[party] == ours.number, dated.day >= ours.start, dated.day < ours.end]
        return dated.semi_join(ours, same).file_row

    out, into = sound & drafts.file_row.isin(rows_of("caller")), sound & drafts.file_row.isin(rows_of("called"))
    strange = ibis.cases(
        (~sound, drafts.reason),
        (started.utc.isnull(), no_time(drafts.started_at)),
        else_="no_number_of_ours",
    )
    kept = [*FIELDS, "line", "file_row", "reason"]
    return ibis.union(
        _side(drafts.filter(out), "out", "caller", "called").select(kept),
        _side(drafts.filter(into), "in", "called", "caller").select(kept),
        drafts.filter(~out & ~into).mutate(reason=strange).select(kept),
    )


def _side(drafts: ir.Table, direction: str, ours: str, theirs: str) -> ir.Table:
    return drafts.mutate(
        record_id=ibis.ifelse(drafts.record_id == "", "", drafts.record_id + f"/{direction}"),
        number=drafts[ours],
        direction=ibis.literal(direction),
        peer_number=drafts[theirs],
    )


def with_withheld_peer(drafts: ir.Table, mapping: Mapping) -> ir.Table:
    """The peer that the mapping gives to callers who withheld their number."""
    withheld = mapping.numbers.withheld
    if withheld is None or withheld.peer == "":
        return drafts
    hidden = (drafts.direction != "out") & drafts.kind.notin(WITHOUT_PEER)
    hidden = hidden & (drafts.peer_number == "") & (drafts.peer == "")
    return drafts.mutate(peer=ibis.ifelse(hidden, withheld.peer, drafts.peer))
