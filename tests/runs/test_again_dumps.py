"""Rows of SQL dumps are taken up again one by one, however many of them stand on one line; all counts by hand."""

import pytest
from deliveries import ENGINE, LONG_SINCE, NO_END, Taken, again, mapping, take
from test_again import changed, counts

from yakkan.runs.again import NothingTakenUp

OURS = [("05011110001", LONG_SINCE, NO_END)]
LATE = [*OURS, ("05011110002", LONG_SINCE, NO_END)]
LATER = [*LATE, ("05011110003", LONG_SINCE, NO_END)]
AT = {"sqlite": "2457176.5416666667", "mysql": "'2015-06-03 10:00:00'", "postgresql": "2015-06-03 10:00:00"}


def tuple_of(dialect: str, caller: str, callid: str, seconds: str = "30.000") -> str:
    """A call of 2015-06-03 at 10:00 in Japan."""
    if dialect == "postgresql":
        return "\t".join(["1", AT[dialect], AT[dialect], seconds, caller, "0312345678", callid])
    return f"(1,{AT[dialect]},{AT[dialect]},{seconds},'{caller}','0312345678','{callid}')"


def of_mysql(*tuples: str) -> bytes:
    """One extended INSERT, all tuples on line 2."""
    return f"-- MySQL dump\nINSERT INTO `acc_cdrs` VALUES {','.join(tuples)};\n".encode()


def of_sqlite(*tuples: str) -> bytes:
    """A statement a line, the first on line 2."""
    return "".join(["BEGIN;\n", *(f"INSERT INTO acc_cdrs VALUES{one};\n" for one in tuples)]).encode()


def of_postgresql(*lines: str) -> bytes:
    """One COPY, the first row on line 2."""
    return "\n".join(["COPY public.acc_cdrs FROM stdin;", *lines, "\\.", ""]).encode()


def first_of_six(folder, dialect: str) -> Taken:
    """Accepted, its number unknown, a duplicate, unreadable, its number unknown until much later, accepted."""
    make = {"sqlite": of_sqlite, "mysql": of_mysql, "postgresql": of_postgresql}[dialect]
    bad = tuple_of(dialect, "05011110001", "c4", seconds="1\\x" if dialect == "postgresql" else "now()")
    content = make(
        tuple_of(dialect, "05011110001", "c1"),
        tuple_of(dialect, "05011110002", "c2"),
        tuple_of(dialect, "05011110001", "c1"),
        bad,
        tuple_of(dialect, "05011110003", "c5"),
        tuple_of(dialect, "05011110001", "c6"),
    )
    return take(folder, content, mapping(f"kamailio-{dialect}"), OURS)


@pytest.mark.parametrize("dialect", ["sqlite", "mysql", "postgresql"])
def test_each_tuple_is_taken_up_once_through_a_chain_of_two(tmp_path, dialect):
    """The contract of the second call comes first, that of the fifth later; the fourth is never read."""
    by = mapping(f"kamailio-{dialect}")
    line = dict.fromkeys(range(1, 7), 2) if dialect == "mysql" else {place: place + 1 for place in range(1, 7)}
    unreadable = (line[4], "bad_tuple" if dialect == "postgresql" else "no_literal", "")
    first = first_of_six(tmp_path, dialect)
    assert first.column("record_id", "line") == [("c1/out", line[1]), ("c6/out", line[6])]
    assert sorted(first.quarantine) == sorted(
        [(line[2], "no_number_of_ours", "c2"), unreadable, (line[5], "no_number_of_ours", "c5")]
    )
    assert (first.intake.rows, first.intake.quarantined, first.intake.duplicate) == (6, 3, 1)
    nothing = again(tmp_path, first, by, OURS)
    assert nothing.reasons == sorted([(unreadable[1], 1), ("no_number_of_ours", 2)])
    second = again(tmp_path, first, by, LATE)
    assert second.column("record_id", "number", "quantity", "line") == [("c2/out", "05011110002", 30, line[2])]
    assert counts(second) == (3, 0, 0, 1, 2, 0)
    assert sorted(second.quarantine) == sorted([unreadable, (line[5], "no_number_of_ours", "c5")])
    third = again(tmp_path, second, by, LATER, [first.keys])
    assert third.column("record_id", "line") == [("c5/out", line[5])]
    assert counts(third) == (2, 0, 0, 1, 1, 0)
    assert third.quarantine == [unreadable]
    assert isinstance(again(tmp_path, third, by, LATER, [first.keys, second.keys]), NothingTakenUp)


def test_what_was_delivered_mended_meanwhile_is_a_duplicate(tmp_path):
    """The unreadable fourth call and the second come again in a file of their own; the fourth stays as it was."""
    by = mapping("kamailio-mysql")
    first = first_of_six(tmp_path, "mysql")
    mended = of_mysql(tuple_of("mysql", "05011110001", "c4"), tuple_of("mysql", "05011110002", "c2"))
    other = take(tmp_path, mended, by, LATE, [first.keys])
    assert other.column("record_id") == ["c2/out", "c4/out"]
    second = again(tmp_path, first, by, LATE, [other.keys])
    assert counts(second) == (3, 0, 0, 0, 2, 1)


def test_two_tuples_of_one_key_on_one_line(tmp_path):
    """The same call id twice with other seconds: once there is a contract, the first counts, as in one file."""
    by = mapping("kamailio-mysql")
    twice = [tuple_of("mysql", "05011110002", "c1", seconds) for seconds in ("30.000", "31.000", "30.000")]
    first = take(tmp_path, of_mysql(*twice), by, OURS)
    assert first.intake.quarantined == 3
    second = again(tmp_path, first, by, LATE)
    assert second.column("record_id", "quantity") == [("c1/out", 30)]
    assert second.quarantine == [(2, "other_content", "c1/out")]
    assert counts(second) == (3, 0, 0, 1, 1, 1)


def test_the_other_side_on_a_line_that_others_share(tmp_path):
    """Calls between two of our numbers: of each the side that was accepted stays, that which had no class comes."""
    by = mapping("kamailio-mysql")
    ours = [*LATE, ("0412345678", LONG_SINCE, NO_END)]
    tuples = [tuple_of("mysql", f"0501111000{i}", f"c{i}").replace("0312345678", "0412345678") for i in (1, 2)]
    first = take(tmp_path, of_mysql(*tuples), by, ours)
    assert first.column("record_id") == ["c1/in", "c2/in"]
    assert first.quarantine == [(2, "no_class", "c1/out"), (2, "no_class", "c2/out")]
    second = again(tmp_path, first, changed(by, fields={"peer": {"text": "fixed"}}), ours)
    assert second.column("record_id") == ["c1/out", "c2/out"]
    assert counts(second) == (2, 0, 0, 2, 0, 0)


def test_a_dump_of_which_nothing_could_be_read(tmp_path):
    by = mapping("kamailio-mysql")
    first = take(tmp_path, of_mysql("(1,now())", "(2,now())"), by, OURS)
    assert first.quarantine == [(2, "wrong_values", ""), (2, "wrong_values", "")]
    assert again(tmp_path, first, by, LATE).reasons == [("wrong_values", 2)]


def test_of_a_dump_only_texts_of_quarantined_rows_are_kept(tmp_path):
    """A string that goes over two lines is kept whole; the unreadable row leaves its place and reason."""
    first = first_of_six(tmp_path, "mysql")
    query = f"SELECT line, file_row, unit, reason, said.callid FROM '{first.residue}'"
    assert ENGINE.connection.execute(query).fetchall() == [
        (2, 2, 2, "", "c2"),
        (2, 4, 4, "no_literal", None),
        (2, 5, 5, "", "c5"),
    ]
    by = mapping("kamailio-sqlite")
    content = of_sqlite(tuple_of("sqlite", "05011110002", "c\n1"), tuple_of("sqlite", "05011110002", "c2"))
    second = again(tmp_path, take(tmp_path, content, by, OURS), by, LATE)
    assert second.column("record_id", "line") == [("c2/out", 4)]
    assert [each[:2] for each in second.quarantine] == [(2, "unprintable")]


def test_a_format_that_no_longer_fits_the_dump(tmp_path):
    by = mapping("kamailio-mysql")
    first = first_of_six(tmp_path, "mysql")
    more = changed(by, file={"columns": [*by.file.columns, "cell"]})
    assert again(tmp_path, first, more, LATE).refused.name == "text.missing_column"
    assert counts(again(tmp_path, first, changed(by, file={"optional": ["cell"]}), LATE)) == (3, 0, 0, 1, 2, 0)


def test_what_could_not_be_decoded_comes_with_the_dump_delivered_again(tmp_path):
    """What was not kept is not read with the right encoding; the dump with a comment more is another file."""
    by = mapping("kamailio-mysql")
    calls = [tuple_of("mysql", "05011110001", each) for each in ("c1", "c@", "c3")]
    content = of_mysql(*calls).replace(b"@", b"\xb6\xc5")  # half-width katakana in CP932
    first = take(tmp_path, content, by, OURS)
    assert first.quarantine == [(2, "undecodable", "")]
    mended = changed(by, file={"encoding": "cp932"})
    assert again(tmp_path, first, mended, OURS).reasons == [("undecodable", 1)]
    second = take(tmp_path, content + b"-- again\n", mended, OURS, [first.keys])
    assert second.column("record_id") == ["cｶﾅ/out"]
    assert (second.intake.rows, second.intake.duplicate, second.intake.quarantined) == (3, 2, 0)
