"""Asterisk's Master.csv with 16, 17 and 18 columns: each answered row is a call, as far as its key allows."""

import pytest
from deliveries import LONG_SINCE, NO_END, mapping, take

OURS = [("05011110001", LONG_SINCE, NO_END)]

# src, dst, channel, answer, end, billsec, disposition, uniqueid
ROWS = [
    ("0312345678", "05011110001", "SIP/a-1", "", "2015-06-11 10:00:20", "0", "NO ANSWER", "pbx-1.1"),
    ("0312345678", "05011110001", "SIP/a-1", "2015-06-11 10:00:10", "2015-06-11 10:01:40", "90", "ANSWERED", "pbx-1.1"),
    (
        "05011110001",
        "09012345678",
        "SIP/b-2",
        "2015-06-11 11:00:10",
        "2015-06-11 11:00:40",
        "30",
        "ANSWERED",
        "pbx-1.2",
    ),
    (
        "05011110001",
        "09012345678",
        "SIP/b-2",
        "2015-06-11 11:00:45",
        "2015-06-11 11:00:55",
        "10",
        "ANSWERED",
        "pbx-1.2",
    ),
    (
        "05011110001",
        "09012345678",
        "SIP/b-2",
        "2015-06-11 11:00:10",
        "2015-06-11 11:00:40",
        "30",
        "ANSWERED",
        "pbx-1.2",
    ),
    ("05011110001", "09012345678", "SIP/c-3", "2015-06-11 12:00:00", "2015-06-11 12:00:00", "0", "ANSWERED", "pbx-1.3"),
    ("05011110001", "09012345678", "SIP/d-4", "2015-06-11 12:00:00", "2015-06-11 12:00:05", "5", "ANSWER", "pbx-1.4"),
]


def master_csv(width):
    lines = []
    for src, dst, channel, answer, end, seconds, disposition, uniqueid in ROWS:
        texts = ["", src, dst, "default", src, channel, "SIP/z-9", "Dial", "SIP/z,30", answer or end, answer, end]
        texts += [seconds, seconds, disposition, "DOCUMENTATION", uniqueid, "a note"][: width - 12]
        lines.append(",".join(f'"{text}"' for text in texts))
    return ("\n".join(lines) + "\n").encode()


def test_without_any_id_the_channel_and_its_times_tell_a_row(tmp_path):
    taken = take(tmp_path, master_csv(16), mapping("asterisk-16"), OURS)
    assert taken.column("record_id", "quantity", "line") == [
        ("SIP/a-1|2015-06-11 10:00:10|2015-06-11 10:01:40/in", 90, 2),
        ("SIP/b-2|2015-06-11 11:00:10|2015-06-11 11:00:40/out", 30, 3),
        ("SIP/b-2|2015-06-11 11:00:45|2015-06-11 11:00:55/out", 10, 4),
    ]
    assert [(line, reason) for line, reason, _ in taken.quarantine] == [(7, "unknown_answer")]
    intake = taken.intake
    assert (intake.rows, intake.no_call, intake.received, intake.duplicate) == (7, 2, 5, 1)


@pytest.mark.parametrize("width", [17, 18])
def test_a_second_answer_of_one_uniqueid_is_left_to_a_person(tmp_path, width):
    taken = take(tmp_path, master_csv(width), mapping(f"asterisk-{width}"), OURS)
    assert taken.column("record_id", "quantity", "line") == [("pbx-1.1/in", 90, 2), ("pbx-1.2/out", 30, 3)]
    assert taken.quarantine == [(4, "other_content", "pbx-1.2/out"), (7, "unknown_answer", "pbx-1.4")]
    intake = taken.intake
    assert (intake.rows, intake.no_call, intake.received, intake.duplicate) == (7, 2, 5, 1)


@pytest.mark.parametrize("width", [16, 17, 18])
def test_a_file_of_another_width_gives_no_call_at_all(tmp_path, width):
    other = take(tmp_path, master_csv(width), mapping("asterisk-17" if width != 17 else "asterisk-18"), OURS)
    assert {reason for _, reason, _ in other.quarantine} == {"wrong_columns"}
    assert other.intake.received == 7
