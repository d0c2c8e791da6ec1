"""Kamailio's acc_cdrs: the rows that Kamailio 5.6.3 wrote itself, and rows beside them written by hand."""

from datetime import datetime
from pathlib import Path

from deliveries import LONG_SINCE, NO_END, mapping, take

WRITTEN = Path(__file__).parents[1] / "data" / "acc_cdrs.kamailio-5.6.3-sqlite.csv"
OURS = [("05011110001", LONG_SINCE, NO_END)]
MORE = """\
7,2461367.262482639,2461367.262482639,0.0,05011110001,0312345678,failed@192.0.2.1
8,2461367.262482639,2461367.262482639,0,05011110001,0312345678,failed-too@192.0.2.1
9,2461367.262482639,2461367.262482639,0.999,05011110001,0312345678,short@192.0.2.1
10,2461222.1249942128,2461222.1250057872,60.000,+81312345678,05011110001,midnight@192.0.2.1
11,2026-11-23 03:17:52,2026-11-23 03:17:54,2.5,05011110001,0312345678,iso@192.0.2.1
12,2461367.262482639,2461367.262482639,-1.5,05011110001,0312345678,negative@192.0.2.1
1,2461367.2624016204,2461367.2624247684,2.508,05011110001,0312345678,1-16700@127.0.0.1
"""


def test_kamailios_own_rows_are_calls_to_the_second(tmp_path):
    content = WRITTEN.read_text().replace("sipp", "05011110001")
    taken = take(tmp_path, content.encode() + MORE.encode(), mapping("kamailio"), OURS)
    at = datetime.fromisoformat
    assert taken.column("record_id", "peer", "started_at", "quantity", "line") == [
        ("1-16700@127.0.0.1/out", "fixed", at("2026-11-23 03:17:52"), 2, 2),
        ("2-16700@127.0.0.1/out", "fixed", at("2026-11-23 03:17:52"), 2, 3),
        ("1-16782@127.0.0.1/out", "mobile", at("2026-11-23 03:17:55"), 2, 4),
        ("2-16782@127.0.0.1/out", "mobile", at("2026-11-23 03:17:56"), 2, 5),
        ("1-16840@127.0.0.1/out", "ip050", at("2026-11-23 03:17:59"), 2, 6),
        ("2-16840@127.0.0.1/out", "ip050", at("2026-11-23 03:17:59"), 2, 7),
        ("short@192.0.2.1/out", "fixed", at("2026-11-23 03:17:59"), 0, 10),
        ("midnight@192.0.2.1/in", "fixed", at("2026-07-01 00:00:00"), 60, 11),  # written half a second before
    ]
    assert taken.quarantine == [
        (12, "bad_started_at", "iso@192.0.2.1"),
        (13, "bad_quantity", "negative@192.0.2.1/out"),
    ]
    intake = taken.intake
    assert (intake.rows, intake.no_call, intake.received, intake.duplicate) == (13, 2, 11, 1)


def test_as_delivered_its_callers_are_nobodys(tmp_path):
    taken = take(tmp_path, WRITTEN.read_bytes(), mapping("kamailio"), OURS)
    assert [reason for _, reason, _ in taken.quarantine] == ["no_number_of_ours"] * 6
