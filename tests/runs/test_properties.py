"""What holds for any delivery: cut in two, in another order, or in another system's spelling, it says the same."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from deliveries import ENGINE, LONG_SINCE, NO_END, call, canonical, mapping, take, take_files
from hypothesis import given, settings
from hypothesis import strategies as st

from yakkan.usage import KEYS

OURS = [("05011110001", LONG_SINCE, NO_END), ("05011110002", LONG_SINCE, NO_END)]
RECORDS = st.lists(
    st.builds(
        call,
        record_id=st.sampled_from(["", "R1", "R2", "R3", "R4", "R5"]),
        quantity=st.sampled_from([0, 60, "060", 61, "x"]),
        started_at=st.sampled_from(["2015-06-03T10:00:00", "2015-06-03 01:00:00Z", "2015-06-31T10:00:00"]),
    ),
    min_size=1,
    max_size=12,
)
BEGAN, EPOCH_IN_JAPAN = datetime.fromisoformat("2015-06-01T00:00:00"), datetime.fromisoformat("1970-01-01T09:00:00")
FEW = settings(max_examples=6, deadline=None, derandomize=True, database=None)


def said(taken):
    """The records but for the file that they came in."""
    return sorted(tuple(v for k, v in row.items() if k not in ("file", "line")) for row in taken.records)


@FEW
@given(records=RECORDS, data=st.data())
def test_a_file_cut_in_two_gives_the_same_records(records, data):
    cut = data.draw(st.integers(0, len(records)))
    with TemporaryDirectory() as folder:
        whole = take(Path(folder), canonical(*records))
        files = [Path(folder) / "first.csv", Path(folder) / "second.csv"]
        files[0].write_bytes(canonical(*records[:cut]))
        files[1].write_bytes(canonical(*records[cut:]))
        first, second = take_files(Path(folder), files)
    assert sorted(said(first) + said(second)) == said(whole)
    for count in ("received", "accepted", "quarantined", "duplicate"):
        assert getattr(first.intake, count) + getattr(second.intake, count) == getattr(whole.intake, count)


@FEW
@given(records=RECORDS, data=st.data())
def test_the_order_of_rows_decides_only_which_of_two_contents_stands(records, data):
    others = data.draw(st.permutations(records))
    with TemporaryDirectory() as folder:
        one, other = take(Path(folder), canonical(*records)), take(Path(folder), canonical(*others))
    assert sorted(one.column("record_id")) == sorted(other.column("record_id"))
    assert one.intake.accepted == other.intake.accepted
    contents = {(r["record_id"], r["quantity"]) for r in one.records} ^ {
        (r["record_id"], r["quantity"]) for r in other.records
    }
    said_twice = {r["record_id"] for r in records if sum(o["record_id"] == r["record_id"] for o in records) > 1}
    assert {record_id for record_id, _ in contents} <= said_twice


TEXTS = st.text(st.sampled_from("aあ0'\"\\,;()` %_-"), min_size=1, max_size=8)
CALLS = st.lists(
    st.tuples(
        st.integers(0, 2_591_999).map(lambda second: BEGAN + timedelta(seconds=second)),
        st.integers(0, 3_600_000),  # thousandths of a second
        st.sampled_from(["05011110001", "05011110002", "0312345678", "anonymous"]),
        st.sampled_from(["05011110001", "0312345678", "09012345678"]),
        TEXTS,
    ),
    min_size=1,
    max_size=6,
)
COLUMNS = (
    "id INTEGER, start_time TIMESTAMP, end_time TIMESTAMP, duration REAL, src_user TEXT, dst_user TEXT, callid TEXT"
)


def of_sqlite(calls):
    """Kamailio's table with its Julian days of half a second before, dumped by SQLite itself."""
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE acc_cdrs ({COLUMNS})")
    for at, thousandths, *texts in calls:
        day = (at - EPOCH_IN_JAPAN) / timedelta(days=1) + 2440587.5 - 0.5 / 86_400
        database.execute("INSERT INTO acc_cdrs VALUES (1, ?, ?, ?, ?, ?, ?)", (day, day, thousandths / 1000, *texts))
    return "\n".join(database.iterdump()) + "\n"


def of_mysql(calls):
    def quoted(text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"') + "'"

    tuples = [f"(1,'{at}','{at}',{ms / 1000:.3f},{','.join(map(quoted, texts))})" for at, ms, *texts in calls]
    return "INSERT INTO `acc_cdrs` VALUES " + ",".join(tuples) + ";\n"


def of_copy(calls):
    rows = [f"1\t{at}\t{at}\t{ms / 1000}\t" + "\t".join(texts).replace("\\", "\\\\") for at, ms, *texts in calls]
    names = "id, start_time, end_time, duration, src_user, dst_user, callid"
    return f"COPY public.acc_cdrs ({names}) FROM stdin;\n" + "\n".join(rows) + "\n\\.\n"


def of_inserts(calls):
    def quoted(text):
        return "'" + text.replace("'", "''") + "'"

    return "".join(
        f"INSERT INTO public.acc_cdrs VALUES (1, '{at}', '{at}', {ms / 1000}, {', '.join(map(quoted, texts))});\n"
        for at, ms, *texts in calls
    )


@FEW
@given(calls=CALLS)
def test_the_same_calls_in_another_spelling_leave_the_same_keys(calls):
    spelt = [
        ("kamailio-sqlite", of_sqlite),
        ("kamailio-mysql", of_mysql),
        ("kamailio-postgresql", of_copy),
        ("kamailio-postgresql", of_inserts),
    ]
    found = []
    with TemporaryDirectory() as folder:
        for name, written in spelt:
            taken = take(Path(folder), written(calls).encode(), mapping(name), OURS)
            keys = ENGINE.rows(ENGINE.read("keys", KEYS, [taken.keys]))
            counts = [getattr(taken.intake, count) for count in ("rows", "no_call", "quarantined", "duplicate")]
            reasons = sorted((reason, record_id) for _, reason, record_id in taken.quarantine)
            found.append((sorted((row["key"], row["content"]) for row in keys), counts, reasons))
    assert found[0][1][0] == len(calls)
    assert found[1:] == found[:1] * 3
