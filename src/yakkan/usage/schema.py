"""The usage table: one row a record of use, the same for every engine and every format it came in."""

from typing import get_args

from yakkan.terms.applies import Direction, Gateway, Kind, Peer

SCHEMA = {
    "record_id": "string",
    "number": "string",
    "kind": "string",
    "direction": "string",
    "peer": "string",
    "peer_number": "string",
    "country": "string",
    "partner": "string",
    "gateway": "string",
    "usage_class": "string",  # kind|direction|peer|country|partner|gateway: what terms are matched by, few in a month
    "started_at": "timestamp",  # Japan time, without zone
    "started_utc": "timestamp",
    "quantity": "int64",  # seconds, messages, packets of 128 octets or bytes, by kind
    "file": "string",  # the delivered file's name
    "line": "int64",  # 1 is its first physical line
}
"""Empty text where a column does not apply, never NULL."""

FIELDS = (
    "record_id",
    "number",
    "kind",
    "direction",
    "peer",
    "peer_number",
    "country",
    "partner",
    "gateway",
    "started_at",
    "quantity",
)
"""What a delivery says of a record, in the order of the canonical file."""

CLASS_FIELDS = ("kind", "direction", "peer", "country", "partner", "gateway")
"""The parts of `usage_class`, in order."""

KEYS = {"source": "string", "key": "string", "content": "string"}
"""A record that was taken in once: its format, its natural key there, and the hash of what it said. Kept for ever."""

NO_COLUMN = ("line", "file_row")
"""What a reader adds to a file's columns: the line that a row begins on, and its place among the rows."""

KINDS: tuple[str, ...] = get_args(Kind)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
PEERS: tuple[str, ...] = get_args(Peer)
GATEWAYS: tuple[str, ...] = get_args(Gateway)
WITHOUT_PEER = ("packet", "data")
"""Kinds of use that have nobody at the other end."""
LARGEST = 10**13
"""The largest quantity of a record: 10 terabytes."""
LONGEST_CALL = 31 * 86_400
"""The longest call, in seconds: what is longer is a fault of the exchange, not a call."""
