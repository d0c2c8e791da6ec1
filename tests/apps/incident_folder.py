"""The folder of an invented audit, its amounts worked out by hand, and its incidents on their way to a refund.

A session of the German partner was billed 100 yen up to 100 packets; by the terms it costs 50 yen up to 50 packets, and
0.2 yen for each above.

| record | whose | packets | by the terms | too much |
|---|---|---|---|---|
| r1, r2 | A1 C1 | 30, 93 | 50, 58.6 | 50 + 41.4 = 91.4 |
| r3 | A2 C4 | 98 | 59.6 | 40.4 |
| r4 | A2 C5 | 99 | 59.8 | 40.2 |
| r5, r6 | A3 C3, ended | 100, 100 | 60, 60 | 80 |

A1 gets 92 yen. A2's 80.6 are 81: C4 brings the sum to 41, C5 the rest, 40. A3 is paid out 80. In all
252 yen are exactly owed and 253 given back: the rounding is 1 yen. A1 was once charged 5 yen too little.

Incident 2: of r1 a price of 45 yen was published. Of it 100 - 45 = 55 yen go back in all, whichever comes first.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.apps import waiting_lines
from tests.apps.waiting_lines import BOOK
from yakkan.days import Month
from yakkan.engines import DuckDB
from yakkan.runs.folder import sha256

CENTS = 10_000
POINTS = ("refund.withdrawn", "refund.chosen", "refund.waiting", "refund.owed")
"""The points that a refund passes; `test_refund_once` kills it at each of them."""
OCTOBER = Month(2008, 10)
ABOUT = """incident: {incident}
title: {{ja: パケット通信料の誤り（ドイツ）, en: "Packet charges, Germany"}}
place: {{ja: ドイツ／o2-de, en: Germany (o2-de)}}
charge: {{ja: パケット通信料, en: Packet charge}}
right: {{ja: 50円（50パケットまで）, en: 50 yen up to 50 packets}}
wrong: {{ja: 100円（100パケットまで）, en: 100 yen up to 100 packets}}
cause: {{ja: 料金システムの設定を誤ったため。, en: The billing system was set up wrongly.}}
period: {{from: 2006-03-24, until: 2008-07-10}}
window: {{from: 2008-03-24, until: 2008-07-10}}
contact:
  name: {{ja: 国際ローミング料金お問合せセンター, en: Roaming charges desk}}
  telephone: 0120-000-000
  hours: {{ja: 午前9時〜午後8時, en: "9:00 to 20:00"}}
  opens_on: 2008-09-10
"""
RECORDS: Sequence[tuple[Any, ...]] = (
    ("1", "canonical", "r1", "A1", "C1", date(2008, 3, 24), 100, 50, None, 50),
    ("1", "canonical", "r2", "A1", "C1", date(2008, 6, 30), 100, 58.6, None, 41.4),
    ("1", "canonical", "r3", "A2", "C4", date(2008, 5, 1), 100, 59.6, None, 40.4),
    ("1", "canonical", "r4", "A2", "C5", date(2008, 5, 2), 100, 59.8, None, 40.2),
    ("1", "canonical", "r5", "A3", "C3", date(2008, 7, 10), 100, 60, None, 40),
    ("1", "canonical", "r6", "A3", "C3", date(2008, 7, 10), 100, 60, None, 40),
    ("2", "canonical", "r1", "A1", "C1", date(2008, 3, 24), 100, 50, 45, 55),
)
AFFECTED = (
    ("1", "A1", "C1", 3, 914_000, 50_000),
    ("1", "A2", "C4", 1, 404_000, 0),
    ("1", "A2", "C5", 1, 402_000, 0),
    ("1", "A3", "C3", 2, 800_000, 0),
    ("2", "A1", "C1", 1, 550_000, 0),
)
FIRST, LAST = date(2008, 3, 24), date(2008, 7, 10)
ESTIMATE = ("1", "days", date(2006, 3, 24), FIRST, LAST, 40, 18, 64, 1680, 756, 2688, "0.5", "1.5")
"""Incident 1 before the records begin: about 40 records (18 to 64) and 1,680 yen (756 to 2,688)."""


def write(folder: Path, service: str = "world-wing", entry: str = "packet-de-o2") -> Path:
    """The audit's folder; the amounts are those of the table above, whatever the charge."""
    from yakkan.correction.affected import AFFECTED as AFFECTED_COLUMNS
    from yakkan.correction.affected import REFUNDABLE
    from yakkan.runs.audit_output import INCIDENTS, PRESUMED

    folder.mkdir(parents=True)
    engine = DuckDB()
    said = {
        "service": service, "entry": entry, "kind": "packet", "direction": "out", "partners": "DEUE2",
        "billed_rate": "{billed}", "right_rate": "{right}", "source": "roaming-refund", "clause": "表1",
        "wrong_since": date(2006, 3, 24), "first_day": FIRST, "last_day": LAST,
    }  # fmt: skip
    whole = {"refund": 253, "over": 2_520_000}
    incidents = [
        {"incident": "1", "against": "terms", **whole},
        {"incident": "2", "against": "published", "refund": 55},
    ]
    of_terms = {name: "" if kind == "string" else 0 if kind == "int64" else None for name, kind in INCIDENTS.items()}
    exact = [(*row[:6], *(None if yen is None else round(yen * CENTS) for yen in row[6:])) for row in RECORDS]
    affected = [
        (number, f"K{account[1]}", account, contract, "world-wing", FIRST, LAST, records, over, under, 0, 0)
        for number, account, contract, records, over, under in AFFECTED
    ]
    for name, schema, rows in (
        ("incidents", INCIDENTS, [tuple((of_terms | said | row).values()) for row in incidents]),
        ("affected", AFFECTED_COLUMNS, affected),
        ("refundable", REFUNDABLE, exact),
    ):
        engine.write(engine.put(f"made_{name}", schema, rows), folder / f"{name}.parquet")
    engine.write_csv(engine.put("made_presumed", PRESUMED, [ESTIMATE]), folder / "presumed.csv")
    files = {file.name: sha256(file) for file in sorted(folder.iterdir())}
    (folder / "run.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    return folder


def about(folder: Path, incident: str) -> Path:
    """The file about an incident."""
    file = folder.parent / f"{incident}.yaml"
    file.write_text(ABOUT.format(incident=incident), encoding="utf-8")
    return file


def people() -> None:
    """Customers and contracts; Chie, a clerk, who finds; Ken, another; Sato and Suzuki, supervisors."""
    from yakkan.apps.desk.actions import enrol

    waiting_lines.load()
    for name, role in (("chie", "clerk"), ("ken", "clerk"), ("sato", "supervisor"), ("suzuki", "supervisor")):
        enrol(name, role, f"{name}@mail.example")


def opened(folder: Path, incident: str = "o2-de", number: str = "1") -> None:
    """The incident, found by Chie."""
    from yakkan.apps.incidents.actions import Opening, open_incident

    open_incident(Opening(folder, [number], about(folder, incident), BOOK), "chie")


def approved(folder: Path, incident: str = "o2-de", number: str = "1") -> None:
    """The incident, examined and confirmed by Ken, approved by Sato."""
    from yakkan.apps.incidents.actions import take_step

    opened(folder, incident, number)
    for step, who in (("examined", "ken"), ("confirmed", "ken"), ("approved", "sato")):
        take_step(incident, step, "as the records say", who)


def refunded(incident: str = "o2-de", until: date | None = None, on: date = date(2008, 9, 10)):
    """What the incident's refund came to, on October's bills."""
    from yakkan.apps.incidents.actions import Refunding, refund_incident

    return refund_incident(Refunding(incident, on, OCTOBER, until), "sato")
