"""Quarantined records are read again from what was kept of them, when mapping or contracts were mended."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from deliveries import ENGINE, LONG_SINCE, NO_END, Taken, again, call, canonical, mapping, take, take_files
from test_asterisk import OURS, master_csv
from test_radius import octets, report

from yakkan.runs.again import NothingTakenUp
from yakkan.usage import CANONICAL, FIELDS
from yakkan.usage.mapping import Mapping


def said_by(by: Mapping) -> dict[str, Any]:
    """A mapping as its file says it, every value as text."""
    return json.loads(by.model_dump_json(exclude_unset=True), parse_int=str)


def changed(by: Mapping, **parts: dict) -> Mapping:
    """A mapping with some keys of its parts written otherwise, as in its file."""
    said = said_by(by)
    for part, keys in parts.items():
        said[part] = {**said[part], **keys} if isinstance(keys, dict) else keys
    return Mapping.model_validate(said)


def counts(taken: Taken) -> tuple[int, int, int, int, int, int]:
    """rows, added, left out; accepted, quarantined, duplicate."""
    one = taken.intake
    return one.rows, one.added, one.left_out, one.accepted, one.quarantined, one.duplicate


def test_contracts_that_came_late(tmp_path):
    """By hand: of the seven in quarantine, c8 and c9 only lacked a number of ours; c8 is between two of them now."""
    asterisk = mapping("asterisk")
    first = take(tmp_path, master_csv(), asterisk, OURS)
    assert isinstance(again(tmp_path, first, asterisk, OURS), NothingTakenUp)
    late = [("0312345678", LONG_SINCE, NO_END), ("0311112222", LONG_SINCE, NO_END), *OURS]
    second = again(tmp_path, first, asterisk, late)
    assert second.column("record_id", "number", "line", "file") == [
        ("c8/in", "0311112222", 12, "delivered.csv"),
        ("c8/out", "0312345678", 12, "delivered.csv"),
        ("c9/out", "0312345678", 13, "delivered.csv"),
    ]
    assert counts(second) == (7, 1, 0, 3, 5, 0)
    assert second.quarantine == [each for each in first.quarantine if each[0] not in (12, 13)]


def test_what_was_accepted_is_not_read_again_whoever_is_ours_now(tmp_path):
    """c9's called number is ours only from the next day on; c1, c6 and c7 were accepted and have callers that join."""
    asterisk = mapping("asterisk")
    first = take(tmp_path, master_csv(), asterisk, OURS)
    second = again(tmp_path, first, asterisk, [*OURS, ("0312345678", LONG_SINCE, NO_END)])
    assert second.column("record_id") == ["c8/out", "c9/out"]


CALL_OF_TWO = """\
e1 1 05011110001 09012345678  2015-06-11 10:00:00 2015-06-11 10:00:30 30 ANSWERED
e1 3 05011110001 09012345678  2015-06-11 10:01:00 2015-06-11 10:02:00 60 PICKED
e2 2 05011110001 09012345678  2015-06-11 11:00:00 2015-06-11 11:00:20 20 ANSWERED
e3 4 05011110001 09012345678  2015-06-11 12:00:00 2015-06-11 12:00:20 20 RINGING
"""


def of_asterisk(rows: str) -> bytes:
    """Rows in the way of CALL_OF_TWO as a Master.csv."""
    lines = []
    for row in rows.splitlines():
        linked, sequence, src, dst, *times, billsec, word = row.split()
        answer, end = " ".join(times[:2]), " ".join(times[2:])
        texts = ["", src, dst, *[""] * 6, answer, answer, end, billsec, billsec, word, "", f"{linked}.{sequence}"]
        lines.append(",".join(f'"{text}"' for text in [*texts, "", "", linked, sequence]))
    return ("\n".join(lines) + "\n").encode()


def test_a_call_of_several_rows_comes_back_whole_and_what_is_no_call_falls_away(tmp_path):
    """e1 lasts from 10:00:00 to 10:02:00, and its first row was sound; e3 turns out to have only rung."""
    asterisk = mapping("asterisk")
    first = take(tmp_path, of_asterisk(CALL_OF_TWO), asterisk, OURS)
    assert first.quarantine == [(2, "unknown_answer", "e1"), (4, "unknown_answer", "e3")]
    rules = said_by(asterisk)["no_call"]
    rules[0] |= {"others": ["ANSWERED", "PICKED"], "values": [*rules[0]["values"], "RINGING"]}
    second = again(tmp_path, first, changed(asterisk, no_call=rules), OURS)
    assert second.column("record_id", "quantity", "line") == [("e1/out", 120, 1)]
    assert counts(second) == (2, 0, 1, 1, 0, 0)


def test_a_chain_of_two_with_a_call_of_several_rows(tmp_path):
    """First only RINGING is understood, then PICKED too; lines stay those of the delivered file."""
    asterisk = mapping("asterisk")
    rules = said_by(asterisk)["no_call"]
    first = take(tmp_path, of_asterisk(CALL_OF_TWO), asterisk, OURS)
    rules[0]["values"].append("RINGING")
    second = again(tmp_path, first, changed(asterisk, no_call=rules), OURS)
    assert counts(second) == (2, 0, 1, 0, 1, 0)
    assert second.quarantine == [(2, "unknown_answer", "e1")]
    rules[0]["others"].append("PICKED")
    third = again(tmp_path, second, changed(asterisk, no_call=rules), OURS, [first.keys])
    assert third.column("record_id", "quantity", "line") == [("e1/out", 120, 1)]
    assert counts(third) == (1, 0, 0, 1, 0, 0)


def test_sessions_come_back_with_all_their_reports(tmp_path):
    """s1's counter is 30 + 12 octets in its last report; the word Alive was not in the format."""
    radius = mapping("radius")
    blocks = [
        report("s0", "Stop", **octets(1, 1, 1)),
        report("s1", "Interim-Update", "Jun 30 2015 14:10:00 UTC", **octets(10, 5, 600)),
        report("s2", "Stop", **octets(1, 1, 1)),
        report("s1", "Alive", "Jun 30 2015 14:20:00 UTC", **octets(30, 12, 1200)),
        report("s3", "Stop", **octets("x", 1, 1)),
        report("s4", "Stop", **octets(5, 5, 10)).rstrip("\n"),
    ]
    first = take(tmp_path, "".join(blocks).encode(), radius)
    wrong = [(34, "unknown_answer"), (45, "bad_quantity"), (56, "cut_off")]
    assert [each[:2] for each in first.quarantine] == wrong
    rules = said_by(radius)["no_call"]
    rules[0]["others"].append("Alive")
    second = again(tmp_path, first, changed(radius, no_call=rules))
    assert second.column("record_id", "quantity", "line") == [("192.0.2.10|s1", 42, 12)]
    assert second.column("started_at") == [datetime.fromisoformat("2015-06-30 23:00:00")]  # 14:00:00 UTC
    assert counts(second) == (3, 0, 0, 1, 2, 0)
    assert [each[:2] for each in second.quarantine] == wrong[1:]
    kept = ENGINE.connection.execute(f"SELECT raw FROM '{second.residue}' ORDER BY line").fetchall()
    assert b"\n".join(line for (line,) in kept).decode() == "".join(blocks[4:]).rstrip("\n")


def test_lines_that_could_not_be_decoded(tmp_path):
    """Katakana in CP932 in a file declared to be UTF-8: line 3's partner, line 4 broken otherwise."""
    lines = canonical(call(), call(record_id="R2", partner="@"), call(record_id="R3")).replace(b"@", b"\xb6\xc5")
    first = take(tmp_path, lines + b'"R4\nR5,,\n')
    assert first.quarantine == [(3, "undecodable", ""), (5, "unclosed_quote", ""), (6, "wrong_columns", "")]
    second = again(tmp_path, first, changed(CANONICAL, file={"encoding": "cp932"}))
    assert second.column("record_id", "line", "partner") == [("R2", 3, "ｶﾅ")]
    assert counts(second) == (3, 0, 0, 1, 2, 0)
    assert isinstance(again(tmp_path, second, earlier=[first.keys]), NothingTakenUp)


def test_a_file_of_which_no_line_could_be_decoded_is_what_it_would_have_been(tmp_path):
    """By hand as in test_asterisk: of 20 lines 3 are further rows and 3 no call; one call has two records."""
    asterisk = mapping("asterisk")
    first = take(tmp_path, master_csv(), changed(asterisk, file={"undecodable": "refuse"}), OURS)
    assert [each[:2] for each in first.quarantine] == [(line, "undecodable") for line in range(1, 21)]
    second = again(tmp_path, first, asterisk, OURS)
    assert counts(second) == (20, 1, 6, 8, 7, 0)
    at_once = take(tmp_path, master_csv(), asterisk, OURS)
    assert (second.records, second.quarantine) == (at_once.records, at_once.quarantine)


def test_a_row_of_a_call_that_was_accepted_without_it_is_left_to_a_person(tmp_path):
    """e1's second row could not be decoded: 30 seconds were accepted, and the call was one of 120."""
    asterisk = mapping("asterisk")
    rows = of_asterisk(CALL_OF_TWO.replace("PICKED", "ANSWERED")).splitlines(keepends=True)[:2]
    rows[1] = rows[1].replace(b'"e1.3"', b'"\xa5"')
    first = take(tmp_path, b"".join(rows), changed(asterisk, file={"undecodable": "refuse"}), OURS)
    assert first.column("record_id", "quantity") == [("e1/out", 30)]
    nothing = again(tmp_path, first, asterisk, OURS)
    assert nothing.reasons == [("other_content", 1)]


def test_a_byte_order_mark_before_the_header(tmp_path):
    first = take(tmp_path, b"\xef\xbb\xbf" + canonical(call(), call(record_id="R2", kind="tel")))
    second = again(tmp_path, first, changed(CANONICAL, fields={"kind": {"text": "voice"}}))
    assert second.column("record_id", "line") == [("R2", 3)]


def test_a_mapping_that_did_not_know_a_word(tmp_path):
    by = changed(CANONICAL, fields={"kind": {"column": "kind", "values": {"voice": "voice"}}})
    first = take(tmp_path, canonical(call(), call(record_id="R2", kind="tel"), call(record_id="R3", kind="fax")), by)
    assert [each[:2] for each in first.quarantine] == [(3, "unmapped_value"), (4, "unmapped_value")]
    words = {"voice": "voice", "tel": "voice"}
    second = again(tmp_path, first, changed(CANONICAL, fields={"kind": {"column": "kind", "values": words}}))
    assert second.column("record_id", "kind", "line") == [("R2", "voice", 3)]
    assert second.quarantine == [(4, "unmapped_value", "R3")]


def test_a_parquet_delivery(tmp_path):
    """A value with a line end and a quote, which no line of CSV could hold, is kept as well."""
    file = tmp_path / "usage.parquet"
    texts = {"record_id": "'R' || i", "kind": "['voice', 'tel', 'tel'][i + 1]", "partner": "'a' || chr(10) || '\"'"}
    texts |= {"started_at": "TIMESTAMP '2015-06-03 10:00:00' + to_days(i::INTEGER)"}
    columns = [f"{texts.get(field, repr(call().get(field, '')))} AS {field}" for field in FIELDS]
    ENGINE.connection.execute(f"COPY (SELECT {', '.join(columns)} FROM range(3) r(i)) TO '{file}' (FORMAT parquet)")
    by = changed(CANONICAL, fields={"partner": {"text": ""}})
    (first,) = take_files(tmp_path, [file], by)
    assert [each[:2] for each in first.quarantine] == [(2, "unknown_kind"), (3, "unknown_kind")]
    mended = changed(by, fields={"kind": {"column": "kind", "values": {"tel": "voice"}, "otherwise": ""}})
    second = again(tmp_path, first, mended)
    assert second.column("record_id", "line", "file") == [("R1", 2, "usage.parquet"), ("R2", 3, "usage.parquet")]
    assert second.column("started_at")[1] == datetime.fromisoformat("2015-06-05 10:00:00")
    assert ENGINE.connection.execute(f"SELECT DISTINCT said.partner FROM '{first.residue}'").fetchall() == [('a\n"',)]


OF_NO_CLASS = "0412345678"
BOTH_OURS = [("05011110001", LONG_SINCE, NO_END), (OF_NO_CLASS, LONG_SINCE, NO_END)]
BETWEEN_US = f"g1 1 05011110001 {OF_NO_CLASS} 2015-06-11 10:00:00 2015-06-11 10:00:30 30 ANSWERED\n"


@pytest.mark.parametrize(
    "mending",
    [
        {},
        {"natural_key": ["linkedid", "uniqueid"]},
        {"parties": {"caller": "dst", "called": "src"}, "natural_key": ["linkedid", "uniqueid"]},
    ],
    ids=["the peer", "and the key", "and the key and the sides"],
)
def test_the_other_side_of_a_call_between_us_was_accepted_and_stays_so(tmp_path, mending):
    """Outgoing it has no class, incoming it was accepted. However it is read now, one record is still to come."""
    asterisk = mapping("asterisk")
    first = take(tmp_path, of_asterisk(BETWEEN_US), asterisk, BOTH_OURS)
    assert first.quarantine == [(1, "no_class", "g1/out")]
    assert first.column("record_id", "number") == [("g1/in", OF_NO_CLASS)]
    mended = changed(asterisk, fields={"peer": {"text": "fixed"}}, **mending)
    second = again(tmp_path, first, mended, BOTH_OURS)
    assert second.column("number", "peer") == [("05011110001", "fixed")]
    assert counts(second) == (1, 0, 0, 1, 0, 0)


def test_the_other_side_stays_accepted_through_a_chain(tmp_path):
    """A second call is taken up first; the first one's accepted side is still known as such afterwards."""
    asterisk = mapping("asterisk")
    rung = BETWEEN_US + BETWEEN_US.replace("g1", "g2").replace("ANSWERED", "RINGING")
    first = take(tmp_path, of_asterisk(rung), asterisk, BOTH_OURS)
    assert [each[:2] for each in first.quarantine] == [(1, "no_class"), (2, "unknown_answer")]
    rules = said_by(asterisk)["no_call"]
    rules[0]["values"].append("RINGING")
    other_key = changed(asterisk, no_call=rules, natural_key=["linkedid", "uniqueid"])
    second = again(tmp_path, first, other_key, BOTH_OURS)
    assert counts(second) == (2, 0, 1, 0, 1, 0)
    third = again(tmp_path, second, changed(other_key, fields={"peer": {"text": "fixed"}}), BOTH_OURS, [first.keys])
    assert third.column("record_id") == ["g1|g1.1/out"]
    assert counts(third) == (1, 0, 0, 1, 0, 0)


def test_a_changed_natural_key_takes_up_what_was_quarantined_and_nothing_else(tmp_path):
    """Two calls share the id R1: by id and start they are two, and the accepted one is not accepted again."""
    first = take(tmp_path, canonical(call(), call(started_at="2015-06-04T10:00:00"), call(record_id="R2")))
    assert first.quarantine == [(3, "other_content", "R1")]
    assert isinstance(again(tmp_path, first), NothingTakenUp)
    second = again(tmp_path, first, changed(CANONICAL, natural_key=["record_id", "started_at"]))
    assert second.column("record_id", "line") == [("R1|2015-06-04T10:00:00", 3)]


def test_the_same_key_with_other_content_stays_quarantined_within_a_successor_too(tmp_path):
    first = take(tmp_path, canonical(*(call(quantity=each, kind="tel") for each in (90, 90, 91))))
    words = {"kind": {"column": "kind", "values": {"tel": "voice"}}}
    second = again(tmp_path, first, changed(CANONICAL, fields=words))
    assert second.column("line") == [2]
    assert second.quarantine == [(4, "other_content", "R1")]
    assert counts(second) == (3, 0, 0, 1, 1, 1)


def test_what_was_delivered_mended_meanwhile_is_a_duplicate(tmp_path):
    first = take(tmp_path, canonical(call(kind="tel"), call(record_id="R2", kind="tel")))
    mended = take(tmp_path, canonical(call()))
    words = {"kind": {"column": "kind", "values": {"tel": "voice"}}}
    second = again(tmp_path, first, changed(CANONICAL, fields=words), earlier=[mended.keys])
    assert second.column("record_id") == ["R2"]
    assert counts(second) == (2, 0, 0, 1, 0, 1)


def test_nothing_taken_up_says_why_as_things_are_now(tmp_path):
    lines = canonical(call(), call(record_id="R2", partner="@", kind="tel")).replace(b"@", b"\xb6\xc5")
    first = take(tmp_path, lines)
    assert first.quarantine == [(3, "undecodable", "")]
    nothing = again(tmp_path, first, changed(CANONICAL, file={"undecodable": "replace"}))
    assert nothing.reasons == [("unprintable", 1)]


def test_a_format_that_no_longer_fits_the_file_is_told_of_the_delivered_file(tmp_path):
    first = take(tmp_path, canonical(call(kind="tel")))
    more = changed(CANONICAL, file={"columns": [*FIELDS, "cell"]})
    refused = again(tmp_path, first, more).refused
    assert (refused.name, refused.file, refused.line) == ("text.missing_column", "delivered.csv", 1)


def test_a_header_that_was_taken_for_a_record_is_none(tmp_path):
    """Declared without a header, line 1 was quarantined; nothing of it is left when the format is mended."""
    first = take(
        tmp_path, canonical(call(), call(record_id="R2", kind="tel")), changed(CANONICAL, file={"header": "no"})
    )
    assert [each[:2] for each in first.quarantine] == [(1, "bad_number"), (3, "unknown_kind")]
    second = again(tmp_path, first)
    assert counts(second) == (2, 0, 1, 0, 1, 0)
    assert second.quarantine == [(3, "unknown_kind", "R2")]


def test_a_header_that_was_known_is_never_read_as_a_record(tmp_path):
    first = take(tmp_path, canonical(call(kind="tel"), call(record_id="R2")))
    by = changed(CANONICAL, file={"header": "no"}, fields={"kind": {"text": "voice"}})
    second = again(tmp_path, first, by)
    assert second.column("line") == [2]
    assert counts(second) == (1, 0, 0, 1, 0, 0)


def test_only_what_is_needed_is_kept_and_in_the_same_bytes(tmp_path):
    records = [call(record_id=f"R{i}", kind="voice" if i % 1000 else "tel") for i in range(5000)]
    first, same = take(tmp_path, canonical(*records)), take(tmp_path, canonical(*records))
    assert first.residue.read_bytes() == same.residue.read_bytes()
    kept = ENGINE.connection.execute(f"SELECT line, raw FROM '{first.residue}'").fetchall()
    lines = canonical(*records).split(b"\n")
    assert kept == [(line, lines[line - 1]) for line in (1, 2, 1002, 2002, 3002, 4002)]  # the header and five records


def test_a_file_with_the_longest_name_is_taken_up_again(tmp_path):
    file = tmp_path / ("利" * 83 + "xx.csv")  # 255 bytes
    file.write_bytes(canonical(call(record_id="R1", peer="", peer_number="0699")))
    (first,) = take_files(tmp_path, [file])
    assert first.quarantine == [(2, "no_class", "R1")]
    assert again(tmp_path, first).reasons == [("no_class", 1)]


def test_damaged_lines_alone_are_still_a_text_file(tmp_path):
    """What is kept of a file without a header begins with what no text begins with."""
    by = changed(CANONICAL, file={"header": "no"})
    sound = canonical(*(call(record_id=f"R{i}") for i in range(40))).partition(b"\n")[2]
    first = take(tmp_path, sound + b"\xff\xfe\0" * 20 + b"\n" + b"x" * 300_000 + b"\n" + b"R,\n", by)
    reasons = ["nul_byte", "line_too_long", "wrong_columns"]
    assert [each[:2] for each in first.quarantine] == list(zip((41, 42, 43), reasons, strict=True))
    nothing = again(tmp_path, first, by)
    assert nothing.refused is None
    assert nothing.reasons == [(reason, 1) for reason in sorted(reasons)]


def test_a_number_that_is_no_longer_ours_leaves_no_record(tmp_path):
    """Both sides have no class; then the called number's contract turns out to have begun later."""
    asterisk = mapping("asterisk")
    ours = [("0412345678", LONG_SINCE, NO_END), ("0412345679", LONG_SINCE, NO_END)]
    row = "h1 1 0412345679 0412345678 2015-06-11 10:00:00 2015-06-11 10:00:30 30 ANSWERED\n"
    first = take(tmp_path, of_asterisk(row), changed(asterisk, fields={"partner": {"text": "a|b"}}), ours)
    assert first.quarantine == [(1, "bar_in_class", "h1/in"), (1, "bar_in_class", "h1/out")]
    later = [("0412345678", date(2015, 6, 12), NO_END), ours[1]]
    second = again(tmp_path, first, changed(asterisk, fields={"peer": {"text": "fixed"}}), later)
    assert second.column("record_id") == ["h1/out"]
    assert counts(second) == (2, 0, 1, 1, 0, 0)
