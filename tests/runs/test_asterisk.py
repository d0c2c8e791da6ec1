"""Asterisk's Master.csv: a file written by hand, and what each call in it is by hand."""

from datetime import date, datetime

from deliveries import LONG_SINCE, NO_END, mapping, take

OURS = [
    ("05011110001", LONG_SINCE, NO_END),
    ("05011110002", date(2015, 6, 10), NO_END),  # ours from the 10th on
]

# linkedid, sequence, src, dst, answer, end, billsec, disposition: what matters of the 21 columns
ROWS = """\
c1 1 0312345678   05011110001  -                   2015-06-11 10:00:20 0  NO ANSWER   a forked Dial: rang in vain
c1 2 0312345678   05011110001  2015-06-11 10:00:10 2015-06-11 10:01:40 90 ANSWERED    and was answered here
c1 3 0312345678   05011110001  -                   2015-06-11 10:00:10 0  BUSY        and was busy here
c2 4 05011110001  09012345678  2015-06-11 11:00:10 2015-06-11 11:00:40 30 ANSWERED    outgoing
c3 5 05011110001  05011110002  2015-06-11 12:00:10 2015-06-11 12:00:40 30 ANSWERED    between our numbers: two records
c4 6 05011110001  09012345678  2015-06-11 13:00:00 2015-06-11 13:01:00 60 NO ANSWER   an announcement only: no call
c4 7 05011110001  09012345678  2015-06-11 13:00:00 2015-06-11 13:00:30 30 NO ANSWER   and another leg of it
c5 8 05011110001  09012345678  2015-06-11 14:00:00 2015-06-11 14:00:00 0  ANSWERED    0 seconds: no call
c6 9 anonymous    05011110001  2015-06-11 15:00:05 2015-06-11 15:00:15 10 ANSWERED    withheld: free, not counted
c7 11 +81312345678 05011110001 2015-06-11 16:00:40 2015-06-11 16:02:05 85 ANSWERED    transferred: the later leg first
c7 10 +81312345678 05011110001 2015-06-11 16:00:05 2015-06-11 16:00:35 30 ANSWERED    the first answer; 120 s in all
c8 12 0312345678  0311112222   2015-06-11 17:00:05 2015-06-11 17:00:15 10 ANSWERED    nobody's: quarantined
c9 13 0312345678  05011110002  2015-06-09 23:59:59 2015-06-10 00:00:09 10 ANSWERED    not ours yet on that day
d1 14 0312345678  05011110002  2015-06-10 00:00:00 2015-06-10 00:00:10 10 ANSWERED    ours from that day on
d2 15 05011110001 01012125551234 2015-06-30 23:59:59 2015-07-01 00:01:59 120 ANSWERED  June's, whenever it ends
d3 16 05011110001 09012345678  2015-06-31 10:00:00 2015-07-01 00:01:59 120 ANSWERED   no such day
d4 17 05011110001 09012345678  2015-06-11 10:00:00 2015-06-11 10:01:00 60 ANSWERD     not a word of Asterisk's
d5 x 05011110001  09012345678  2015-06-11 10:00:00 2015-06-11 10:01:00 60 ANSWERED    no place in its call
- 18 05011110001  09012345678  2015-06-11 10:00:00 2015-06-11 10:01:00 60 ANSWERED    no linkedid
d6 19 05011110001 100          2015-06-11 10:00:00 2015-06-11 10:01:00 60 ANSWERED    to a number of no class
"""


def master_csv():
    lines = []
    for row in ROWS.splitlines():
        call, sequence, src, dst, rest = row.split(maxsplit=4)
        answer, rest = ("", rest[1:]) if rest.startswith("-") else (rest[:19], rest[19:])
        end, rest = rest.strip()[:19], rest.strip()[19:].strip()
        billsec, rest = rest.split(maxsplit=1)
        disposition = "NO ANSWER" if rest.startswith("NO ANSWER") else rest.split()[0]
        texts = [
            "",
            src,
            dst,
            "default",
            '"caf?" <0312345678>',
            "SIP/a-1",
            "SIP/b-2",
            "Dial",
            "SIP/b,30",
            answer,
            answer,
        ]
        texts += [
            end,
            billsec,
            billsec,
            disposition,
            "DOCUMENTATION",
            f"{call}.{sequence}",
            "",
            "",
            call.strip("-"),
            sequence,
        ]
        lines.append(",".join('"' + text.replace('"', '""') + '"' for text in texts))
    return ("\n".join(lines) + "\n").encode().replace(b"caf?", b"caf\xa5")  # not UTF-8, as in a real file


def test_each_call_of_the_file_is_what_it_is_by_hand(tmp_path):
    taken = take(tmp_path, master_csv(), mapping("asterisk"), OURS)
    at = datetime.fromisoformat
    assert taken.column("record_id", "number", "direction", "peer", "country", "started_at", "quantity", "line") == [
        ("c1/in", "05011110001", "in", "fixed", "", at("2015-06-11 10:00:10"), 90, 1),
        ("c2/out", "05011110001", "out", "mobile", "", at("2015-06-11 11:00:10"), 30, 4),
        ("c3/in", "05011110002", "in", "ip050", "", at("2015-06-11 12:00:10"), 30, 5),
        ("c3/out", "05011110001", "out", "ip050", "", at("2015-06-11 12:00:10"), 30, 5),
        ("c6/in", "05011110001", "in", "", "", at("2015-06-11 15:00:05"), 10, 9),
        ("c7/in", "05011110001", "in", "fixed", "", at("2015-06-11 16:00:05"), 120, 11),
        ("d1/in", "05011110002", "in", "fixed", "", at("2015-06-10 00:00:00"), 10, 14),
        ("d2/out", "05011110001", "out", "international", "US", at("2015-06-30 23:59:59"), 120, 15),
    ]
    assert taken.quarantine == [
        (12, "no_number_of_ours", "c8"),
        (13, "no_number_of_ours", "c9"),
        (16, "bad_started_at", "d3"),
        (17, "unknown_answer", "d4"),
        (18, "bad_order", "d5"),
        (19, "missing_record_id", ""),
        (20, "no_class", "d6/out"),
    ]


def test_the_counts_of_the_file_are_those_counted_by_hand(tmp_path):
    intake = take(tmp_path, master_csv(), mapping("asterisk"), OURS).intake
    assert (intake.rows, intake.further_rows, intake.no_call, intake.second_records) == (20, 3, 3, 1)
    assert (intake.received, intake.accepted, intake.quarantined, intake.duplicate) == (15, 8, 7, 0)


def test_a_delivery_again_is_known_again_whoever_joined_since(tmp_path):
    asterisk = mapping("asterisk")
    first = take(tmp_path, master_csv(), asterisk, OURS[:1])
    again = take(tmp_path, master_csv(), asterisk, OURS, earlier=[first.keys])
    assert again.intake.duplicate == first.intake.accepted
    assert again.column("record_id") == ["c3/in", "d1/in"]


def test_a_file_without_linkedid_gives_unreadable_lines_and_not_wrong_calls(tmp_path):
    short = b"\n".join(line.rpartition(b',"",')[0] for line in master_csv().splitlines())
    taken = take(tmp_path, short, mapping("asterisk"), OURS)
    assert {reason for _, reason, _ in taken.quarantine} == {"wrong_columns"}
    assert taken.intake.received == 20
