"""FreeSWITCH's Master.csv, written by hand as its default template writes it."""

from datetime import datetime

from deliveries import LONG_SINCE, NO_END, mapping, take

OURS = [("05011110001", LONG_SINCE, NO_END)]

# caller, called, answer, billsec, hangup_cause, uuid
ROWS = [
    ("05011110001", "09012345678", "2020-02-10 22:41:33", "47", "NORMAL_CLEARING", "u1"),
    ("05011110001", "09012345678", "", "0", "NO_ANSWER", "u2"),
    ("05011110001", "09012345678", "2020-02-10 22:41:33", "0", "NORMAL_CLEARING", "u3"),
    ("+81312345678", "05011110001", "2020-02-10 23:59:59", "61", "NORMAL_CLEARING", "u4"),
    (
        "05011110001",
        "09012345678",
        "2020-02-10 22:41:33",
        "47",
        "ORIGINATOR_CANCEL",
        "u1",
    ),  # as before but for the cause
    ("+81312345678", "05011110001", "2020-02-10 23:59:59", "62", "ATTENDED_TRANSFER", "u4"),  # a second more
    ("05011110001", "09012345678", "2020/2/10 22:41", "47", "NORMAL_CLEARING", "u5"),  # saved again by a spreadsheet
    ("05011110001", "09012345678", "2020-02-10 22:41", "47", "NORMAL_CLEARING", "u6"),
    ("anonymous", "05011110001", "2020-02-10 22:41:33", "9", "NORMAL_CLEARING", "u7"),
    ("0312345678", "1001", "2020-02-10 22:41:33", "9", "NORMAL_CLEARING", "u8"),
    ("05011110001", "09012345678", "2020-02-10 22:41:33", "9", "NORMAL_CLEARING", ""),
]


def master_csv(rows=ROWS):
    lines = []
    for caller, called, answer, seconds, cause, uuid in rows:
        texts = ["A name, \N{HORIZONTAL ELLIPSIS}", caller, called, "default", "2020-02-10 22:41:20", answer]
        texts += ["2020-02-10 22:43:00", "99", seconds, cause, uuid, f"b-{uuid}", "", "PCMU", "PCMU"]
        lines.append(",".join(f'"{text}"' for text in texts))
    return ("\n".join(lines) + "\n").encode()


def test_each_row_is_what_it_is_by_hand(tmp_path):
    taken = take(tmp_path, master_csv(), mapping("freeswitch"), OURS)
    at = datetime.fromisoformat
    assert taken.column("record_id", "peer", "started_at", "quantity", "line") == [
        ("u1/out", "mobile", at("2020-02-10 22:41:33"), 47, 1),
        ("u4/in", "fixed", at("2020-02-10 23:59:59"), 61, 4),
        ("u7/in", "", at("2020-02-10 22:41:33"), 9, 9),
    ]
    assert taken.quarantine == [
        (6, "other_content", "u4/in"),
        (7, "no_seconds", "u5"),
        (8, "no_seconds", "u6"),
        (10, "no_number_of_ours", "u8"),
        (11, "missing_record_id", ""),
    ]
    intake = taken.intake
    assert (intake.rows, intake.no_call, intake.received, intake.duplicate) == (11, 2, 9, 1)


def test_a_row_saved_again_by_a_spreadsheet_can_be_delivered_right(tmp_path):
    first = take(tmp_path, master_csv(), mapping("freeswitch"), OURS)
    right = [("05011110001", "09012345678", "2020-02-10 22:41:05", "47", "NORMAL_CLEARING", "u5"), *ROWS[:2]]
    again = take(tmp_path, master_csv(right), mapping("freeswitch"), OURS, earlier=[first.keys])
    assert again.column("record_id") == ["u5/out"]
    assert again.intake.duplicate == 1
