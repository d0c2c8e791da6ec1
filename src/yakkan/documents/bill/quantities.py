"""How much of something a line is for, in words."""

from collections.abc import Sequence

from yakkan.documents.bill.facts import Row
from yakkan.documents.wording import Wording

_COUNTED_BY_RECORD = {"seconds": "calls", "packets": "sessions", "bytes": "sessions"}


def of_lines(lines: Sequence[Row], wording: Wording) -> str:
    """What several lines of one entry come to: `10 calls, 30 min`, `30 days`."""
    unit = "count_only" if lines[0]["unit"] == "quantity" else lines[0]["unit"]
    records, quantity = sum(line["records"] for line in lines), sum(line["quantity"] for line in lines)
    if lines[0]["kind"] == "discount":
        return wording.say("of_charges", yen=wording.yen(quantity))
    measured = wording.duration(quantity) if unit == "seconds" else wording.count(unit, quantity)
    counted = _COUNTED_BY_RECORD.get(unit)
    if counted is None:
        return measured
    return wording.say("counted_and_measured", counted=wording.count(counted, records), measured=measured)
