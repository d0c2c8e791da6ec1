"""Incidents: from a billing error that an audit found to the money back with whom it belongs to.

An incident is opened from an audit's folder (`open_incident`), which holds the usage that it needs; it is examined,
confirmed and, by somebody else, approved (`take_step`). Then it is refunded (`refund_incident`): a line on the next
bill of whoever has a contract, a payout to whoever has none any more (`pay`). Whoever was charged before any records
were kept claims (`enter_claim`, `decide_claim`). The announcement says it to everybody.
"""
