"""Taking canonical usage in: what is refused, quarantined, known already; and nothing half-written."""

import os
from datetime import datetime

import pytest
from deliveries import ENGINE, call, canonical, take, take_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yakkan.messages import Refusals, Refused, say
from yakkan.usage import FIELDS, SCHEMA, reason_name

BROKEN = [
    ("missing_record_id", {"record_id": ""}),
    ("missing_number", {"number": ""}),
    ("missing_kind", {"kind": ""}),
    ("missing_started_at", {"started_at": ""}),
    ("missing_quantity", {"quantity": ""}),
    ("unprintable", {"partner": "DE\tUE2"}),
    ("unprintable", {"peer_number": "03\x7f"}),
    ("bad_number", {"number": "050-1111-0001"}),
    ("bad_number", {"number": "1234"}),
    ("bad_number", {"number": "1" * 16}),
    ("bad_number", {"number": "０５０１１１１０００１"}),
    ("unknown_kind", {"kind": "Voice"}),
    ("unknown_kind", {"kind": "音声"}),
    ("missing_direction", {"direction": ""}),
    ("unknown_direction", {"direction": "sideways"}),
    ("data_not_out", {"kind": "packet", "direction": "in"}),
    ("data_not_out", {"kind": "data", "direction": "forwarded"}),
    ("unknown_peer", {"peer": "satellite"}),
    ("peer_of_data", {"kind": "data", "peer": "fixed"}),
    ("bad_country", {"peer": "international", "country": "us"}),
    ("bad_country", {"peer": "international", "country": "USA"}),
    ("country_alone", {"country": "US"}),
    ("country_alone", {"country": "US", "peer": "mobile"}),
    ("unknown_gateway", {"peer": "ip-fixed", "gateway": "passed"}),
    ("gateway_alone", {"gateway": "bypassed"}),
    ("gateway_alone", {"gateway": "bypassed", "peer": "fixed"}),
    ("bar_in_class", {"partner": "DE|UE2"}),
    ("bad_started_at", {"started_at": "2015-02-29T10:00:00"}),
    ("bad_started_at", {"started_at": "2015-13-01T10:00:00"}),
    ("bad_started_at", {"started_at": "2015-06-03T24:00:00"}),
    ("no_seconds", {"started_at": "2015-06-03T10:00"}),
    ("bad_started_at", {"started_at": "2015-06-03"}),
    ("bad_started_at", {"started_at": "2015/06/03 10:00:00"}),
    ("bad_started_at", {"started_at": "2015-06-03T10:00:00+25:00"}),
    ("bad_started_at", {"started_at": "2015-06-03T10:00:00 JST"}),
    ("bad_started_at", {"started_at": "0000-01-01T00:00:00"}),
    ("bad_started_at", {"started_at": "9999-12-31T23:59:59Z"}),
    ("bad_quantity", {"quantity": "1.5"}),
    ("bad_quantity", {"quantity": "-1"}),
    ("bad_quantity", {"quantity": "+1"}),
    ("bad_quantity", {"quantity": "1e3"}),
    ("bad_quantity", {"quantity": "９０"}),
    ("bad_quantity", {"quantity": " 90"}),
    ("bad_quantity", {"quantity": "10000000000001"}),
    ("bad_quantity", {"quantity": "9" * 30}),
    ("too_long", {"quantity": str(31 * 86_400 + 1)}),
    ("no_class", {"peer_number": "100"}),
    ("no_class", {"peer_number": "0412345678"}),
    ("no_class", {"peer_number": "anonymous"}),
]


def test_each_kind_of_broken_record_gets_its_reason_on_its_line(tmp_path):
    records = [call(**{"record_id": f"R{at}"} | differing) for at, (_, differing) in enumerate(BROKEN, start=2)]
    taken = take(tmp_path, canonical(*records, call(record_id="sound")))
    expected = [(at, reason, records[at - 2]["record_id"]) for at, (reason, _) in enumerate(BROKEN, start=2)]
    assert taken.quarantine == expected
    assert taken.column("record_id") == ["sound"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_reason_says_its_cure(language):
    door = ["undecodable", "nul_byte", "line_too_long", "unclosed_quote", "bad_quote", "wrong_columns"]
    others = ["other_content", "no_number_of_ours", "bad_ended_at", "bad_order", "unknown_answer", "unmapped_value"]
    for reason in [*{reason for reason, _ in BROKEN}, *door, *others]:
        assert say(language, reason_name(reason)).endswith("。" if language == "ja" else ".")


SOUND = [
    ({"started_at": "2015-06-30T14:59:59Z"}, "2015-06-30 23:59:59", "2015-06-30 14:59:59"),
    ({"started_at": "2015-06-30T15:00:00Z"}, "2015-07-01 00:00:00", "2015-06-30 15:00:00"),
    ({"started_at": "2015-06-30 23:59:59"}, "2015-06-30 23:59:59", "2015-06-30 14:59:59"),
    ({"started_at": "2015-07-01T00:00:00+09:00"}, "2015-07-01 00:00:00", "2015-06-30 15:00:00"),
    ({"started_at": "2016-02-29 23:59:59.999"}, "2016-02-29 23:59:59", "2016-02-29 14:59:59"),
    ({"started_at": "2015-12-31T10:00:00-0500"}, "2016-01-01 00:00:00", "2015-12-31 15:00:00"),
    ({"started_at": "2015-06-03T10:00:00+05:30"}, "2015-06-03 13:30:00", "2015-06-03 04:30:00"),
]


def test_starts_are_japan_time_and_utc_and_fall_into_the_month_of_japan(tmp_path):
    taken = take(tmp_path, canonical(*(call(record_id=f"R{i}", **given) for i, (given, *_) in enumerate(SOUND))))
    expected = [(datetime.fromisoformat(japan), datetime.fromisoformat(utc)) for _, japan, utc in SOUND]
    assert taken.column("started_at", "started_utc") == expected
    months = sorted(path.name for path in (taken.intake.folder / "usage").iterdir())
    assert months == ["month=2015-06", "month=2015-07", "month=2016-01", "month=2016-02"]


CLASSED = [
    ({}, "voice|out|fixed|||"),
    ({"peer": "ip-fixed", "gateway": "bypassed"}, "voice|out|ip-fixed|||bypassed"),
    ({"peer": "phs", "peer_number": "07012345678"}, "voice|out|phs|||"),
    ({"peer_number": "07012345678"}, "voice|out|mobile|||"),
    ({"peer_number": "05012345678"}, "voice|out|ip050|||"),
    ({"peer_number": "#7119"}, "voice|out|service|||"),
    ({"peer_number": "01012125551234"}, "voice|out|international|US||"),
    ({"peer_number": "+14165551234"}, "voice|out|international|CA||"),
    ({"peer_number": "01012125551234", "peer": "international", "country": "CA"}, "voice|out|international|CA||"),
    ({"peer_number": "01012125551234", "peer": "fixed"}, "voice|out|fixed|||"),
    ({"peer_number": ""}, "voice|out||||"),
    ({"peer_number": "anonymous", "direction": "in"}, "voice|in||||"),
    ({"direction": "forwarded", "peer_number": "", "partner": "CYPCT"}, "voice|forwarded|||CYPCT|"),
    ({"kind": "packet", "direction": "", "peer_number": "", "partner": "DEUE2"}, "packet|out|||DEUE2|"),
    ({"kind": "sms", "quantity": 1, "peer_number": "09012345678"}, "sms|out|mobile|||"),
    ({"kind": "data", "peer_number": "", "quantity": 10**13}, "data|out||||"),
]


def test_a_record_is_classed_by_what_is_given_and_then_by_its_peer_number(tmp_path):
    taken = take(tmp_path, canonical(*(call(record_id=f"R{i}", **given) for i, (given, _) in enumerate(CLASSED))))
    assert taken.quarantine == []
    assert taken.column("usage_class") == [usage_class for _, usage_class in CLASSED]


def test_the_usage_table_has_its_declared_columns_and_no_null(tmp_path):
    at = datetime.fromisoformat
    taken = take(tmp_path, canonical(call(peer_number="")))
    assert list(taken.records[0]) == list(SCHEMA)
    assert taken.records[0] == {
        "record_id": "R1", "number": "05011110001", "kind": "voice", "direction": "out", "peer": "", "peer_number": "",
        "country": "", "partner": "", "gateway": "", "usage_class": "voice|out||||", "quantity": 90,
        "started_at": at("2015-06-03 10:00:00"), "started_utc": at("2015-06-03 01:00:00"),
        "file": "delivered.csv", "line": 2,
    }  # fmt: skip


def test_unreadable_lines_stand_in_quarantine_and_lines_keep_their_numbers(tmp_path):
    lines = canonical(call(), call(record_id="R2"), call(record_id="R3")).splitlines()
    broken = b"\r\n".join([lines[0], b"", lines[1], b'"R9,05', lines[2], b"\xa5", b"a,b", b"", lines[3]])
    taken = take(tmp_path, broken)
    assert taken.quarantine == [(4, "unclosed_quote", ""), (6, "undecodable", ""), (7, "wrong_columns", "")]
    assert taken.column("line", "record_id") == [(3, "R1"), (5, "R2"), (9, "R3")]
    assert (taken.intake.rows, taken.intake.received, taken.intake.quarantined) == (6, 6, 3)


def test_a_record_delivered_again_is_counted_once(tmp_path):
    same_meaning = call(started_at="2015-06-03 01:00:00Z", quantity="0090")
    other = call(quantity=91)
    first = take(tmp_path, canonical(call(), same_meaning, other, call(record_id="R2")))
    assert (first.intake.received, first.intake.accepted, first.intake.duplicate) == (4, 2, 1)
    assert first.quarantine == [(4, "other_content", "R1")]
    again = take(tmp_path, canonical(other, call(), call(record_id="R3")), earlier=[first.keys])
    assert (again.intake.received, again.intake.accepted, again.intake.duplicate) == (3, 1, 1)
    assert again.quarantine == [(2, "other_content", "R1")]
    assert again.column("record_id") == ["R3"]


def test_a_quarantined_record_leaves_no_key_so_that_it_can_be_mended(tmp_path):
    first = take(tmp_path, canonical(call(quantity="x")))
    mended = take(tmp_path, canonical(call()), earlier=[first.keys])
    assert (first.intake.accepted, mended.intake.accepted) == (0, 1)


def test_files_are_taken_in_order_and_the_second_knows_the_first(tmp_path):
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for file in files:
        file.write_bytes(canonical(call(), call(record_id=file.stem)))
    one, two = take_files(tmp_path, files)
    assert (one.intake.accepted, one.intake.duplicate, two.intake.accepted, two.intake.duplicate) == (2, 0, 1, 1)
    assert two.column("file", "record_id") == [("two.csv", "two")]


def test_the_same_delivery_gives_the_same_bytes(tmp_path):
    records = [call(record_id=f"R{i}", started_at=f"2015-{5 + i % 3:02}-03T10:00:{i:02}") for i in range(60)]
    folders = [take(tmp_path, canonical(*records)).intake.folder for _ in range(2)]
    one, two = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in folders
    ]
    assert one == two
    assert len(one) == 6  # three months, which months they are, keys, quarantine


def test_records_are_sorted_by_kind_partner_start_and_id(tmp_path):
    records = [call(record_id="B"), call(record_id="A"), call(record_id="C", started_at="2015-06-01T00:00:00")]
    packets = [call(record_id=p, kind="packet", peer_number="", partner=p) for p in ("Z", "Y")]
    taken = take(tmp_path, canonical(*records, *packets))
    assert [record["record_id"] for record in taken.records] == ["Y", "Z", "C", "A", "B"]


def test_a_refused_file_leaves_nothing_of_the_files_before_it(tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(canonical(call()))
    bad.write_bytes(b"record_id,number\n")
    with pytest.raises(Refusals) as caught:
        take_files(tmp_path, [good, bad])
    assert {(each.file, each.line, each.code) for each in caught.value.all} == {(str(bad), 1, "missing_column")}
    assert sorted(os.listdir(tmp_path)) == ["bad.csv", "good.csv"]


def test_parquet_is_taken_in_as_csv_is(tmp_path):
    file = tmp_path / "usage.parquet"
    types = {"started_at": "TIMESTAMP '2015-06-03 10:00:00' + to_days(i::INTEGER)", "quantity": "90 + i"}
    texts = {"record_id": "'R' || i", "partner": "NULL"}
    columns = [f"{(types | texts).get(field, repr(call().get(field, '')))} AS {field}" for field in FIELDS]
    ENGINE.connection.execute(f"COPY (SELECT {', '.join(columns)} FROM range(3) r(i)) TO '{file}' (FORMAT parquet)")
    (taken,) = take_files(tmp_path, [file])
    assert taken.column("line", "record_id", "quantity") == [(1, "R0", 90), (2, "R1", 91), (3, "R2", 92)]
    assert taken.column("started_at")[2] == datetime.fromisoformat("2015-06-05 10:00:00")
    as_text = take(tmp_path, canonical(call(record_id="R0")), earlier=[taken.keys])
    assert as_text.intake.duplicate == 1


def test_a_broken_parquet_file_is_refused(tmp_path):
    file = tmp_path / "usage.parquet"
    file.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(Refused) as caught:
        take_files(tmp_path, [file])
    assert caught.value.code == "bad_parquet"
    ENGINE.connection.execute(f"COPY (SELECT 1.5::DOUBLE AS quantity) TO '{file}' (FORMAT parquet)")
    with pytest.raises(Refusals):
        take_files(tmp_path, [file])


VALUES = st.sampled_from(["", "R1", "05011110001", "voice", "out", "in", "fixed", "US", "0312345678", "90", "DEUE2"])
VALUES |= st.sampled_from(
    ["2015-06-03T10:00:00", "2015-06-03 10:00:00Z", "packet", "international", '"', "|", "\ufffd"]
)
ROW = st.lists(VALUES | st.text(max_size=5), min_size=10, max_size=12).map(",".join)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=12), tail=st.binary(max_size=20))
def test_any_delivery_balances_or_is_refused(tmp_path, rows, tail):
    head = ",".join(FIELDS) + "\n"
    taken = take(tmp_path, (head + "\n".join(rows)).encode("utf-8", "replace") + tail)  # asserts that it balances
    assert taken.intake.rows == taken.intake.received
