"""The input files of the demo, as text, and the truth behind them; the same each time, for nothing here asks a clock.

Some of what is delivered is wrong, as it is in life: records that no terms price, that cannot be read or come twice.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from yakkan.cli.demo.calls import Call, Roaming, month_of_calls, roaming
from yakkan.cli.demo.exchange import master_csv
from yakkan.cli.demo.people import MONTHS, Register, Row, register
from yakkan.usage import FIELDS

CUSTOMERS_FILE, ACCOUNTS_FILE, CONTRACTS_FILE = "customers.csv", "accounts.csv", "contracts.csv"
LATER_CONTRACTS_FILE = "contracts-2026-10.csv"
USAGE_FILES = {month: f"usage-{month}.csv" for month in MONTHS[:2]}
EXCHANGE_FILE, ROAMING_FILE = "Master.csv", "roaming.csv"
_MEANT = {"packet": ("packet", "out"), "forwarded": ("voice", "forwarded"), "received": ("voice", "in")}
_CALLED = {"packet": "パケット", "forwarded": "転送", "received": "着信", "video": "テレビ電話着信"}
_ROAMING = ("明細番号", "電話番号", "種別", "事業者コード", "開始日時", "パケット数", "秒数", "備考")
_MOVED_OUT, _ABROAD, _ENGLISH = "A006", "A011", "A009"
_at = datetime.fromisoformat


@dataclass(frozen=True)
class Invented:
    """`files` by name; `people`; and `truth`: the records of use behind the files that are no nonsense, canonical."""

    files: dict[str, str]
    people: Register
    truth: list[Row]


def invent() -> Invented:
    """Everything, from fixed seeds: one for the people, one for each file."""
    people = register(Random("yakkan: people"))
    files = {
        CUSTOMERS_FILE: _csv(people.customers),
        ACCOUNTS_FILE: _csv(people.accounts),
        CONTRACTS_FILE: _csv(people.contracts),
        LATER_CONTRACTS_FILE: _csv(people.later_contracts),
    }
    truth = []
    for month, file in USAGE_FILES.items():
        random = Random(f"yakkan: {month}")
        calls = month_of_calls(month, people.contracts, random, exchange=False)
        records = [record for number, call in enumerate(calls, 1) for record in _records(call, f"{month}-{number:05}")]
        records += _unpriced(people) if month == MONTHS[1] else []
        files[file] = _csv([*map(_as_delivered, records), *_nonsense(month, people, records)])
        truth += records
    files[EXCHANGE_FILE], records = _exchange(people)
    truth += records
    files[ROAMING_FILE], records = _partners(people)
    return Invented(files, people, truth + records)


def number_of(people: Register, account: str) -> str:
    """The first number of an account."""
    return next(row["number"] for row in people.contracts if row["account"] == account)


def _records(call: Call, name: str) -> Iterator[Row]:
    """An answered call as one record, or two where both numbers are ours."""
    sides = [("out", call.caller, call.called)] * call.out + [("in", call.called, call.caller)] * call.into
    for direction, number, peer_number in sides if call.seconds else ():
        yield {
            "record_id": f"{name}/{direction}", "number": number, "kind": "voice", "direction": direction,
            "peer": call.peer, "peer_number": peer_number, "country": call.country, "partner": "",
            "gateway": call.gateway, "started_at": call.answered_at.isoformat(), "quantity": str(call.seconds),
        }  # fmt: skip


def _as_delivered(record: Row) -> Row:
    """Without the peer where its number tells it: that is for the loader to find."""
    told_by_number = record["peer_number"] and record["peer"] not in ("ip-fixed", "phs")
    return {**record, "peer": "", "country": ""} if told_by_number else record


def _unpriced(people: Register) -> list[Row]:
    """Records that are sound but cannot be billed: a country that the book does not price, a number given up before."""
    at = _at("2026-09-08 20:15")
    abroad = Call(number_of(people, _ENGLISH), "010442079460123", at, 95, "international", "GB", out=True)
    moved = Call(number_of(people, _MOVED_OUT), "0399995001", _at("2026-09-20 09:30"), 61, "fixed", out=True)
    return [*_records(abroad, "2026-09-uk"), *_records(moved, "2026-09-moved")]


def _nonsense(month: str, people: Register, records: Sequence[Row]) -> list[Row]:
    """What is wrong with a delivery: two bad records in the first; one twice and one contradicted in the next."""
    first = _as_delivered(records[0])
    if month == MONTHS[0]:
        broken = {**first, "record_id": f"{month}-90001", "quantity": "3m20s"}
        return [broken, {**first, "record_id": f"{month}-90002", "number": ""}]
    return [first, {**_as_delivered(records[1]), "quantity": "7200"}]


def _exchange(people: Register) -> tuple[str, list[Row]]:
    """The last month, from the exchange; one call in it is to a number that nobody has any more."""
    random = Random("yakkan: exchange")
    calls = month_of_calls(MONTHS[2], people.contracts, random, exchange=True)
    calls.append(Call("0399995002", number_of(people, _MOVED_OUT), _at("2026-10-30 18:05"), 42, "fixed"))
    text, ids = master_csv(calls, random)
    return text, [record for call, name in zip(calls, ids, strict=True) for record in _records(call, name)]


def _partners(people: Register) -> tuple[str, list[Row]]:
    """Use abroad; one record is of a partner that the book does not price, one of a kind that the format lacks."""
    number = number_of(people, _ABROAD)
    made = roaming(MONTHS, people.contracts, Random("yakkan: roaming"))
    made.append(Roaming(number, "FRAF1", "packet", _at("2026-10-28 11:00"), 640))
    counted: dict[str, int] = {}
    rows, records = [], []
    for one in made:
        counted[one.partner] = counted.get(one.partner, 0) + 1
        name = f"{counted[one.partner]:06}"
        rows.append(_partner_row(one, name, _CALLED[one.what]))
        records.append(_roaming_record(one, f"{one.partner}|{name}"))
    rows.append(_partner_row(Roaming(number, "DEUE2", "", _at("2026-10-28 12:00"), 1), "900001", "SMS"))
    return _csv(rows), records


def _partner_row(one: Roaming, name: str, called: str) -> Row:
    packets, seconds = (str(one.quantity), "") if one.what == "packet" else ("", str(one.quantity))
    values = (name, "81" + one.number[1:], called, one.partner, str(one.started_at), packets, seconds, "")
    return dict(zip(_ROAMING, values, strict=True))


def _roaming_record(one: Roaming, name: str) -> Row:
    kind, direction = _MEANT.get(one.what, ("video", "in"))
    return dict.fromkeys(FIELDS, "") | {
        "record_id": name, "number": one.number, "kind": kind, "direction": direction, "partner": one.partner,
        "started_at": one.started_at.isoformat(), "quantity": str(one.quantity),
    }  # fmt: skip


def _csv(rows: Iterable[Row]) -> str:
    """Rows as a CSV file with a header."""
    kept, text = list(rows), io.StringIO()
    writer = csv.DictWriter(text, list(kept[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue()
