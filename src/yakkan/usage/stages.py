"""The two great steps from rows to records: what a delivery says, and what that means."""

import ibis.expr.types as ir

from yakkan.messages import catalogue
from yakkan.usage.calls import calls
from yakkan.usage.checks import checked
from yakkan.usage.drafts import drafts
from yakkan.usage.duplicates import content
from yakkan.usage.mapping import Mapping
from yakkan.usage.parties import directed, with_withheld_peer
from yakkan.usage.sessions import sessions


def entries(rows: ir.Table, mapping: Mapping) -> ir.Table:
    """What the rows of a delivery say: drafts, one a record or a call, with the `rows` each was made of.

    Where `answered` is false and there is no `reason`, it was no call: nobody pays for it.
    """
    if mapping.calls:
        return calls(rows, mapping)
    return sessions(rows, mapping) if mapping.sessions else drafts(rows, mapping)


def meant(entries: ir.Table, mapping: Mapping, contracts: ir.Table) -> ir.Table:
    """What answered entries mean: the drafts of records, typed and checked, with the hash of their `content`.

    `contracts` (number, start, end) tells whose number is ours. The hash is of what was delivered: it stays the same
    when a numbering table or a mapping's reading of withheld numbers changes.
    """
    answered = entries.filter(entries.answered | (entries.reason != ""))
    told = directed(answered, contracts, mapping.times.zone) if mapping.parties else answered
    found = checked(told, mapping.times.zone)
    return with_withheld_peer(found.mutate(content=content(found).fill_null("")), mapping)


def reason_name(reason: str) -> str:
    """The message of a reason for quarantine: of this room, or of the door where the line itself was unreadable."""
    return f"usage.{reason}" if f"usage.{reason}" in catalogue() else f"text.{reason}"
