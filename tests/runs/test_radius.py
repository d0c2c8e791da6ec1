"""RADIUS accounting: the session that FreeRADIUS 3.2.1 wrote itself, and sessions written by hand."""

from datetime import datetime
from pathlib import Path

from deliveries import mapping, take

WRITTEN = Path(__file__).parents[1] / "data" / "detail.freeradius-3.2.1"
GIGAWORD = 2**32


def report(session, status, at="Jun 30 2015 14:59:59 UTC", user="05011110001@mvno.example.jp", **attributes):
    said = {"Acct-Status-Type": status, "User-Name": f'"{user}"', "NAS-IP-Address": "192.0.2.10"}
    said |= {"Acct-Session-Id": f'"{session}"', "Event-Timestamp": f'"{at}"', "Class": '"a = \\"b\\""'}
    said |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return "Tue Jun 30 15:00:00 2015\n" + "".join(f"\t{name} = {value}\n" for name, value in said.items()) + "\n"


def octets(received, sent, seconds, **more):
    return {"Acct_Input_Octets": received, "Acct_Output_Octets": sent, "Acct_Session_Time": seconds} | more


def taken(tmp_path, *blocks):
    return take(tmp_path, "".join(blocks).encode(), mapping("radius"))


def test_freeradius_own_session_counts_once_with_its_gigawords(tmp_path):
    found = take(tmp_path, WRITTEN.read_bytes(), mapping("radius"))
    by_hand = (1 * GIGAWORD + 500) + (2 * GIGAWORD + 2000)  # the Stop; the interim before it is part of that
    assert found.column("record_id", "number", "usage_class", "quantity", "line") == [
        ("192.0.2.10|5F3A0001", "05012345678", "data|out||||", by_hand, 1)
    ]
    assert found.column("started_at") == [datetime.fromisoformat("2026-09-21 23:13:20")]  # 14:13:20 UTC
    assert (found.intake.rows, found.intake.further_rows, found.intake.no_call) == (3, 2, 0)


def test_each_session_is_what_it_is_by_hand(tmp_path):
    found = taken(
        tmp_path,
        report("s1", "Start"),  # line 1: nothing used
        report("s2", "Stop", "Jul  1 2015 00:00:09 UTC", **octets(7, 8, 10)),  # no Start; June ends at 15:00 UTC
        report("s3", "Interim-Update", "Jun 30 2015 14:10:00 UTC", **octets(100, 50, 600)),
        report("s3", "Interim-Update", "Jun 30 2015 14:20:00 UTC", **octets(300, 70, 1200)),
        report("s3", "Interim-Update", "Jun 30 2015 14:10:00 UTC", **octets(100, 50, 600)),  # sent again, later
        report("s4", "Interim-Update", **octets(GIGAWORD - 1, 0, 60)),
        report("s4", "Stop", **octets(0, 0, 61, Acct_Input_Gigawords=1)),  # one octet more
        report("s4", "Stop", **octets(0, 0, 61, Acct_Input_Gigawords=1)),  # sent again
        report("s5", "Stop", **octets(0, 0, 5)),
    )
    at = datetime.fromisoformat
    assert found.column("record_id", "started_at", "quantity") == [
        ("192.0.2.10|s2", at("2015-07-01 08:59:59"), 15),
        ("192.0.2.10|s3", at("2015-06-30 23:00:00"), 370),  # a missing Stop: the last interim
        ("192.0.2.10|s4", at("2015-06-30 23:58:58"), GIGAWORD),
        ("192.0.2.10|s5", at("2015-06-30 23:59:54"), 0),
    ]
    assert found.quarantine == []
    assert (found.intake.rows, found.intake.further_rows, found.intake.no_call) == (9, 4, 1)


def test_what_can_not_be_told_is_quarantined_with_its_reason(tmp_path):
    sound = report("a1", "Stop", **octets(1, 1, 1))  # 11 lines with the blank one
    broken = [
        (
            report("b1", "Interim-Update", **octets(900, 0, 10)) + report("b1", "Stop", **octets(5, 0, 20)),
            "counter_fell",
        ),
        (report("b2", "Stop", **octets(5, 0, "ten")), "bad_elapsed"),
        (report("b3", "Stop", **octets("", 5, 10)), "missing_quantity"),
        (report("b4", "Stop", **octets("5e3", 5, 10)), "bad_quantity"),
        (report("b5", "Stop", **octets(5, 5, 10, Acct_Input_Gigawords=99999)), "bad_quantity"),
        (report("b6", "Stopped", **octets(5, 5, 10)), "unknown_answer"),
        (report("b7", "Stop", "Jun 31 2015 14:59:59 UTC", **octets(5, 5, 10)), "bad_started_at"),
        (report("b8", "Stop", "Jun 30 2015 14:59:59 JST", **octets(5, 5, 10)), "bad_started_at"),
        (report("", "Stop", **octets(5, 5, 10)), "missing_record_id"),
        (report("c1", "Stop", user="someone@mvno.example.jp", **octets(5, 5, 10)), "bad_number"),
        (
            report("c2", "Stop", **octets(5, 5, 10)).replace("\tClass =", "\tUser-Name = x\n\tClass ="),
            "attribute_twice",
        ),
        (report("c3", "Stop", **octets(5, 5, 10)).replace("\tClass = ", "\tClass "), "bad_attribute"),
        (report("c4", "Stop", **octets(5, 5, 10)).partition("\n")[2], "bad_attribute"),
        (report("c5", "Stop", **octets(5, 5, 10)).replace("Class", "Cl\0ass"), "nul_byte"),
        (report("c6", "Stop", **octets(5, 5, 10)).rstrip("\n"), "cut_off"),
    ]
    found = taken(tmp_path, sound, *(block for block, _ in broken))
    assert [reason for _, reason, _ in found.quarantine] == [reason for _, reason in broken]
    assert found.column("record_id", "quantity") == [("192.0.2.10|a1", 2)]
    assert found.quarantine[0][:2] == (12, "counter_fell")


def test_a_session_delivered_again_is_a_duplicate_and_one_that_went_on_is_left_to_a_person(tmp_path):
    first = taken(tmp_path, report("s1", "Interim-Update", **octets(10, 10, 60)))
    again = [report("s1", "Interim-Update", **octets(10, 10, 60))]
    went_on = [*again, report("s1", "Stop", "Jun 30 2015 15:00:59 UTC", **octets(20, 10, 120))]
    for blocks, reasons in ((again, []), (went_on, ["other_content"])):
        content = "".join(blocks).encode()
        found = take(tmp_path, content, mapping("radius"), earlier=[first.keys])
        assert [reason for _, reason, _ in found.quarantine] == reasons
        assert (found.intake.accepted, found.intake.received) == (0, 1)
